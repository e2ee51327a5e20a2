import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { styleText } from 'node:util';
import { defineCommand } from 'citty';
import { SingleBar } from 'cli-progress';
import { and, eq } from 'drizzle-orm';
import { accessGathering } from '../gather/gathering/access.ts';
import { createGathering } from '../gather/gathering/commands.ts';
import { localAt } from '../gather/gathering/rules.ts';
import { NewGathering } from '../gather/gathering/schema.ts';
import { gathering } from '../gather/gathering/tables.ts';
import { keepProgramme } from '../gather/programme-import/commands.ts';
import { countChanges } from '../gather/programme-import/queries.ts';
import { countProgramme } from '../gather/programme/queries.ts';
import type { Programme } from '../gather/programme/reading/programme.ts';
import { readProgramme } from '../gather/programme/reading/read.ts';
import { shiftProgramme, spanOf } from '../gather/programme/reading/shift.ts';
import { addDays, dateIn, isTimeZone, readDate, toInstant } from '../gather/programme/reading/time.ts';
import { readConfig } from '../kernel/config.ts';
import { migrate } from '../kernel/database.ts';
import { refusals } from '../kernel/errors.ts';
import { uuidv7 } from '../kernel/ids.ts';
import { openKernel, type Kernel } from '../kernel/kernel.ts';
import { reachDatabase } from '../start.ts';
import { asOwner, chooseOrganisation, makeFirstOrganisation } from './as-owner.ts';
import { refusing } from './refusing.ts';

const fail = refusals({
	FILE_NEEDED: { status: 422, id: 'Sebutkan berkas programnya.', en: 'Name the programme’s file.' },
	FILE_UNREADABLE: {
		status: 422,
		id: '"{file}" tidak bisa dibuka ({reason}).',
		en: '"{file}" cannot be opened ({reason}).'
	},
	TIME_ZONE_UNKNOWN: {
		status: 422,
		id: 'Zona waktu "{zone}" tidak dikenal; contohnya Asia/Jakarta.',
		en: 'The time zone "{zone}" is not known; one is Asia/Jakarta.'
	},
	NO_SUCH_GATHERING: {
		status: 404,
		id: 'Tidak ada temu "{slug}" di organisasi "{organisation}".',
		en: 'There is no gathering "{slug}" in the organisation "{organisation}".'
	},
	PLACE_NEEDED: {
		status: 422,
		id: 'Berkas ini tidak menyebut tempat; sebutkan dengan --place, atau jangan pakai --publish.',
		en: 'The file names no place; give one with --place, or leave out --publish.'
	},
	PROGRAMME_PAST: {
		status: 422,
		id: 'Programnya berakhir {date}; pindahkan dengan --starts-on, atau jangan pakai --publish.',
		en: 'The programme ended on {date}; move it with --starts-on, or leave out --publish.'
	},
	DATE_UNREADABLE: {
		status: 422,
		id: '"{date}" bukan tanggal; tulis seperti 2027-03-14.',
		en: '"{date}" is no date; write it like 2027-03-14.'
	}
});

const formats = {
	'frab-xml': 'schedule.xml',
	'schedule-json': 'schedule.json',
	sessionize: 'Sessionize JSON'
} as const;

/** What the command was told, as far as it says where the programme goes. */
export interface ImportOptions {
	organisation?: string | undefined;
	gathering?: string | undefined;
	title?: string | undefined;
	timeZone?: string | undefined;
	startsOn?: string | undefined;
	place?: string | undefined;
	publish?: boolean | undefined;
}

/** What an import by the operator did. */
export interface ImportResult {
	gatheringId: string;
	/** The gathering's. */
	title: string;
	programme: Programme;
	address: string;
	isNew: boolean;
	isDraft: boolean;
	/** As the database counts them. */
	counts: { sessions: number; speakers: number; rooms: number };
	tracks: number;
	changes: ReturnType<typeof countChanges>;
	warnings: string[];
	ownerLink: string | null;
}

/**
 * Imports files into the named gathering, or into a new one made from what they say, as an owner of the
 * organisation; without any organisation yet, makes a first one. Gathering and import are one transaction.
 */
export async function importProgrammeFiles(
	kernel: Kernel,
	files: { name: string; content: Uint8Array }[],
	options: ImportOptions,
	progress: (done: number, total: number) => void = () => {}
): Promise<ImportResult> {
	const { timeZone, startsOn } = options;
	if (timeZone && !isTimeZone(timeZone)) fail('TIME_ZONE_UNKNOWN', { zone: timeZone });
	if (startsOn && readDate(startsOn) !== startsOn) fail('DATE_UNREADABLE', { date: startsOn });
	const present = await chooseOrganisation(kernel, options.organisation);
	const here = options.gathering ? await findZone(kernel, present, options.gathering) : null;
	// Read before anything is made: a file that is refused leaves nothing behind.
	const asRead = readProgramme(files, { timeZone: timeZone ?? here ?? present?.timeZone ?? 'Asia/Jakarta' });
	const programme = startsOn ? shiftProgramme(asRead, startsOn) : asRead;
	if (options.publish && !here && !options.place && !programme.placeName && !programme.city) fail('PLACE_NEEDED');
	const ended = spanOf(programme)?.endsAt;
	if (options.publish && !here && ended && ended <= kernel.clock.now()) {
		fail('PROGRAMME_PAST', { date: dateIn(programme.timeZone, ended) });
	}
	const first = present ? null : await makeFirstOrganisation(kernel, 'Asia/Jakarta');
	const home = present ?? first!.organisation;

	const done = await asOwner(kernel, home.id, async (context) => {
		const named = options.gathering
			? await accessGathering(context, { organisation: home.slug, slug: options.gathering }, 'manage')
			: null;
		const made = named
			? null
			: await createGathering(context, gatheringFor(programme, home.slug, files[0]!.name, options, context.now));
		const at =
			named ?? (await accessGathering(context, { organisation: home.slug, slug: made!.slug }, 'manage'));
		const fileName = files.map(({ name }) => name).join(', ');
		const { changes, warnings } = await keepProgramme(context, at, programme, fileName, progress);
		return {
			gatheringId: at.gathering.id,
			title: at.gathering.title,
			programme,
			address: `${kernel.config.origin}/${home.slug}/g/${at.gathering.slug}/programme`,
			isNew: made !== null,
			isDraft: at.gathering.publishedAt === null,
			tracks: programme.tracks.length,
			changes: countChanges(changes),
			warnings: warnings.map(({ en }) => en),
			ownerLink: first?.ownerLink ?? null
		};
	});
	return { ...done, counts: await countProgramme(kernel.database.db, done.gatheringId) };
}

async function findZone(
	kernel: Kernel,
	home: { id: string; slug: string } | null,
	slug: string
): Promise<string> {
	const [row] = await kernel.database.db
		.select({ timeZone: gathering.timeZone })
		.from(gathering)
		.where(and(eq(gathering.organisationId, home?.id ?? uuidv7()), eq(gathering.slug, slug)));
	return row?.timeZone ?? fail('NO_SUCH_GATHERING', { slug, organisation: home?.slug ?? '—' });
}

/** "droidcon-sf-2022.schedule.json" as a title, for files that bear none. */
const titleFromName = (name: string): string => {
	const words = basename(name)
		.replace(/\.(schedule|sessions|speakers|all)?\.?(json|xml)$/i, '')
		.replace(/[-_.]+/g, ' ')
		.trim();
	return words.length > 1 ? words[0]!.toUpperCase() + words.slice(1) : 'Programme';
};

function gatheringFor(
	programme: Programme,
	organisation: string,
	fileName: string,
	options: ImportOptions,
	now: Date
): NewGathering {
	const { timeZone } = programme;
	const day = programme.days[0] ?? addDays(now.toISOString().slice(0, 10), 30);
	const span = spanOf(programme) ?? {
		startsAt: toInstant(day, 9 * 60, timeZone),
		endsAt: toInstant(programme.days.at(-1) ?? day, 17 * 60, timeZone)
	};
	return NewGathering.parse({
		organisation,
		title: (options.title ?? programme.title ?? titleFromName(fileName)).slice(0, 140),
		mode: 'onsite',
		startsAt: localAt(span.startsAt, timeZone),
		endsAt: localAt(span.endsAt, timeZone),
		timeZone,
		placeName: (options.place ?? programme.placeName ?? programme.city)?.slice(0, 160) ?? null,
		city: programme.city?.slice(0, 80) ?? null,
		audience: 'public',
		publish: options.publish ?? false
	});
}

function openFile(path: string): { name: string; content: Uint8Array } {
	try {
		return { name: basename(path), content: readFileSync(path) };
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		return fail('FILE_UNREADABLE', { file: path, reason: code ?? message });
	}
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function report({ programme, counts, tracks, ...done }: ImportResult): void {
	const { format, timeZone, days } = programme;
	console.log(`${styleText('bold', done.title)} (${formats[format]}, times in ${timeZone})`);
	console.log(
		`  ${[
			plural(counts.sessions, 'session'),
			plural(counts.speakers, 'speaker'),
			plural(counts.rooms, 'room'),
			plural(tracks, 'track'),
			plural(days.length, 'day')
		].join(', ')}`
	);
	for (const warning of done.warnings) console.log(`  ${styleText('yellow', '!')} ${warning}`);
	if (!done.isNew) {
		const said = done.changes.map(({ noun, verb, count }) => `${plural(count, noun)} ${verb.replaceAll('_', ' ')}`);
		console.log(`  ${said.length ? said.join(', ') : 'Nothing changed.'}`);
	}
	const state = done.isDraft ? ' (a draft: publish it there)' : '';
	console.log(`${done.isNew ? 'Made' : 'Updated'}: ${done.address}${state}`);
	if (done.ownerLink) {
		console.log(`There was no organisation yet, so a first one was made. Open this once to become its owner: ${done.ownerLink}`);
	}
}

export const importProgrammeCommand = defineCommand({
	meta: {
		name: 'programme',
		description:
			'Import a programme: schedule.xml (frab, pentabarf, pretalx), schedule.json (c3voc, pretalx) or Sessionize JSON (several files of one event together).'
	},
	args: {
		file: { type: 'positional', required: true, description: 'The file; more may follow.' },
		organisation: { type: 'string', description: 'Slug of the organisation; may be left out where there is one.' },
		gathering: {
			type: 'string',
			description: 'Slug of the gathering to import into; left out, one is made from what the file says.'
		},
		title: { type: 'string', description: 'Title of the gathering that is made; else the file’s.' },
		'time-zone': {
			type: 'string',
			description: 'What times mean where the file does not say, e.g. Asia/Jakarta; else the gathering’s or organisation’s zone.'
		},
		'starts-on': {
			type: 'string',
			description: 'Move the programme to begin on this date (YYYY-MM-DD), for trying out with an old one.'
		},
		place: { type: 'string', description: 'Where the gathering that is made takes place; else the file’s venue.' },
		publish: { type: 'boolean', description: 'Publish the gathering that is made.', default: false }
	},
	run: ({ args }) =>
		refusing(async () => {
			const paths = args._.map(String);
			if (!paths.length) fail('FILE_NEEDED');
			const files = paths.map(openFile);
			const config = readConfig(process.env);
			const database = await reachDatabase(config);
			try {
				await migrate(database.url);
				const kernel = await openKernel({ config, databaseUrl: database.url, serves: false });
				const bar = new SingleBar({
					format: '  {bar} {percentage}% · {value} of {total}',
					hideCursor: true,
					clearOnComplete: true,
					linewrap: false
				});
				let isOpen = false;
				try {
					const done = await importProgrammeFiles(
						kernel,
						files,
						{
							organisation: args.organisation,
							gathering: args.gathering,
							title: args.title,
							timeZone: args['time-zone'],
							startsOn: args['starts-on'],
							place: args.place,
							publish: args.publish
						},
						(written, total) => {
							if (isOpen) bar.update(written);
							else bar.start(total, written);
							isOpen = true;
						}
					);
					bar.stop();
					report(done);
				} finally {
					bar.stop();
					await kernel.close();
				}
			} finally {
				await database.stop();
			}
		})
});
