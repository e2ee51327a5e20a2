import { z } from 'zod';
import type { ScheduleProblem } from '#engine/schedule/schedule.ts';
import { refusals } from '../kernel/errors.ts';

const fail = refusals({
	PROBLEM_WRONG: { status: 422, id: 'Berkas jadwal salah di {path}: {what}', en: 'The schedule file is wrong at {path}: {what}' },
	PROBLEM_NOT_JSON: { status: 422, id: 'Berkas ini bukan JSON: {what}', en: 'This file is no JSON: {what}' },
	NAME_UNKNOWN: {
		status: 422,
		id: '{path} menyebut {name}, yang tidak ada dalam berkas.',
		en: '{path} names {name}, which is not in the file.'
	},
	NAME_TWICE: {
		status: 422,
		id: '{path}: {name} dipakai dua kali.',
		en: '{path}: {name} is used twice.'
	}
});

const slot = z.int().min(0);
const name = z.union([z.string(), z.int().min(0)]);
const shape = z.strictObject({
	slots: z.array(z.strictObject({ day: z.int(), name: z.string().optional() })).max(512),
	people: z
		.array(
			z.strictObject({
				id: z.string().optional(),
				name: z.string().optional(),
				company: z.string().nullish(),
				roles: z.array(z.string()).optional(),
				unavailable: z.array(slot).optional(),
				least: z.int().min(0).optional(),
				most: z.int().min(0).optional(),
				guaranteed: z.int().min(0).optional(),
				voice: z.number().min(0).max(1000).optional(),
				booth: name.nullish(),
				breaks: z.array(z.strictObject({ from: slot, to: slot, length: z.int().min(1) })).optional(),
				standsIn: z.boolean().optional()
			})
		)
		.max(100_000),
	tables: z
		.array(
			z.strictObject({
				id: z.string().optional(),
				x: z.number().optional(),
				y: z.number().optional(),
				places: z.int().min(1).max(1000).optional(),
				closed: z.array(slot).optional()
			})
		)
		.max(10_000),
	wishes: z
		.array(
			z.strictObject({
				from: name,
				to: name,
				level: z.enum(['must_meet', 'meet', 'no_thanks']),
				length: z.int().min(1).max(64).optional(),
				standIn: z.boolean().optional()
			})
		)
		.max(1_000_000),
	held: z
		.array(
			z.strictObject({
				people: z.tuple([name, name]),
				slot,
				length: z.int().min(1).max(64).optional(),
				table: name.nullable(),
				confirmed: z.boolean()
			})
		)
		.optional(),
	roleRules: z.record(z.string(), z.record(z.string(), z.number().min(0).max(1000))).optional(),
	worth: z.strictObject({ must_meet: z.number().min(0).max(1000), meet: z.number().min(0).max(1000) }).optional()
});

export interface ReadProblem {
	problem: ScheduleProblem;
	people: string[];
	tables: string[];
	slots: string[];
}

/** Reads a problem file (described in docs/engine.md): ids become indices; what is wrong is said with its place. */
export function readProblem(text: string): ReadProblem {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch (error) {
		return fail('PROBLEM_NOT_JSON', { what: (error as Error).message });
	}
	const read = shape.safeParse(json);
	if (!read.success) {
		const { path, message } = read.error.issues[0]!;
		return fail('PROBLEM_WRONG', { path: path.join('.') || '{}', what: message });
	}
	const file = read.data;
	const index = (list: readonly { id?: string | undefined }[], where: string) => {
		const byId = new Map<string, number>();
		list.forEach(({ id }, i) => {
			if (id === undefined) return;
			if (byId.has(id)) fail('NAME_TWICE', { path: `${where}.${i}`, name: JSON.stringify(id) });
			byId.set(id, i);
		});
		return (value: string | number, path: string): number => {
			const found = typeof value === 'number' ? value : byId.get(value);
			if (found === undefined || found >= list.length) return fail('NAME_UNKNOWN', { path, name: JSON.stringify(value) });
			return found;
		};
	};
	const person = index(file.people, 'people');
	const table = index(file.tables, 'tables');
	return {
		problem: {
			days: file.slots.map(({ day }) => day),
			people: file.people.map(({ id: _, name: __, booth, ...rest }, i) => ({
				...rest,
				booth: booth == null ? null : table(booth, `people.${i}.booth`)
			})) as ScheduleProblem['people'],
			tables: file.tables.map(({ id: _, ...rest }) => rest) as ScheduleProblem['tables'],
			wishes: file.wishes.map(({ from, to, ...rest }, i) => ({
				...rest,
				from: person(from, `wishes.${i}.from`),
				to: person(to, `wishes.${i}.to`)
			})) as ScheduleProblem['wishes'],
			held: (file.held ?? []).map(({ people: [a, b], table: at, ...rest }, i) => {
				if (rest.slot + (rest.length ?? 1) > file.slots.length)
					fail('NAME_UNKNOWN', { path: `held.${i}.slot`, name: rest.slot });
				const pair: [number, number] = [person(a, `held.${i}.people`), person(b, `held.${i}.people`)];
				if (pair[0] === pair[1]) fail('NAME_TWICE', { path: `held.${i}.people`, name: JSON.stringify(a) });
				return { ...rest, people: pair, table: at === null ? null : table(at, `held.${i}.table`) };
			}) as NonNullable<ScheduleProblem['held']>,
			...(file.roleRules && { roleRules: file.roleRules }),
			...(file.worth && { worth: file.worth })
		},
		people: file.people.map(({ id, name }, i) => name ?? id ?? String(i)),
		tables: file.tables.map(({ id }, i) => id ?? String(i)),
		slots: file.slots.map(({ name }, i) => name ?? String(i + 1))
	};
}
