import { and, count, desc, eq, inArray } from 'drizzle-orm';
import { seenPeople } from '#server/gate/public.ts';
import type { Db } from '#server/kernel/database.ts';
import type { Sentence } from '#server/kernel/errors.ts';
import type { ReadContext } from '#server/kernel/procedures.ts';
import { accessGathering, type GatheringStanding } from '../gathering/access.ts';
import type { ProgrammeChange } from '../programme/reading/compare.ts';
import { programmeImport, session, speaker, star } from '../programme/tables.ts';
import { changesToTell } from './rules.ts';
import type { ChangeView, ImportList } from './schema.ts';

/** How many people starred a session that these changes move or remove. */
export async function countToBeTold(db: Db, gatheringId: string, changes: ProgrammeChange[]): Promise<number> {
	const guids = changesToTell(changes).map(({ guid }) => guid);
	if (!guids.length) return 0;
	const people = await db
		.selectDistinct({ personId: star.personId })
		.from(star)
		.innerJoin(session, eq(session.id, star.sessionId))
		.where(and(eq(session.gatheringId, gatheringId), inArray(session.guid, guids)));
	return people.length;
}

/** Changes with the names of speakers in place of their guids; `newer`: names a file just read gives. */
export async function nameSpeakers(
	db: Db,
	at: GatheringStanding,
	changes: ProgrammeChange[],
	newer: { guid: string; name: string }[] = []
): Promise<ChangeView[]> {
	const names = new Map<string, string>();
	if (changes.some(({ noun, verb }) => noun === 'speaker' || verb === 'speakers_changed')) {
		const seen = seenPeople(db, { organisationId: at.organisation.id, standing: at.standing });
		const rows = await db
			.select({ guid: speaker.guid, name: seen.name })
			.from(speaker)
			.innerJoin(seen, eq(seen.id, speaker.personId))
			.where(eq(speaker.gatheringId, at.gathering.id));
		for (const { guid, name } of rows) names.set(guid, name);
		for (const { guid, name } of newer) if (!names.has(guid)) names.set(guid, name);
	}
	const say = (guids: string | null) =>
		guids === null ? null : guids.split('\n').flatMap((guid) => names.get(guid) ?? []).join(', ');
	return changes.map((change) => {
		if (change.noun === 'speaker') return { ...change, title: names.get(change.guid) ?? '—' };
		if (change.verb === 'speakers_changed') return { ...change, before: say(change.before), after: say(change.after) };
		return change;
	});
}

/** How many changes of each kind. */
export function countChanges(changes: Pick<ProgrammeChange, 'noun' | 'verb'>[]) {
	const counts = new Map<string, Pick<ProgrammeChange, 'noun' | 'verb'> & { count: number }>();
	for (const { noun, verb } of changes) {
		const known = counts.get(noun + verb);
		if (known) known.count++;
		else counts.set(noun + verb, { noun, verb, count: 1 });
	}
	return [...counts.values()];
}

/** The imports and edits of a gathering's programme, newest first, twenty at a time. For who may manage it. */
export async function listImports(
	context: ReadContext,
	input: { organisation: string; gathering: string; offset: number }
): Promise<ImportList> {
	const { db, viewer } = context;
	const at = await accessGathering(context, { organisation: input.organisation, slug: input.gathering }, 'manage');
	const of = eq(programmeImport.gatheringId, at.gathering.id);
	const seen = seenPeople(db, { organisationId: at.organisation.id, standing: at.standing });
	const [total] = await db.select({ n: count() }).from(programmeImport).where(of);
	const rows = await db
		.select({ row: programmeImport, by: seen.name })
		.from(programmeImport)
		.leftJoin(seen, eq(seen.id, programmeImport.byPersonId))
		.where(of)
		.orderBy(desc(programmeImport.at), desc(programmeImport.id))
		.limit(20)
		.offset(input.offset);
	const shown = rows.map(({ row }) => (row.changes as ProgrammeChange[]).slice(0, 100));
	const named = await nameSpeakers(db, at, shown.flat());
	let from = 0;
	return {
		total: total!.n,
		imports: rows.map(({ row, by }, index) => ({
			id: row.id,
			at: row.at,
			by,
			format: row.format as 'hand',
			fileName: row.fileName,
			changeCounts: countChanges(row.changes as ProgrammeChange[]),
			changes: named.slice(from, (from += shown[index]!.length)),
			warnings: (row.warnings as Sentence[]).map((sentence) => sentence[viewer.locale])
		}))
	};
}
