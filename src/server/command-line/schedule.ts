import { readFileSync, writeFileSync } from 'node:fs';
import { defineCommand } from 'citty';
import { Presets, SingleBar } from 'cli-progress';
import { countBreaks, type BreaksProblem, type BreaksResult } from '#engine/schedule/breaks.ts';
import type { Schedule } from '#engine/schedule/schedule.ts';
import { isLocale, refusals, say, type Locale, type Sentence } from '../kernel/errors.ts';
import { readB2bsop } from './read-b2bsop.ts';
import { refusing } from './refusing.ts';
import { readProblem, type ReadProblem } from './schedule-file.ts';
import { scheduleAll, scheduleWishes } from '../connect/schedule-thread.ts';
import { sayImpossible, sayNote, sayWhyNot, type ScheduleNames } from './schedule-words.ts';

const fail = refusals({
	FILE_UNREADABLE: { status: 422, id: '"{file}" tidak bisa dibuka ({reason}).', en: '"{file}" cannot be opened ({reason}).' },
	OPTION_WRONG: { status: 422, id: '--{name} tidak bisa {value}.', en: '--{name} cannot be {value}.' }
});

const words = {
	granted: { id: '{meetings} pertemuan · bobot {weight} dari paling banyak {bound} (selisih {gap} %) · {none} orang tanpa pertemuan · {breaks} jeda tunggu · jalan kaki {walking} m', en: '{meetings} meetings · weight {weight} of at most {bound} (gap {gap} %) · {none} people with none · {breaks} waits · {walking} m walked' },
	notGranted: { id: 'Tidak terpenuhi', en: 'Not granted' },
	more: { id: '… dan {count} lagi; semuanya ada dengan --format json', en: '… and {count} more; all of them are in --format json' },
	noTable: { id: 'tanpa meja', en: 'no table' },
	table: { id: 'meja', en: 'table' },
	slot: { id: 'Slot', en: 'Slot' },
	standIn: { id: 'diwakili rekan', en: 'a colleague stands in' },
	moved: { id: 'dipindah', en: 'moved' },
	best: { id: '{breaks} jeda, terbukti paling sedikit', en: '{breaks} breaks, proved the fewest' },
	found: { id: '{breaks} jeda; tidak ada jadwal dengan kurang dari {bound}', en: '{breaks} breaks; no schedule has fewer than {bound}' },
	unknown: { id: 'Dihentikan sebelum ada jadwal.', en: 'Stopped before there was any schedule.' }
} satisfies Record<string, Sentence>;

/** The answer as an outside program reads it: ids in the place of indices, and every reason in both languages. */
export function answerWishes({ problem, people, tables, slots }: ReadProblem, schedule: Schedule): object {
	const names: ScheduleNames = { person: (p) => people[p]!, table: (t) => tables[t]! };
	const both = (speak: (locale: Locale) => string) => ({ id: speak('id'), en: speak('en') });
	return {
		...schedule,
		meetings: schedule.meetings.map((meeting) => ({
			...meeting,
			people: meeting.people.map(names.person),
			slotName: slots[meeting.slot],
			table: meeting.table === null ? null : names.table(meeting.table)
		})),
		refused: schedule.refused.map(({ wish, why }) => ({
			wish,
			from: people[problem.wishes[wish]!.from],
			to: people[problem.wishes[wish]!.to],
			why,
			says: both((locale) => sayWhyNot(why, names, locale))
		})),
		notes: schedule.notes.map((note) => ({ ...note, says: both((locale) => sayNote(note, names, locale)) })),
		withNone: schedule.withNone.map(names.person)
	};
}

const shown = 40;

export function tableOfWishes({ problem, people, tables, slots }: ReadProblem, schedule: Schedule, locale: Locale): string {
	const names: ScheduleNames = { person: (p) => people[p]!, table: (t) => tables[t]! };
	const lines: string[] = [];
	let last = -1;
	for (const { slot, table, people: pair, standIn, moved, length } of schedule.meetings) {
		if (slot !== last) lines.push(`${lines.length ? '\n' : ''}${say(words.slot, locale)} ${slots[slot]}`);
		last = slot;
		const place = table === null ? say(words.noTable, locale) : `${say(words.table, locale)} ${names.table(table)}`;
		const marks = [
			...(length > 1 ? [`× ${length}`] : []),
			...(standIn ? [say(words.standIn, locale)] : []),
			...(moved ? [say(words.moved, locale)] : [])
		];
		lines.push(`  ${place.padEnd(12)}  ${pair.map(names.person).join(' – ')}${marks.length ? `  (${marks.join(', ')})` : ''}`);
	}
	const { refused } = schedule;
	if (refused.length) lines.push('', `${say(words.notGranted, locale)} (${refused.length})`);
	for (const { wish, why } of refused.slice(0, shown)) {
		const { from, to } = problem.wishes[wish]!;
		lines.push(`  ${names.person(from)} → ${names.person(to)}: ${sayWhyNot(why, names, locale)}`);
	}
	if (refused.length > shown) lines.push(`  ${say(words.more, locale, { count: refused.length - shown })}`);
	for (const note of schedule.notes) lines.push(`! ${sayNote(note, names, locale)}`);
	lines.push(
		'',
		say(words.granted, locale, {
			meetings: schedule.meetings.length,
			weight: schedule.weight,
			bound: schedule.bound,
			gap: (100 * schedule.gap).toFixed(2),
			none: schedule.withNone.length,
			breaks: schedule.breaks,
			walking: schedule.walking
		})
	);
	return lines.join('\n');
}

const breakNames: ScheduleNames = { person: (p) => String(p + 1), table: (t) => String(t + 1) };

/** Everything from 1 here, as in the file that was read. */
export function answerBreaks(problem: BreaksProblem, result: BreaksResult): object {
	const { reason } = result;
	return {
		status: result.status,
		breaks: result.breaks,
		bound: result.bound,
		slots: result.slots ? [...result.slots].map((s) => s + 1) : null,
		breaksOfPeople: result.slots ? [...countBreaks(problem, result.slots)] : null,
		reason: reason && {
			...reason,
			says: { id: sayImpossible(reason, breakNames, 'id'), en: sayImpossible(reason, breakNames, 'en') }
		}
	};
}

export function tableOfBreaks(problem: BreaksProblem, result: BreaksResult, locale: Locale): string {
	if (result.reason) return sayImpossible(result.reason, breakNames, locale);
	if (!result.slots) return say(words.unknown, locale);
	const lines = Array.from({ length: problem.slots }, (_, s) => {
		const here = problem.meetings.flatMap(({ people: [a, b] }, m) => (result.slots![m] === s ? [`${a + 1}–${b + 1}`] : []));
		return `${say(words.slot, locale)} ${String(s + 1).padStart(2)}  ${here.join('  ')}`;
	});
	const said = result.status === 'best' ? words.best : words.found;
	return [...lines, '', say(said, locale, { breaks: result.breaks!, bound: result.bound })].join('\n');
}

function number(name: string, value: string | undefined, least: number): number | undefined {
	if (value === undefined || value === '') return undefined;
	const found = Number(value);
	if (!Number.isFinite(found) || found < least) return fail('OPTION_WRONG', { name, value });
	return found;
}

function open(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		return fail('FILE_UNREADABLE', { file, reason: code ?? message });
	}
}

export const scheduleCommand = defineCommand({
	meta: {
		name: 'schedule',
		description:
			'Give meetings a slot and a table: wishes from a JSON file (docs/engine.md describes it), or all the meetings of a B2BSOP instance (.dzn) with the fewest breaks. Needs no database.'
	},
	args: {
		file: { type: 'positional', required: true, description: 'The problem: .json or .dzn.' },
		format: { type: 'string', default: 'table', description: 'table, or json with ids and every reason in both languages.' },
		language: { type: 'string', default: 'en', description: 'Language of the table: en or id.' },
		out: { type: 'string', description: 'Write to this file instead.' },
		seed: { type: 'string', default: '1', description: 'Same file, same seed: same schedule.' },
		time: { type: 'string', description: 'End after so many seconds with the best so far. Ctrl-C does the same.' },
		effort: { type: 'string', default: '1', description: 'How long to search among wishes: 2 is twice as long.' },
		fairness: { type: 'string', default: '2', description: 'For .dzn: how far breaks of two people may differ, or none.' }
	},
	run: ({ args }) =>
		refusing(async () => {
			const seed = number('seed', args.seed, Number.MIN_SAFE_INTEGER) ?? 1;
			const time = number('time', args.time, 0);
			const effort = number('effort', args.effort, 0) ?? 1;
			const { format, language } = args;
			if (format !== 'table' && format !== 'json') return fail('OPTION_WRONG', { name: 'format', value: format });
			if (!isLocale(language)) return fail('OPTION_WRONG', { name: 'language', value: language });
			const text = open(args.file);
			const ending = new AbortController();
			const interrupt = () => ending.abort();
			process.once('SIGINT', interrupt);
			const bar = new SingleBar(
				{ format: '{bar} {percentage}%  {says}', hideCursor: true, clearOnComplete: true, stream: process.stderr },
				Presets.shades_classic
			);
			let said: string;
			try {
				bar.start(100, 0, { says: '' });
				const common = { seed, effort, time, signal: ending.signal };
				if (args.file.endsWith('.dzn')) {
					const fairness = args.fairness === 'none' ? null : (number('fairness', args.fairness, 0) ?? 2);
					const problem = readB2bsop(text, fairness);
					const result = await scheduleAll(problem, {
						...common,
						onProgress: ({ breaks, bound }) =>
							bar.update(breaks === null ? 0 : (100 * (bound + 1)) / (breaks + 1), { says: `${breaks ?? '?'} ≥ ${bound}` })
					});
					bar.stop();
					said = format === 'json' ? JSON.stringify(answerBreaks(problem, result), null, '\t') : tableOfBreaks(problem, result, language);
					if (result.status === 'impossible') process.exitCode = 2;
					if (result.status === 'unknown') process.exitCode = 3;
				} else {
					const read = readProblem(text);
					const schedule = await scheduleWishes(read.problem, {
						...common,
						onProgress: ({ stage, weight, bound, meetings }) =>
							bar.update(bound > 0 ? (100 * weight) / bound : 0, { says: `${stage}: ${meetings}` })
					});
					bar.stop();
					said = format === 'json' ? JSON.stringify(answerWishes(read, schedule), null, '\t') : tableOfWishes(read, schedule, language);
				}
			} finally {
				bar.stop();
				process.removeListener('SIGINT', interrupt);
			}
			if (args.out) writeFileSync(args.out, `${said}\n`);
			else console.log(said);
		})
});
