import { eq } from 'drizzle-orm';
import { account, accountEmail } from '../gate/account/tables.ts';
import { company } from '../gate/company/tables.ts';
import { nameKey } from '../gate/company/rules.ts';
import { membership } from '../gate/membership/tables.ts';
import { person } from '../gate/person/tables.ts';
import type { Tx } from '../kernel/database.ts';
import { uuidv7 } from '../kernel/ids.ts';
import type { DemoWorld } from './world.ts';

/** A person of the demo, as the loader goes on with them. */
export interface Settled {
	personId: string;
	accountId: string;
}

const inPages = <T>(rows: T[], size: number): T[][] =>
	Array.from({ length: Math.ceil(rows.length / size) }, (_, page) => rows.slice(page * size, (page + 1) * size));

/** The guid by which the demo's programme names the person at this index, when they speak. */
export const speakerGuid = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/**
 * Writes the companies, people, accounts and memberships of the demo, as rows that stand there (who joined how is
 * not part of the story); everything that happens between people afterwards goes through the product's commands.
 * The first person is the owner whom `createOrganisation` made already. Returns the people in the world's order.
 */
export async function settlePeople(
	tx: Tx,
	world: DemoWorld,
	by: { organisationId: string; owner: Settled; now: Date }
): Promise<Settled[]> {
	const { organisationId, owner, now } = by;
	const companies = world.companies.map((one) => ({
		id: uuidv7(),
		organisationId,
		name: one.name,
		nameKey: nameKey(one.name),
		city: one.city,
		channelRoles: [one.role],
		brandsCarried: one.brandsCarried,
		brandsWanted: one.brandsWanted,
		createdAt: now
	}));
	for (const page of inPages(companies, 500)) await tx.insert(company).values(page);

	const settled = world.people.map((_, index) =>
		index === 0 ? owner : { personId: uuidv7(), accountId: uuidv7() }
	);
	const rows = world.people.map((one, index) => ({
		id: settled[index]!.personId,
		organisationId,
		accountId: settled[index]!.accountId,
		name: one.name,
		callName: one.callName,
		title: one.title,
		companyId: companies[one.company]!.id,
		city: one.city,
		languages: one.languages,
		offers: one.offers,
		needs: one.needs,
		interests: one.interests,
		email: one.email,
		phone: one.phone,
		importKey: one.part === 'speaker' ? `speaker:${speakerGuid(index)}` : null,
		emailVisibility: index % 3 === 0 ? ('connections' as const) : ('nobody' as const),
		phoneVisibility: index % 4 === 0 ? ('connections' as const) : ('nobody' as const),
		createdAt: now,
		updatedAt: now
	}));
	const [first, ...rest] = rows;
	const { id, organisationId: _, accountId: __, ...profile } = first!;
	await tx.update(person).set(profile).where(eq(person.id, id));
	for (const page of inPages(settled.slice(1), 500)) {
		await tx.insert(account).values(page.map(({ accountId }) => ({ id: accountId, createdAt: now })));
	}
	for (const page of inPages(rest, 250)) await tx.insert(person).values(page);
	for (const page of inPages(rest, 500)) {
		await tx
			.insert(accountEmail)
			.values(page.map(({ accountId, email }) => ({ accountId, email, verifiedAt: now, createdAt: now })));
	}
	const members = world.people.flatMap(({ part }, index) =>
		index === 0 || part === 'guest'
			? []
			: [
					{
						personId: settled[index]!.personId,
						organisationId,
						role: part === 'organiser' ? ('organiser' as const) : ('member' as const),
						joinedAt: now
					}
				]
	);
	for (const page of inPages(members, 500)) await tx.insert(membership).values(page);
	return settled;
}
