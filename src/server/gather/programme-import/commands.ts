import { and, desc, eq, lt } from 'drizzle-orm';
import { listErasedImportKeys, record } from '#server/gate/public.ts';
import type { Db, Tx } from '#server/kernel/database.ts';
import { say, type Sentence } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { uuidv7 } from '#server/kernel/ids.ts';
import { accessGathering, type GatheringStanding } from '../gathering/access.ts';
import { holdGathering } from '../gathering/commands.ts';
import { compareProgrammes, type ProgrammeChange } from '../programme/reading/compare.ts';
import type { Programme } from '../programme/reading/programme.ts';
import { readProgramme } from '../programme/reading/read.ts';
import { toLine } from '../programme/reading/text.ts';
import { isHandMade, speakerImportKey } from '../programme/rules.ts';
import { programmeDraft, programmeImport } from '../programme/tables.ts';
import { writeProgramme, type Progress } from '../stored-programme/commands.ts';
import { loadProgramme, type StoredProgramme } from '../stored-programme/queries.ts';
import { tellProgrammeChanges } from './jobs.ts';
import { countChanges, countToBeTold, nameSpeakers } from './queries.ts';
import { changesToTell, countsOf, importWarnings, mergeHandMade, withoutSpeakers } from './rules.ts';
import { fail, type Imported, type Preview } from './schema.ts';

type Where = { organisation: string; gathering: string };

const draftMilliseconds = 86_400_000;

const odd = {
	outside: {
		id: '{outside} sesi berada di luar tanggal acara; sesuaikan tanggal di Pengaturan bila perlu.',
		en: '{outside} sessions lie outside the dates of the gathering; change its dates in Settings if need be.'
	},
	gone: {
		id: '{gone} dari {of} sesi yang ada tidak tercantum di berkas ini dan akan hilang; pastikan berkasnya benar.',
		en: '{gone} of the {of} present sessions are not in this file and would go; make sure it is the right one.'
	},
	zone: {
		id: 'Jam di berkas ini memakai zona {file}; di acara ini tampil dalam zona {here}.',
		en: 'The file’s times are in {file}; here they are shown in {here}.'
	}
} satisfies Record<string, Sentence>;

function warningsOf(programme: Programme, stored: StoredProgramme, at: GatheringStanding): Sentence[] {
	const { outside, gone, of } = importWarnings(programme, stored.sessions, at.gathering);
	const filled = (sentence: Sentence, values: Record<string, string | number>): Sentence => ({
		id: say(sentence, 'id', values),
		en: say(sentence, 'en', values)
	});
	return [
		...(gone ? [filled(odd.gone, { gone, of })] : []),
		...(outside ? [filled(odd.outside, { outside })] : []),
		...(programme.timeZoneFromFile && programme.timeZone !== at.gathering.timeZone
			? [filled(odd.zone, { file: programme.timeZone, here: at.gathering.timeZone })]
			: []),
		...programme.warnings
	];
}

async function readUpload(files: File[], timeZone: string): Promise<{ programme: Programme; fileName: string }> {
	const given = files.filter((file) => file.size > 0 || file.name);
	if (!given.length) return fail('FILE_NEEDED');
	const read = await Promise.all(
		given.map(async (file) => ({ name: file.name, content: new Uint8Array(await file.arrayBuffer()) }))
	);
	return {
		programme: readProgramme(read, { timeZone }),
		fileName: given.map((file) => toLine(file.name)?.slice(-120) ?? '—').join(', ')
	};
}

/** What stands here now, what a file would make of it, and the difference; speakers who wished to be forgotten stay out. */
async function comparison(db: Db, at: GatheringStanding, read: Programme) {
	const stored = await loadProgramme(db, at.gathering.id);
	const keyOf = (one: Programme['speakers'][number]) => speakerImportKey(at.gathering.id, one);
	const erased = await listErasedImportKeys(db, at.organisation.id, read.speakers.map(keyOf));
	const gone = new Set(read.speakers.filter((one) => erased.has(keyOf(one))).map(({ guid }) => guid));
	const programme = mergeHandMade(withoutSpeakers(read, gone), stored);
	return { stored, programme, changes: compareProgrammes(stored, programme) };
}

/**
 * Reads uploaded files, says what importing them would change and how many people would be told, and keeps what
 * was read for a day so that `importProgramme` can take it over. Writes nothing of the programme.
 */
export async function previewProgramme(context: WriteContext, input: Where & { files: File[] }): Promise<Preview> {
	const { db, now, viewer } = context;
	const at = await accessGathering(context, { organisation: input.organisation, slug: input.gathering }, 'manage');
	const { programme: read, fileName } = await readUpload(input.files, at.gathering.timeZone);
	const { stored, programme, changes } = await comparison(db, at, read);
	await db
		.delete(programmeDraft)
		.where(lt(programmeDraft.createdAt, new Date(now.getTime() - draftMilliseconds)));
	const [draft] = await db
		.insert(programmeDraft)
		.values({
			gatheringId: at.gathering.id,
			byPersonId: at.standing.personId,
			fileName,
			programme: read,
			createdAt: now
		})
		.returning({ id: programmeDraft.id });
	return {
		draftId: draft!.id,
		fileName,
		format: read.format,
		title: read.title,
		timeZone: read.timeZone,
		counts: countsOf(read),
		isFirst: !stored.sessions.some(({ guid }) => !isHandMade(guid)),
		changes: await nameSpeakers(db, at, changes.slice(0, 400), programme.speakers),
		changeCounts: countChanges(changes),
		toBeTold: await countToBeTold(db, at.gathering.id, changes),
		warnings: warningsOf(read, stored, at).map((sentence) => sentence[viewer.locale])
	};
}

async function loadDraft(db: Tx, gatheringId: string, draftId: string, now: Date) {
	const [draft] = await db
		.select()
		.from(programmeDraft)
		.where(and(eq(programmeDraft.id, draftId), eq(programmeDraft.gatheringId, gatheringId)));
	if (!draft || draft.createdAt.getTime() < now.getTime() - draftMilliseconds) return fail('DRAFT_GONE');
	const programme = draft.programme as Programme;
	const revive = (moment: unknown) => (typeof moment === 'string' ? new Date(moment) : null);
	return {
		fileName: draft.fileName,
		programme: {
			...programme,
			sessions: programme.sessions.map((one) => ({
				...one,
				startsAt: revive(one.startsAt),
				endsAt: revive(one.endsAt)
			}))
		}
	};
}

/**
 * Imports a programme from a preview or from files: rooms, tracks, speakers and sessions are recognised by guid
 * and added or changed; what is not in it any more is removed, what returns is restored; what was made by hand
 * stays. Locks the gathering, so that two imports follow one another; the same file again changes nothing.
 * Speakers are people without accounts (see `keepImportedPeople`). Who starred a session that moved or went is
 * told later, once. Refuses files that cannot be read with a `PROGRAMME_…` code.
 */
export async function importProgramme(
	context: WriteContext,
	input: Where & { draftId?: string | undefined; files?: File[] | undefined }
): Promise<Imported> {
	const { db, now, viewer } = context;
	const at = await accessGathering(context, { organisation: input.organisation, slug: input.gathering }, 'manage');
	const { programme, fileName } = input.draftId
		? await loadDraft(db, at.gathering.id, input.draftId, now)
		: await readUpload(input.files ?? [], at.gathering.timeZone);
	const done = await keepProgramme(context, at, programme, fileName);
	if (input.draftId) await db.delete(programmeDraft).where(eq(programmeDraft.id, input.draftId));
	return {
		importId: done.importId,
		format: programme.format,
		counts: countsOf(programme),
		changeCounts: countChanges(done.changes),
		warnings: done.warnings.map((sentence) => sentence[viewer.locale])
	};
}

/** The writing half of `importProgramme`, for callers who have read the files and checked that they may manage. */
export async function keepProgramme(
	context: Pick<WriteContext, 'db' | 'now' | 'kernel'>,
	at: GatheringStanding,
	read: Programme,
	fileName: string,
	progress: Progress = () => {}
): Promise<{ importId: string; changes: ProgrammeChange[]; warnings: Sentence[] }> {
	const { db, now, kernel } = context;
	const gatheringId = at.gathering.id;
	await holdGathering(db, gatheringId);
	const { stored, programme, changes } = await comparison(db, at, read);
	const warnings = warningsOf(read, stored, at);

	await writeProgramme(context, at, stored, programme, progress);

	const importId = uuidv7();
	await db.insert(programmeImport).values({
		id: importId,
		gatheringId,
		format: programme.format,
		fileName,
		byPersonId: at.standing.personId,
		changes,
		warnings,
		at: now
	});
	await record(context, {
		organisationId: at.organisation.id,
		byPersonId: at.standing.personId,
		noun: 'programme',
		nounId: gatheringId,
		verb: 'import',
		detail: { title: at.gathering.title, importId, format: programme.format, changes: changes.length }
	});
	if (changesToTell(changes).length) await kernel.jobs.enqueue(db, tellProgrammeChanges, { importId });
	if (changes.length) kernel.notices.notify(db, { topic: `gathering:${gatheringId}`, kind: 'programme' });
	return { importId, changes, warnings };
}

const handWindow = 600_000;

/**
 * Notes what an edit by hand changed, as an import would be noted: edits by one person within ten minutes are one
 * entry, and who starred what moved is told of all of them together. The caller holds the gathering's lock.
 */
export async function noteChanges(
	context: Pick<WriteContext, 'db' | 'now' | 'kernel'>,
	at: GatheringStanding,
	changes: ProgrammeChange[]
): Promise<void> {
	const { db, now, kernel } = context;
	if (!changes.length) return;
	const [last] = await db
		.select()
		.from(programmeImport)
		.where(eq(programmeImport.gatheringId, at.gathering.id))
		.orderBy(desc(programmeImport.at), desc(programmeImport.id))
		.limit(1);
	const goesOn =
		last?.format === 'hand' &&
		last.byPersonId === at.standing.personId &&
		now.getTime() - last.at.getTime() < handWindow;
	const noted = goesOn ? [...(last.changes as ProgrammeChange[]), ...changes] : changes;
	const importId = goesOn ? last.id : uuidv7();
	if (goesOn) await db.update(programmeImport).set({ changes: noted }).where(eq(programmeImport.id, importId));
	else {
		await db.insert(programmeImport).values({
			id: importId,
			gatheringId: at.gathering.id,
			format: 'hand',
			fileName: '',
			byPersonId: at.standing.personId,
			changes: noted,
			warnings: [],
			at: now
		});
	}
	if (changesToTell(noted).length) {
		await kernel.jobs.enqueue(
			db,
			tellProgrammeChanges,
			{ importId },
			{ startAfter: new Date((goesOn ? last.at : now).getTime() + handWindow + 60_000), once: importId }
		);
	}
	kernel.notices.notify(db, { topic: `gathering:${at.gathering.id}`, kind: 'programme' });
}
