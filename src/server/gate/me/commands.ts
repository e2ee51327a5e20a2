import { eq, sql } from 'drizzle-orm';
import { failCommon } from '#server/kernel/errors.ts';
import { deleteFile, savePicture } from '#server/kernel/files.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { accessOrganisation } from '../access/access.ts';
import { ensureCompany, forgetEmptyCompany } from '../company/commands.ts';
import { findNearCompanies } from '../company/queries.ts';
import type { NearCompany } from '../company/schema.ts';
import { company } from '../company/tables.ts';
import { record } from '../history/commands.ts';
import { ensureMember } from '../membership/commands.ts';
import { ensurePersonWithoutAccount } from '../person/commands.ts';
import { readName, readPhone, readTags, readWebAddress } from '../person/rules.ts';
import {
	fail,
	type OwnProfile,
	type OwnProfileChange,
	type PersonChange,
	type PersonRecord
} from '../person/schema.ts';
import { person } from '../person/tables.ts';
import { accessOwn } from '../privacy/queries.ts';
import { findOwn, findRecord } from './queries.ts';

type Row = typeof person.$inferSelect;

/** The company that is meant, made if nobody wrote it before; with it those it might be instead. */
async function readCompany(
	context: WriteContext,
	organisationId: string,
	change: PersonChange
): Promise<{ companyId: string | null; near: NearCompany[] } | null> {
	if (change.companyId) {
		const [row] = await context.db
			.select({ id: company.id, organisationId: company.organisationId })
			.from(company)
			.where(eq(company.id, change.companyId));
		if (row?.organisationId !== organisationId) fail('COMPANY_UNKNOWN', {}, 'companyName');
		return { companyId: row!.id, near: [] };
	}
	if (change.companyName === undefined) return null;
	if (!change.companyName) return { companyId: null, near: [] };
	const made = await ensureCompany(context, { organisationId, name: change.companyName });
	const near = made.isNew
		? await findNearCompanies(context.db, {
				organisationId,
				name: made.name,
				exceptId: made.id,
				limit: 3
			})
		: [];
	return { companyId: made.id, near };
}

/** What is written for a change; refuses what cannot be read, beside its field. */
function readChange(change: PersonChange): Partial<Row> {
	const name = change.name === undefined ? undefined : readName(change.name);
	if (name === '') fail('NAME_NEEDED', {}, 'name');
	const phone = change.phone ? readPhone(change.phone) : null;
	if (change.phone?.trim() && !phone) fail('PHONE_UNREADABLE', {}, 'phone');
	const links = change.links
		?.filter(({ url }) => url)
		.map(({ label, url }) => {
			const address = readWebAddress(url) ?? fail('LINK_UNREADABLE', {}, 'links');
			return { label: label || new URL(address).hostname.replace(/^www\./, ''), url: address };
		});
	const text = (value: string | null) => readName(value ?? '') || null;
	return {
		...(name !== undefined && { name }),
		...(change.callName !== undefined && { callName: text(change.callName) }),
		...(change.title !== undefined && { title: text(change.title) }),
		...(change.city !== undefined && { city: text(change.city) }),
		...(change.about !== undefined && { about: change.about || null }),
		...(change.languages !== undefined && { languages: [...new Set(change.languages)] }),
		...(change.offers !== undefined && { offers: readTags(change.offers) }),
		...(change.needs !== undefined && { needs: readTags(change.needs) }),
		...(change.interests !== undefined && { interests: readTags(change.interests) }),
		...(links !== undefined && { links }),
		...(change.email !== undefined && { email: change.email || null }),
		...(change.phone !== undefined && { phone })
	};
}

async function writeChange(
	context: WriteContext,
	row: Row,
	byPersonId: string | null,
	change: PersonChange,
	more: Partial<Row> = {}
): Promise<NearCompany[]> {
	const chosen = await readCompany(context, row.organisationId, change);
	const set = { ...readChange(change), ...(chosen && { companyId: chosen.companyId }), ...more };
	const fields = Object.keys(set).filter(
		(field) => JSON.stringify(set[field as keyof Row]) !== JSON.stringify(row[field as keyof Row])
	);
	if (!fields.length) return chosen?.near ?? [];
	await context.db
		.update(person)
		.set({ ...set, updatedAt: context.now })
		.where(eq(person.id, row.id));
	// A company written by mistake a moment ago, and left again for the one that was meant.
	if (chosen && row.companyId && row.companyId !== chosen.companyId) {
		await forgetEmptyCompany(context, row.companyId);
	}
	await record(context, {
		organisationId: row.organisationId,
		byPersonId,
		noun: 'person',
		nounId: row.id,
		verb: 'update',
		detail: { fields }
	});
	return chosen?.near ?? [];
}

/**
 * Changes what the viewer says of themselves and who sees it; what is left out stays. A company written for the
 * first time is made; the answer then offers those with a name much like it.
 */
export async function updateOwn(
	context: WriteContext,
	input: { organisation: string } & OwnProfileChange
): Promise<OwnProfile> {
	const { row } = await accessOwn(context, input.organisation);
	const { organisation: slug, visibility, ...change } = input;
	const nearCompanies = await writeChange(context, row, row.id, change, {
		...(visibility?.email && { emailVisibility: visibility.email }),
		...(visibility?.phone && { phoneVisibility: visibility.phone }),
		...(visibility?.links && { linksVisibility: visibility.links })
	});
	return { ...(await findOwn(context, { organisation: slug })), nearCompanies };
}

/** Sets the viewer's picture (cut to a square of 640, metadata gone), or takes it away with null. The one before is deleted. */
export async function setPhoto(
	context: WriteContext,
	input: { organisation: string; picture: File | null }
): Promise<OwnProfile> {
	const { organisation, row } = await accessOwn(context, input.organisation);
	const photoFileId = input.picture
		? await savePicture(
				context.db,
				await input.picture.bytes(),
				{ width: 640, height: 640, fit: 'cover' },
				{ organisationId: organisation.id, personId: row.id }
			)
		: null;
	await context.db
		.update(person)
		.set({ photoFileId, updatedAt: context.now })
		.where(eq(person.id, row.id));
	if (row.photoFileId) await deleteFile(context.db, row.photoFileId);
	await record(context, {
		organisationId: organisation.id,
		byPersonId: row.id,
		noun: 'person',
		nounId: row.id,
		verb: 'update',
		detail: { fields: ['photo'] }
	});
	return findOwn(context, input);
}

/** Adds somebody by hand, as a member without an account or as a guest; for organisers. */
export async function addPerson(
	context: WriteContext,
	input: { organisation: string; asMember: boolean } & PersonChange & { name: string }
): Promise<PersonRecord> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	const { organisation: _, asMember, ...change } = input;
	if (!readName(input.name)) fail('NAME_NEEDED', {}, 'name');
	readChange(change);
	const { personId } = await ensurePersonWithoutAccount(context, {
		organisationId: organisation.id,
		name: input.name
	});
	if (asMember)
		await ensureMember(context, { organisationId: organisation.id, personId, role: 'member' });
	await record(context, {
		organisationId: organisation.id,
		byPersonId: standing.personId,
		noun: 'person',
		nounId: personId,
		verb: 'add'
	});
	return updateUnclaimed(context, { ...change, organisation: input.organisation, personId });
}

/** Changes what is said of somebody nobody signs in as; for organisers. Who has an account is refused: it is theirs. */
export async function updateUnclaimed(
	context: WriteContext,
	input: { organisation: string; personId: string } & PersonChange
): Promise<PersonRecord> {
	const { organisation, standing } = await accessOrganisation(
		context,
		{ slug: input.organisation },
		'organise'
	);
	const by = { organisationId: organisation.id, personId: input.personId };
	await context.db.execute(
		sql`select id from gate.person where id = ${input.personId} for no key update`
	);
	const found = await findRecord(context.db, by);
	if (!found) return failCommon('NOT_FOUND');
	if (found.row.accountId) fail('PERSON_IS_THEIR_OWN');
	const { organisation: _, personId: __, ...change } = input;
	await writeChange(context, found.row, standing.personId, change);
	return (await findRecord(context.db, by))!.view;
}
