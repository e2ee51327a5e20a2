import { and, asc, eq, inArray, or } from 'drizzle-orm';
import {
	findContactFields,
	seenPeople,
	type ContactFields,
	type PersonLine
} from '#server/gate/public.ts';
import { findGatheringLines } from '#server/gather/public.ts';
import type { Db } from '#server/kernel/database.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { accessAsPerson, accessPerson, findLines, lineOf, type Asking } from '../profile/access.ts';
import { findPair, type Connection } from './access.ts';
import {
	canOf,
	codeSeconds,
	contactFields,
	fieldsGiven,
	packCode,
	tieOf,
	unpackCode,
	writeCard,
	type ContactField,
	type GivenField,
	type Tie,
	type ShareRow
} from './rules.ts';
import {
	fail,
	type CardRequest,
	type ConnectionView,
	type ContactView,
	type Pair,
	type Scan
} from './schema.ts';
import { block, connection, contactShare, privateNote } from './tables.ts';

const noContact = (): ContactView => ({ email: null, phone: null, links: [] });

const onlyGiven = (fields: ContactFields, given: GivenField[]): ContactView => {
	const has = (field: ContactField) => given.some((one) => one.field === field);
	return {
		email: has('email') ? fields.email : null,
		phone: has('phone') ? fields.phone : null,
		links: has('links') ? fields.links : []
	};
};

async function listShares(db: Db, connectionIds: string[]) {
	if (!connectionIds.length) return [];
	return await db
		.select()
		.from(contactShare)
		.where(inArray(contactShare.connectionId, connectionIds));
}

/** Whether each of these two is a member, to whom members' fields are shown. */
async function findMembers(db: Db, asking: Asking, ids: string[]): Promise<Set<string>> {
	const seen = seenPeople(db, {
		organisationId: asking.organisation.id,
		standing: asking.standing
	});
	const rows = await db
		.select({ id: seen.id, role: seen.role })
		.from(seen)
		.where(inArray(seen.id, ids));
	return new Set(rows.filter(({ role }) => role !== null).map(({ id }) => id));
}

/** The caller and one other: what they are to each other, what each holds of the other, what may be done next. */
export async function findConnection(context: ReadContext, input: Pair): Promise<ConnectionView> {
	const { them, ...asking } = await accessPerson(context, input);
	const pair = await findPair(context.db, asking.me, them.id);
	return viewConnection(context.db, asking, them.id, pair);
}

/** As `findConnection`, for a pair that is already looked up; the caller has checked that the viewer may see the other. */
export async function viewConnection(
	db: Db,
	asking: Asking,
	themId: string,
	pair: Connection | null
): Promise<ConnectionView> {
	const { me } = asking;
	const tie = me === themId ? 'none' : tieOf(pair, me);
	const fields = await findContactFields(db, [me, themId]);
	const shares = pair ? await listShares(db, [pair.id]) : [];
	const members = await findMembers(db, asking, [me, themId]);
	const gatherings = await findGatheringLines(db, pair?.gatheringId ? [pair.gatheringId] : []);
	const myFields = fields.get(me);
	const theirFields = fields.get(themId);
	const rowsFrom = (id: string): ShareRow[] => shares.filter((row) => row.fromPersonId === id);
	// Without a connection nothing is given; what members see, seenPeople alone decides.
	const given =
		tie === 'connected' && myFields ? fieldsGiven(myFields, rowsFrom(me), members.has(themId)) : [];
	const got =
		tie === 'connected' && theirFields
			? fieldsGiven(theirFields, rowsFrom(themId), members.has(me))
			: [];
	const metAt = pair?.gatheringId ? gatherings.get(pair.gatheringId) : undefined;
	return {
		id: pair?.id ?? null,
		tie,
		line: pair?.line ?? null,
		via: pair?.via ?? null,
		metAt: metAt
			? {
					id: metAt.id,
					slug: metAt.slug,
					title: metAt.title,
					startsAt: metAt.startsAt,
					timeZone: metAt.timeZone
				}
			: null,
		askedAt: pair?.askedAt ?? null,
		connectedAt: tie === 'connected' ? pair!.answeredAt : null,
		theirs: theirFields ? onlyGiven(theirFields, got) : noContact(),
		given,
		mine: myFields
			? contactFields.flatMap((field) => {
					const held = myFields[field];
					if (!held?.length) return [];
					const value = typeof held === 'string' ? held : held.map(({ url }) => url).join(', ');
					return [{ field, value, visibility: myFields.visibility[field] }];
				})
			: [],
		can:
			me === themId
				? { ...canOf(null, me), ask: false, note: false }
				: { ...canOf(pair, me), note: pair !== null }
	};
}

/** The private note the caller keeps about the other of a connection, or an empty text. */
export async function findNote(db: Db, connectionId: string, me: string): Promise<string> {
	const [row] = await db
		.select({ text: privateNote.text })
		.from(privateNote)
		.where(and(eq(privateNote.connectionId, connectionId), eq(privateNote.personId, me)));
	return row?.text ?? '';
}

/** Who holds what of mine: everybody the caller is connected with who gets a field of theirs, newest first. */
export async function listHolders(context: ReadContext, input: { organisation: string }) {
	const asking = await accessAsPerson(context, input.organisation);
	const { db } = context;
	const { me } = asking;
	const pairs = await db
		.select()
		.from(connection)
		.where(
			and(
				eq(connection.state, 'accepted'),
				or(eq(connection.lowPersonId, me), eq(connection.highPersonId, me))
			)
		);
	const otherOf = (pair: Connection) =>
		pair.lowPersonId === me ? pair.highPersonId : pair.lowPersonId;
	const others = pairs.map(otherOf);
	const own = (await findContactFields(db, [me])).get(me);
	const shares = await listShares(
		db,
		pairs.map(({ id }) => id)
	);
	const members = await findMembers(db, asking, [me, ...others]);
	const lines = await findLines(db, asking, others);
	if (!own) return { holders: [], toMembers: [] };
	const holders = pairs.flatMap((pair) => {
		const person = lines.get(otherOf(pair));
		const fields = fieldsGiven(
			own,
			shares.filter((row) => row.connectionId === pair.id && row.fromPersonId === me),
			members.has(otherOf(pair))
		);
		return person && fields.length ? [{ person, fields, connectedAt: pair.answeredAt }] : [];
	});
	holders.sort((a, b) => (b.connectedAt?.getTime() ?? 0) - (a.connectedAt?.getTime() ?? 0));
	return {
		holders,
		toMembers: contactFields.filter(
			(field) => own[field]?.length && own.visibility[field] === 'members'
		)
	};
}

/** Those whom the caller blocked. */
export async function listBlocked(context: ReadContext, input: { organisation: string }) {
	const { organisation, standing, me } = await accessAsPerson(context, input.organisation);
	const seen = seenPeople(context.db, { organisationId: organisation.id, standing });
	return await context.db
		.select({ ...lineOf(seen), blockedAt: block.createdAt })
		.from(block)
		.innerJoin(seen, eq(seen.id, block.personId))
		.where(eq(block.byPersonId, me))
		.orderBy(asc(seen.name), asc(seen.id));
}

/** A fresh personal code to be scanned by somebody who stands there; good for three minutes. */
export async function makeCode(context: ReadContext, input: { organisation: string }) {
	const { organisation, me } = await accessAsPerson(context, input.organisation);
	const own = (await findContactFields(context.db, [me])).get(me);
	const code = context.kernel.signer.sign('person', packCode(me, context.now));
	return {
		code,
		url: `${context.kernel.config.origin}/${organisation.slug}/people/scan?code=${code}`,
		expiresAt: new Date(context.now.getTime() + codeSeconds * 1000),
		shares: own ? fieldsGiven(own, [], true).map(({ field }) => field) : []
	};
}

/** Whose personal code this is, for who is about to scan it. */
export async function readCode(
	context: ReadContext,
	input: Scan
): Promise<PersonLine & { tie: Tie }> {
	const asking = await accessAsPerson(context, input.organisation);
	const personId = findCodeOwner(context, input.code, context.now);
	if (personId === asking.me) fail('OWN_CODE');
	// A block, another organisation, a pause: all look like a code that is too old.
	const line = (await findLines(context.db, asking, [personId])).get(personId) ?? fail('CODE_OLD');
	return {
		...line,
		tie: (await findTies(context.db, asking.me, [personId])).get(personId) ?? 'none'
	};
}

/** The person a scanned code (or the address that ends in it) belongs to; refuses what is forged or too old. */
export function findCodeOwner(
	context: Pick<ReadContext, 'kernel'>,
	scanned: string,
	now: Date
): string {
	const code = /([\w-]+\.[\w-]+)$/.exec(scanned.trim())?.[1] ?? '';
	const bytes = context.kernel.signer.verify('person', code);
	return (bytes && unpackCode(bytes, now)) ?? fail('CODE_OLD');
}

const metWords = { id: 'Bertemu di {title}', en: 'Met at {title}' };

/** A connected person as a vCard with what they gave and nothing else. */
export async function findCard(
	context: ReadContext,
	input: CardRequest
): Promise<{ fileName: string; text: string }> {
	const { them, ...asking } = await accessPerson(context, input);
	const pair = await findPair(context.db, asking.me, them.id);
	const view = await viewConnection(context.db, asking, them.id, pair);
	if (!view.can.downloadCard) fail('NOT_CONNECTED', { name: them.callName ?? them.name });
	const text = writeCard(
		{
			uid: them.id,
			name: them.name,
			callName: them.callName,
			title: them.title,
			companyName: them.companyName,
			city: them.city,
			...view.theirs,
			note: view.metAt
				? metWords[context.viewer.locale].replace('{title}', () => view.metAt!.title)
				: null,
			revisedAt: context.now
		},
		input.version
	);
	const fileName =
		them.name
			.normalize('NFKD')
			.replace(/[^\w ]+/g, '')
			.trim()
			.replace(/\s+/g, '-') || 'kontak';
	return { fileName: `${fileName}.vcf`, text };
}

/** The states of the caller's ties with these people, by person id. */
export async function findTies(db: Db, me: string, ids: string[]) {
	if (!ids.length) return new Map<string, ReturnType<typeof tieOf>>();
	const rows = await db
		.select()
		.from(connection)
		.where(
			or(
				and(eq(connection.lowPersonId, me), inArray(connection.highPersonId, ids)),
				and(eq(connection.highPersonId, me), inArray(connection.lowPersonId, ids))
			)
		);
	return new Map(
		rows.map((row) => [row.lowPersonId === me ? row.highPersonId : row.lowPersonId, tieOf(row, me)])
	);
}
