import { breaches } from '#server/kernel/database.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { record } from '../history/commands.ts';
import { membership } from '../membership/tables.ts';
import { person } from '../person/tables.ts';
import { defaultChannelRoles, isFreeWord, isTimeZone, slugOf } from './rules.ts';
import { fail, type NewOrganisation } from './schema.ts';
import { organisation } from './tables.ts';

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
