import { and, eq, or } from 'drizzle-orm';
import { findContactFields } from '#server/gate/public.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { findPair, type Connection } from '../connection/access.ts';
import { viewConnection } from '../connection/queries.ts';
import { connection } from '../connection/tables.ts';
import { accessAsPerson, accessPerson, findLines } from '../profile/access.ts';
import { findMembers, listShares } from './access.ts';
import { contactFields, fieldsGiven, writeCard } from './rules.ts';
import { fail, type CardRequest } from './schema.ts';

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
