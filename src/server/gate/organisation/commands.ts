import { and, eq, sql } from 'drizzle-orm';
import { breaches } from '#server/kernel/database.ts';
import { deleteFile, savePicture } from '#server/kernel/files.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { accessOrganisation } from '../access/access.ts';
import { company } from '../company/tables.ts';
import { record } from '../history/commands.ts';
import { membership } from '../membership/tables.ts';
import { person } from '../person/tables.ts';
import { countByChannelRole, viewOrganisation } from './queries.ts';
import {
	channelRoleKey,
	defaultChannelRoles,
	isFreeWord,
	isTimeZone,
	removedRoles,
	slugOf
} from './rules.ts';
import {
	fail,
	type ChannelRolesChange,
	type ChannelRoleUse,
	type NewOrganisation,
	type OrganisationChange,
	type OrganisationView
} from './schema.ts';
import { organisation, type ChannelRole } from './tables.ts';

/**
 * Makes an organisation and its first owner. Without a slug one is made from the name. The caller has already
 * checked that this account may (setup link, or an owner of another organisation here).
 */
export async function createOrganisation(
	context: Pick<WriteContext, 'db' | 'now'>,
	input: NewOrganisation & { owner: { name: string; email: string | null; accountId: string } }
): Promise<{ organisationId: string; slug: string; personId: string }> {
	const { db, now } = context;
	const slug = input.slug ?? slugOf(input.name);
	if (!isFreeWord(slug)) fail('SLUG_TAKEN', { slug }, 'slug');
	if (!isTimeZone(input.timeZone)) fail('TIME_ZONE_UNKNOWN', { zone: input.timeZone }, 'timeZone');
	const [made] = await db
		.insert(organisation)
		.values({
			slug,
			name: input.name,
			about: input.about ?? null,
			colour: input.colour ?? null,
			locale: input.locale,
			timeZone: input.timeZone,
			channelRoles: defaultChannelRoles,
			demoAt: input.isDemo ? now : null,
			createdAt: now
		})
		.returning({ id: organisation.id })
		.catch((error) => {
			if (breaches(error, 'organisation_slug_unique')) fail('SLUG_TAKEN', { slug }, 'slug');
			throw error;
		});
	const organisationId = made!.id;
	const [owner] = await db
		.insert(person)
		.values({
			organisationId,
			accountId: input.owner.accountId,
			name: input.owner.name,
			email: input.owner.email,
			createdAt: now,
			updatedAt: now
		})
		.returning({ id: person.id });
	const personId = owner!.id;
	await db.insert(membership).values({ personId, organisationId, role: 'owner', joinedAt: now });
	await record(context, {
		organisationId,
		byPersonId: personId,
		noun: 'organisation',
		nounId: organisationId,
		verb: 'create'
	});
	return { organisationId, slug, personId };
}

/** Changes what an owner may change; what is left out stays as it is. */
export async function updateOrganisation(
	context: WriteContext,
	input: { organisation: string } & OrganisationChange
): Promise<OrganisationView> {
	const { organisation: slug, ...change } = input;
	const home = await accessOrganisation(context, { slug }, 'own');
	if (change.timeZone && !isTimeZone(change.timeZone)) {
		fail('TIME_ZONE_UNKNOWN', { zone: change.timeZone }, 'timeZone');
	}
	const fields = Object.keys(change).filter(
		(key) => change[key as keyof OrganisationChange] !== undefined
	);
	if (!fields.length) return viewOrganisation(home.organisation, home.standing);
	const [row] = await context.db
		.update(organisation)
		.set({ ...change, ...('about' in change && { about: change.about || null }) })
		.where(eq(organisation.id, home.organisation.id))
		.returning();
	await recordChange(context, home, { fields });
	return viewOrganisation(row!, home.standing);
}

/** Sets the logo (shrunk into 640 x 320, metadata gone), or removes it with null. The picture before it is deleted. */
export async function setLogo(
	context: WriteContext,
	input: { organisation: string; picture: File | null }
): Promise<OrganisationView> {
	const home = await accessOrganisation(context, { slug: input.organisation }, 'own');
	const organisationId = home.organisation.id;
	const logoFileId = input.picture
		? await savePicture(
				context.db,
				await input.picture.bytes(),
				{ width: 640, height: 320, fit: 'inside' },
				// It is the organisation's, and stays when whoever uploaded it leaves.
				{ organisationId, personId: null }
			)
		: null;
	const [row] = await context.db
		.update(organisation)
		.set({ logoFileId })
		.where(eq(organisation.id, organisationId))
		.returning();
	if (home.organisation.logoFileId) await deleteFile(context.db, home.organisation.logoFileId);
	await recordChange(context, home, { fields: ['logo'] });
	return viewOrganisation(row!, home.standing);
}

/**
 * Replaces the list of channel roles. A role that companies carry is only removed together with the role they get
 * instead (`moves`); else it is refused and says how many they are. Locks the organisation.
 */
export async function setChannelRoles(
	context: WriteContext,
	input: { organisation: string } & ChannelRolesChange
): Promise<ChannelRoleUse[]> {
	const home = await accessOrganisation(context, { slug: input.organisation }, 'own');
	const { db } = context;
	const organisationId = home.organisation.id;
	const [locked] = await db
		.select({ channelRoles: organisation.channelRoles })
		.from(organisation)
		.where(eq(organisation.id, organisationId))
		.for('no key update');
	const before = locked!.channelRoles;
	const roles: ChannelRole[] = input.roles.map((role) => ({
		key: role.key ?? (channelRoleKey(role.en) || channelRoleKey(role.id)),
		id: role.id,
		en: role.en
	}));
	if (!roles.length) fail('CHANNEL_ROLE_NEEDED', {}, 'roles');
	for (const [i, role] of roles.entries()) {
		const isTwice = roles.some(
			(other, j) => j < i && (other.key === role.key || other.id === role.id)
		);
		if (isTwice || !role.key) fail('CHANNEL_ROLE_TWICE', { role: role.id }, 'roles');
	}
	const counts = await countByChannelRole(db, organisationId);
	const keys = new Set(roles.map(({ key }) => key));
	for (const key of removedRoles(before, roles)) {
		const count = counts.get(key) ?? 0;
		if (!count) continue;
		const into = input.moves[key];
		if (!into || !keys.has(into)) {
			const words = before.find((role) => role.key === key)!;
			fail('CHANNEL_ROLE_IN_USE', { role: words[context.viewer.locale], count }, 'roles');
		}
		await db
			.update(company)
			.set({
				channelRoles: sql`array(select distinct unnest(array_replace(${company.channelRoles}, ${key}, ${into!})))`
			})
			.where(
				and(eq(company.organisationId, organisationId), sql`${key} = any(${company.channelRoles})`)
			);
	}
	await db
		.update(organisation)
		.set({ channelRoles: roles })
		.where(eq(organisation.id, organisationId));
	await recordChange(context, home, { fields: ['channelRoles'] });
	const after = await countByChannelRole(db, organisationId);
	return roles.map((role) => ({ ...role, companies: after.get(role.key) ?? 0 }));
}

/**
 * Deletes an organisation with everything in it, at once and for good, after its address was typed again: rows,
 * pictures, letters, and the accounts that are nobody elsewhere. Other organisations are not touched.
 */
export async function closeOrganisation(
	context: WriteContext,
	input: { organisation: string; confirm: string }
): Promise<void> {
	const { organisation: home } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'own'
	);
	if (input.confirm.trim().toLowerCase() !== home.slug) {
		fail('CLOSE_NOT_CONFIRMED', { slug: home.slug }, 'confirm');
	}
	const { db } = context;
	const { rows: accounts } = await db.execute<{ id: string }>(sql`
		select a.id from gate.account a
		where exists (select 1 from gate.person p where p.account_id = a.id and p.organisation_id = ${home.id})
			and not exists (select 1 from gate.person p where p.account_id = a.id and p.organisation_id <> ${home.id})
		for update of a`);
	await db.delete(organisation).where(eq(organisation.id, home.id));
	await db.execute(sql`delete from kernel.mail where organisation_id = ${home.id}`);
	await db.execute(sql`delete from kernel.file where organisation_id = ${home.id}`);
	const ids = JSON.stringify(accounts.map(({ id }) => id));
	await db.execute(sql`
		delete from gate.account where id in (select value::uuid from jsonb_array_elements_text(${ids}::jsonb))`);
	if (accounts.some(({ id }) => id === context.viewer.accountId)) context.reply.signInToken = null;
}

const recordChange = (
	context: WriteContext,
	home: Awaited<ReturnType<typeof accessOrganisation>>,
	detail: Record<string, unknown>
): Promise<void> =>
	record(context, {
		organisationId: home.organisation.id,
		byPersonId: home.standing.personId,
		noun: 'organisation',
		nounId: home.organisation.id,
		verb: 'update',
		detail
	});
