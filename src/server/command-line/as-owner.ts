import { and, asc, eq, isNull } from 'drizzle-orm';
import { createAccount } from '../gate/account/commands.ts';
import { account } from '../gate/account/tables.ts';
import { issuePersonalLink } from '../gate/link/commands.ts';
import { membership } from '../gate/membership/tables.ts';
import { createOrganisation } from '../gate/organisation/commands.ts';
import { organisation } from '../gate/organisation/tables.ts';
import { person } from '../gate/person/tables.ts';
import { refusals } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Viewer, WriteContext } from '../kernel/procedures.ts';

const fail = refusals({
	WHICH_ORGANISATION: {
		status: 422,
		id: 'Ada beberapa organisasi di sini ({slugs}). Sebutkan dengan --organisation.',
		en: 'There are several organisations here ({slugs}). Name one with --organisation.'
	},
	NO_SUCH_ORGANISATION: {
		status: 404,
		id: 'Tidak ada organisasi "{slug}" di sini. Yang ada: {slugs}.',
		en: 'There is no organisation "{slug}" here. There are: {slugs}.'
	}
});

/** The organisation a command is about: the one named, else the only one (the demo's counts only when alone). */
export async function chooseOrganisation(
	kernel: Kernel,
	slug: string | undefined
): Promise<typeof organisation.$inferSelect | null> {
	const all = await kernel.database.db.select().from(organisation).orderBy(asc(organisation.slug));
	const slugs = all.map((one) => one.slug).join(', ') || '—';
	if (slug) return all.find((one) => one.slug === slug) ?? fail('NO_SUCH_ORGANISATION', { slug, slugs });
	const real = all.filter((one) => !one.demoAt);
	const only = real.length ? real : all;
	if (only.length > 1) fail('WHICH_ORGANISATION', { slugs });
	return only[0] ?? null;
}

/** A first organisation with an owner who has not come yet; the link makes its holder that owner. */
export async function makeFirstOrganisation(
	kernel: Kernel,
	timeZone: string
): Promise<{ organisation: typeof organisation.$inferSelect; ownerLink: string }> {
	const now = kernel.clock.now();
	return kernel.database.transaction(async (db) => {
		const accountId = await createAccount({ db, viewer: operator('id') });
		const made = await createOrganisation(
			{ db, now },
			{
				name: 'Organisasi Kami',
				slug: 'organisasi',
				locale: 'id',
				timeZone,
				owner: { name: 'Pemilik', email: null, accountId }
			}
		);
		await db.update(person).set({ accountId: null }).where(eq(person.id, made.personId));
		await db.delete(account).where(eq(account.id, accountId));
		const { url } = await issuePersonalLink(
			{ db, now, kernel },
			{
				personId: made.personId,
				purpose: 'owner',
				path: `/${made.slug}`,
				expiresAt: new Date(now.getTime() + 365 * 86_400_000)
			}
		);
		const [row] = await db.select().from(organisation).where(eq(organisation.id, made.organisationId));
		return { organisation: row!, ownerLink: url };
	});
}

const operator = (locale: 'id' | 'en', accountId: string | null = null): Viewer => ({
	accountId,
	signInId: null,
	locale,
	address: '::1',
	userAgent: null
});

/**
 * Runs `work` in one transaction as an owner of the organisation: whoever holds this machine may do what its owner
 * may. An owner who has never signed in lends a passing account, which is gone at the commit.
 */
export async function asOwner<T>(
	kernel: Kernel,
	organisationId: string,
	work: (context: WriteContext) => Promise<T>
): Promise<T> {
	return kernel.database.transaction(async (db) => {
		const [owner] = await db
			.select({ personId: person.id, accountId: person.accountId })
			.from(membership)
			.innerJoin(person, eq(person.id, membership.personId))
			.where(
				and(
					eq(membership.organisationId, organisationId),
					eq(membership.role, 'owner'),
					isNull(person.erasedAt)
				)
			)
			.orderBy(asc(membership.joinedAt))
			.limit(1);
		if (!owner) throw new Error('This organisation has no owner.');
		const passing = owner.accountId ? null : await createAccount({ db, viewer: operator('en') });
		if (passing) await db.update(person).set({ accountId: passing }).where(eq(person.id, owner.personId));
		const viewer = operator('en', owner.accountId ?? passing);
		const result = await work({ kernel, viewer, reply: {}, db, now: kernel.clock.now() });
		if (passing) {
			await db.update(person).set({ accountId: null }).where(eq(person.id, owner.personId));
			await db.delete(account).where(eq(account.id, passing));
		}
		return result;
	});
}
