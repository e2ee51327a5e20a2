import type { HeldMeeting, ScheduleProblem, ScheduleWish } from '#engine/schedule/schedule.ts';
import { dayIn, overlaps, type Span } from '../availability/rules.ts';
import { orderPair } from '../connection/rules.ts';

/** Two people as one word, whoever is named first. */
export const pairKey = (one: string, other: string): string => {
	const { low, high } = orderPair(one, other);
	return `${low} ${high}`;
};

export interface Wisher {
	id: string;
	channelRoles: string[];
	/** When they cannot meet beside the meetings that stand: closed slots, sessions, meetings at other gatherings. */
	busy: Span[];
}

export interface Wish {
	from: string;
	to: string;
	level: 'must_meet' | 'meet';
}

/** A meeting that was agreed at the gathering, past or to come. */
export interface Standing {
	personIds: string[];
	during: Span;
	tableId: string | null;
}

/** Everything that decides which wished-for meetings can be held at a gathering. */
export interface WishBook {
	timeZone: string;
	/** The slots still to come. */
	slots: Span[];
	people: Wisher[];
	/** Null where meetings need no table. */
	tables: { id: string; name: string; zone: string | null }[] | null;
	wishes: Wish[];
	standing: Standing[];
	/** Pairs who are not to be brought together: a block, a "no thanks". */
	apart: Set<string>;
	/** Factor by channel role and channel role; 0 keeps apart. */
	roleRules: Record<string, Record<string, number>>;
	/** Meetings one person may have at most. */
	most: number;
}

/** The problem for the engine, and what its indices stand for. */
export interface Composed {
	problem: ScheduleProblem;
	people: string[];
	slots: Span[];
	/** Empty where none is needed: the problem's one table then has room for everybody. */
	tables: { id: string; name: string }[];
	/** Pairs of whom one wishes to meet the other, those who meet already left out. */
	wished: number;
	/** Pairs who wished it and have a meeting here already. */
	alreadyMeeting: number;
}

/** What a wish is worth; where the two wish each other, both count. */
export const worth = { must_meet: 4, meet: 1 };

/** Zones of a hall are taken to lie so far apart, and tables of one zone so far from each other, in metres. */
const metres = { zone: 30, table: 2 };

/**
 * Wishes as the engine takes them. Meetings that were agreed stand: those that fill exactly a slot are held, any
 * other makes its people busy and its table closed. Wishes of pairs kept apart, of people who are not there and of
 * pairs who meet already are no part of it. Pure; the same book gives the same problem, in whatever order it is
 * written.
 */
export function composeProblem(book: WishBook): Composed {
	const people = [...book.people].sort((a, b) => (a.id < b.id ? -1 : 1));
	const indexOf = new Map(people.map(({ id }, index) => [id, index]));
	const needsTable = book.tables !== null;
	const tables = book.tables ?? [];
	const tableOf = new Map(tables.map(({ id }, index) => [id, index]));
	const { slots } = book;
	const slotAt = new Map(slots.map(({ from }, index) => [from.getTime(), index]));
	const covered = (spans: readonly Span[]) =>
		slots.flatMap((slot, index) => (spans.some((span) => overlaps(span, slot)) ? [index] : []));

	const held: HeldMeeting[] = [];
	const meet = new Set<string>();
	const busy = new Map<string, Span[]>();
	const closed = new Map<string, Span[]>();
	const ordered = [...book.standing].sort(
		(a, b) =>
			a.during.from.getTime() - b.during.from.getTime() ||
			(a.personIds.join() < b.personIds.join() ? -1 : 1)
	);
	for (const { personIds, during, tableId } of ordered) {
		const [one, other] = personIds;
		if (personIds.length === 2) meet.add(pairKey(one!, other!));
		const a = indexOf.get(one ?? '');
		const b = indexOf.get(other ?? '');
		const slot = slotAt.get(during.from.getTime());
		const table = tableId === null ? null : tableOf.get(tableId);
		const fills = slot !== undefined && slots[slot]!.to.getTime() === during.to.getTime();
		if (personIds.length === 2 && a !== undefined && b !== undefined && fills && table !== undefined) {
			held.push({ people: [a, b], slot, table, confirmed: true });
			continue;
		}
		for (const id of personIds) busy.set(id, [...(busy.get(id) ?? []), during]);
		if (tableId) closed.set(tableId, [...(closed.get(tableId) ?? []), during]);
	}

	const wishes: ScheduleWish[] = [];
	const wished = new Set<string>();
	const already = new Set<string>();
	for (const { from, to, level } of book.wishes) {
		const a = indexOf.get(from);
		const b = indexOf.get(to);
		const key = pairKey(from, to);
		if (a === undefined || b === undefined || a === b || book.apart.has(key)) continue;
		if (meet.has(key)) already.add(key);
		else {
			wished.add(key);
			wishes.push({ from: a, to: b, level });
		}
	}
	wishes.sort((x, y) => x.from - y.from || x.to - y.to || (x.level < y.level ? -1 : 1));

	const zones = [...new Set(tables.map(({ zone }) => zone))];
	const inZone = new Map<string | null, number>();
	const days = slots.map(({ from }) => dayIn(book.timeZone, from));
	const civil = [...new Set(days)];
	return {
		problem: {
			days: days.map((day) => civil.indexOf(day)),
			people: people.map(({ id, channelRoles, busy: own }) => ({
				roles: channelRoles,
				unavailable: covered([...own, ...(busy.get(id) ?? [])]),
				most: book.most
			})),
			tables: needsTable
				? tables.map(({ id, zone }) => {
						const place = inZone.get(zone) ?? 0;
						inZone.set(zone, place + 1);
						return {
							x: zones.indexOf(zone) * metres.zone,
							y: place * metres.table,
							closed: covered(closed.get(id) ?? [])
						};
					})
				: [{ places: Math.max(1, Math.floor(people.length / 2)) }],
			wishes,
			held,
			roleRules: book.roleRules,
			worth
		},
		people: people.map(({ id }) => id),
		slots,
		tables: tables.map(({ id, name }) => ({ id, name })),
		wished: wished.size,
		alreadyMeeting: already.size
	};
}

/** How many meetings find a table beside those that stand: free tables, summed over the slots. */
export const countPlaces = ({ problem, slots }: Composed): number =>
	problem.tables.reduce((sum, { closed }) => sum + slots.length - (closed?.length ?? 0), 0) -
	(problem.held ?? []).filter(({ table }) => table !== null).length;

/**
 * Factors by channel role for scheduling: the gathering's own table keeps apart where it says 0; the usual one, which
 * nobody chose for this gathering, only weighs.
 */
export function roleRulesOf(
	weights: Record<string, Record<string, number>>,
	isOwn: boolean
): Record<string, Record<string, number>> {
	if (isOwn) return weights;
	return Object.fromEntries(
		Object.entries(weights).map(([role, row]) => [
			role,
			Object.fromEntries(Object.entries(row).map(([other, weight]) => [other, Math.max(weight, 0.5)]))
		])
	);
}
