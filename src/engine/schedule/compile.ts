import type { ScheduleNote, ScheduleProblem, WhyNot } from './problem.ts';

/** Worths are whole numbers inside: hundredths of those of the problem. */
export const unitOfWorth = 100;

const combinationsPerAsk = 16;

/**
 * The problem in typed arrays. An *ask* is a pair of people who may meet, with all the wishes between the two; a
 * *combination* is one way to seat it: the two themselves, or colleagues who stand in. A *unit* is a place at a
 * table; a *pool* is a set of units that are alike to an ask: pool 0 is for all, the others are booths.
 */
export interface Model {
	slots: number;
	/** 32-bit words that hold one bit a slot. */
	words: number;
	day: Int32Array;
	people: number;
	/** people x words: 1 where the person cannot meet. */
	away: Uint32Array;
	most: Int32Array;
	least: Int32Array;
	guaranteed: Int32Array;
	/** 1 for who made at least one wish that could be granted. */
	wishes: Uint8Array;
	/** Promised breaks, by person: start of each person's in `breakFrom`... */
	breakStart: Int32Array;
	breakFrom: Int32Array;
	breakTo: Int32Array;
	breakLength: Int32Array;
	asks: number;
	worth: Int32Array;
	length: Uint8Array;
	/** Slot in which the ask is held, and whether it must stay; -1 for none. */
	heldSlot: Int32Array;
	heldUnit: Int32Array;
	heldIndex: Int32Array;
	confirmed: Uint8Array;
	/** 1 where it uses no table. */
	tableless: Uint8Array;
	/** What keeping a provisional meeting at all, and at its time, is worth on top. */
	keepWorth: Int32Array;
	stayWorth: Int32Array;
	combinationStart: Int32Array;
	combinationA: Int32Array;
	combinationB: Int32Array;
	combinationPool: Int32Array;
	/** What is taken off for a stand-in. */
	combinationCost: Int32Array;
	wishesOfAsk: number[][];
	units: number;
	unitTable: Int32Array;
	unitX: Float64Array;
	unitY: Float64Array;
	/** units x slots: 1 where it may be used. */
	unitOpen: Uint8Array;
	poolStart: Int32Array;
	/** By length 1.. of a meeting: words of slots at which it may start without crossing into another day. */
	startsOfLength: Uint32Array[];
	/** True when two asks might seat the same two people. */
	mayRepeat: boolean;
	/** What was decided without any search, by wish. */
	refusedAtOnce: { wish: number; why: WhyNot }[];
	notes: ScheduleNote[];
}

function check(problem: ScheduleProblem): void {
	const { people, tables, days } = problem;
	const isIndex = (value: number, end: number) => Number.isInteger(value) && value >= 0 && value < end;
	problem.wishes.forEach(({ from, to, length = 1 }, i) => {
		if (!isIndex(from, people.length) || !isIndex(to, people.length))
			throw new RangeError(`Wish ${i} names a person who is not there.`);
		if (!Number.isInteger(length) || length < 1) throw new RangeError(`Wish ${i} has a length of ${length} slots.`);
	});
	people.forEach(({ booth }, i) => {
		if (booth != null && !isIndex(booth, tables.length))
			throw new RangeError(`Person ${i} has a booth that is not among the tables.`);
	});
	(problem.held ?? []).forEach(({ people: [a, b], slot, length = 1, table }, i) => {
		if (!isIndex(a, people.length) || !isIndex(b, people.length) || a === b)
			throw new RangeError(`Held meeting ${i} names a person who is not there, or one person twice.`);
		if (!isIndex(slot, days.length) || slot + length > days.length)
			throw new RangeError(`Held meeting ${i} is outside of the slots.`);
		if (table !== null && !isIndex(table, tables.length))
			throw new RangeError(`Held meeting ${i} is at a table that is not there.`);
	});
}

/** Reads the problem into arrays; throws a RangeError for indices that point nowhere. */
export function compile(problem: ScheduleProblem): Model {
	check(problem);
	const { people, tables, wishes, days } = problem;
	const held = problem.held ?? [];
	const slots = days.length;
	const words = Math.max(1, Math.ceil(slots / 32));
	const worths = problem.worth ?? { must_meet: 4, meet: 1 };
	const notes: ScheduleNote[] = [];
	const refusedAtOnce: Model['refusedAtOnce'] = [];

	const away = new Uint32Array(people.length * words);
	people.forEach(({ unavailable = [] }, p) => {
		for (const slot of unavailable) {
			if (slot >= 0 && slot < slots) away[p * words + (slot >> 5)]! |= 1 << (slot & 31);
		}
	});
	const isAway = (p: number, slot: number) => ((away[p * words + (slot >> 5)]! >>> (slot & 31)) & 1) === 1;

	const factorOf = (one: number, other: number): number => {
		const rules = problem.roleRules;
		if (!rules) return 1;
		let best = -1;
		for (const a of people[one]!.roles ?? []) {
			for (const b of people[other]!.roles ?? []) best = Math.max(best, rules[a]?.[b] ?? rules[b]?.[a] ?? 1);
		}
		return best < 0 ? 1 : best;
	};

	const key = (a: number, b: number) => (a < b ? a * people.length + b : b * people.length + a);
	const refusedPairs = new Set<number>();
	for (const { from, to, level } of wishes) if (level === 'no_thanks') refusedPairs.add(key(from, to));
	const confirmedPairs = new Set(
		held.filter(({ confirmed }) => confirmed).map(({ people: [a, b] }) => key(a, b))
	);

	interface Draft {
		from: number;
		to: number;
		worth: number;
		length: number;
		standInFrom: boolean;
		standInTo: boolean;
		wishes: number[];
		held: number;
	}
	const drafts = new Map<number, Draft>();
	wishes.forEach(({ from, to, level, length = 1, standIn = true }, wish) => {
		if (level === 'no_thanks') return;
		const refuse = (why: WhyNot) => refusedAtOnce.push({ wish, why });
		if (from === to) return void refuse({ kind: 'oneself' });
		const id = key(from, to);
		const factor = factorOf(from, to);
		if (!confirmedPairs.has(id)) {
			if (refusedPairs.has(id)) return void refuse({ kind: 'no_thanks' });
			if (factor <= 0) return void refuse({ kind: 'role_rule' });
		}
		const worth = Math.round(worths[level] * (people[from]!.voice ?? 1) * factor * unitOfWorth);
		const draft = drafts.get(id);
		if (!draft) {
			drafts.set(id, { from, to, worth, length, standInFrom: true, standInTo: standIn, wishes: [wish], held: -1 });
			return;
		}
		draft.worth += worth;
		draft.length = Math.max(draft.length, length);
		draft.wishes.push(wish);
		if (!standIn) {
			if (to === draft.to) draft.standInTo = false;
			else draft.standInFrom = false;
		}
	});
	const extra: Draft[] = [];
	held.forEach(({ people: [a, b], length = 1, confirmed }, index) => {
		const draft = drafts.get(key(a, b));
		if (draft && draft.held < 0) {
			draft.held = index;
			draft.length = length;
			return;
		}
		const worth = confirmed ? 0 : Math.round(worths.meet * unitOfWorth);
		extra.push({ from: a, to: b, worth, length, standInFrom: false, standInTo: false, wishes: [], held: index });
	});
	const all = [...drafts.values(), ...extra];

	// Booths: each booth table is a pool of its own; all others are pool 0.
	const poolOfTable = new Int32Array(tables.length);
	let pools = 1;
	for (const { booth } of people) {
		if (booth != null && poolOfTable[booth] === 0) poolOfTable[booth] = pools++;
	}
	const order = tables.map((_, t) => t).sort((a, b) => poolOfTable[a]! - poolOfTable[b]! || a - b);
	const unitTable: number[] = [];
	const poolStart = new Int32Array(pools + 1);
	for (const table of order) {
		for (let k = 0; k < (tables[table]!.places ?? 1); k++) unitTable.push(table);
		poolStart[poolOfTable[table]! + 1] = unitTable.length;
	}
	for (let k = 1; k <= pools; k++) poolStart[k] = Math.max(poolStart[k]!, poolStart[k - 1]!);
	const units = unitTable.length;
	const unitOpen = new Uint8Array(units * slots).fill(1);
	unitTable.forEach((table, unit) => {
		for (const slot of tables[table]!.closed ?? []) {
			if (slot >= 0 && slot < slots) unitOpen[unit * slots + slot] = 0;
		}
	});
	const firstUnitOf = new Int32Array(tables.length).fill(-1);
	for (let unit = units - 1; unit >= 0; unit--) firstUnitOf[unitTable[unit]!] = unit;
	const poolOf = (from: number, to: number) => {
		const booth = people[to]!.booth ?? people[from]!.booth;
		return booth == null ? 0 : poolOfTable[booth]!;
	};

	const colleagues = new Map<string, number[]>();
	people.forEach(({ company, standsIn }, p) => {
		if (!company || !standsIn) return;
		const list = colleagues.get(company);
		if (list) list.push(p);
		else colleagues.set(company, [p]);
	});
	const sideOf = (p: number, may: boolean) => [
		p,
		...(may ? (colleagues.get(people[p]!.company ?? '') ?? []).filter((other) => other !== p) : [])
	];
	const combinationStart = new Int32Array(all.length + 1);
	const a: number[] = [];
	const b: number[] = [];
	const pool: number[] = [];
	const cost: number[] = [];
	let mayRepeat = extra.length > 0;
	all.forEach((draft, ask) => {
		const isHeld = draft.held >= 0 && held[draft.held]!.confirmed;
		const froms = sideOf(draft.from, !isHeld && draft.standInFrom);
		const tos = sideOf(draft.to, !isHeld && draft.standInTo);
		let count = 0;
		for (const [i, to] of tos.entries()) {
			for (const [j, from] of froms.entries()) {
				if (count >= combinationsPerAsk || from === to) continue;
				if (!isHeld && refusedPairs.has(key(from, to))) continue;
				if (i + j > 0 && factorOf(from, to) <= 0) continue;
				a.push(from);
				b.push(to);
				pool.push(poolOf(from, to));
				// A stand-in is worth a little less than the person: a tenth for each side.
				cost.push(Math.round(draft.worth * 0.1) * ((i > 0 ? 1 : 0) + (j > 0 ? 1 : 0)));
				count++;
			}
		}
		if (count > 1) mayRepeat = true;
		combinationStart[ask + 1] = a.length;
	});

	const asks = all.length;
	const heldSlot = new Int32Array(asks).fill(-1);
	const heldUnit = new Int32Array(asks).fill(-1);
	const heldIndex = new Int32Array(asks).fill(-1);
	const confirmed = new Uint8Array(asks);
	const tableless = new Uint8Array(asks);
	const keepWorth = new Int32Array(asks);
	const stayWorth = new Int32Array(asks);
	const takenUnits = new Set<number>();
	const isFirm = (ask: number) => (all[ask]!.held >= 0 && held[all[ask]!.held]!.confirmed ? 1 : 0);
	const heldOrder = all.map((_, ask) => ask).sort((x, y) => isFirm(y) - isFirm(x) || x - y);
	for (const ask of heldOrder) {
		const draft = all[ask]!;
		if (draft.held < 0) continue;
		const meeting = held[draft.held]!;
		heldIndex[ask] = draft.held;
		heldSlot[ask] = meeting.slot;
		confirmed[ask] = meeting.confirmed ? 1 : 0;
		tableless[ask] = meeting.table === null ? 1 : 0;
		if (!meeting.confirmed) {
			keepWorth[ask] = Math.round(worths.meet * unitOfWorth * 0.5);
			stayWorth[ask] = Math.round(worths.meet * unitOfWorth * 0.5);
		}
		if (meeting.table === null) continue;
		// The first place of that table that no other held meeting has at that time.
		const first = firstUnitOf[meeting.table]!;
		const places = tables[meeting.table]!.places ?? 1;
		for (let unit = first; first >= 0 && unit < first + places; unit++) {
			let free = true;
			for (let k = 0; k < draft.length; k++) free &&= !takenUnits.has(unit * slots + meeting.slot + k);
			if (!free) continue;
			for (let k = 0; k < draft.length; k++) takenUnits.add(unit * slots + meeting.slot + k);
			heldUnit[ask] = unit;
			break;
		}
		if (heldUnit[ask]! < 0 && meeting.confirmed)
			notes.push({ kind: 'table_clash', held: draft.held, table: meeting.table });
	}

	const longest = all.reduce((most, { length }) => Math.max(most, length), 1);
	const startsOfLength = Array.from({ length: longest + 1 }, (_, length) => {
		const starts = new Uint32Array(words);
		for (let slot = 0; slot + length <= slots; slot++) {
			if (length === 0 || days[slot] === days[slot + length - 1]) starts[slot >> 5]! |= 1 << (slot & 31);
		}
		return starts;
	});

	// Breaks that nothing can save are told and then forgotten, so that they block no other meeting.
	const fixedBusy = new Set<number>();
	const fixedOwner = new Map<number, number>();
	all.forEach((draft, ask) => {
		if (!confirmed[ask]) return;
		for (const person of [draft.from, draft.to]) {
			for (let k = 0; k < draft.length; k++) {
				const cell = person * slots + heldSlot[ask]! + k;
				if (fixedOwner.has(cell)) {
					notes.push({ kind: 'held_clash', held: draft.held, person });
					break;
				}
				fixedBusy.add(cell);
				fixedOwner.set(cell, ask);
			}
			for (let k = 0; k < draft.length; k++) {
				if (!isAway(person, heldSlot[ask]! + k)) continue;
				notes.push({ kind: 'held_while_away', held: draft.held, person });
				break;
			}
		}
	});
	const breakStart = new Int32Array(people.length + 1);
	const breakFrom: number[] = [];
	const breakTo: number[] = [];
	const breakLength: number[] = [];
	people.forEach(({ breaks = [] }, person) => {
		breaks.forEach(({ from, to, length }, index) => {
			let run = 0;
			let best = 0;
			for (let slot = Math.max(0, from); slot <= Math.min(to, slots - 1); slot++) {
				run = isAway(person, slot) || fixedBusy.has(person * slots + slot) ? 0 : run + 1;
				best = Math.max(best, run);
			}
			if (best < length) return void notes.push({ kind: 'break_impossible', person, index });
			if (length <= 0) return;
			breakFrom.push(Math.max(0, from));
			breakTo.push(Math.min(to, slots - 1));
			breakLength.push(length);
		});
		breakStart[person + 1] = breakFrom.length;
	});

	const wishing = new Uint8Array(people.length);
	for (const draft of drafts.values()) for (const wish of draft.wishes) wishing[wishes[wish]!.from] = 1;

	return {
		slots,
		words,
		day: Int32Array.from(days),
		people: people.length,
		away,
		most: Int32Array.from(people, ({ most }) => Math.min(most ?? slots, slots)),
		least: Int32Array.from(people, ({ least }) => least ?? 0),
		guaranteed: Int32Array.from(people, ({ guaranteed }) => guaranteed ?? 0),
		wishes: wishing,
		breakStart,
		breakFrom: Int32Array.from(breakFrom),
		breakTo: Int32Array.from(breakTo),
		breakLength: Int32Array.from(breakLength),
		asks,
		worth: Int32Array.from(all, ({ worth }) => worth),
		length: Uint8Array.from(all, ({ length }) => length),
		heldSlot,
		heldUnit,
		heldIndex,
		confirmed,
		tableless,
		keepWorth,
		stayWorth,
		combinationStart,
		combinationA: Int32Array.from(a),
		combinationB: Int32Array.from(b),
		combinationPool: Int32Array.from(pool),
		combinationCost: Int32Array.from(cost),
		wishesOfAsk: all.map(({ wishes }) => wishes),
		units,
		unitTable: Int32Array.from(unitTable),
		unitX: Float64Array.from(unitTable, (table) => tables[table]!.x ?? 0),
		unitY: Float64Array.from(unitTable, (table) => tables[table]!.y ?? 0),
		unitOpen,
		poolStart,
		startsOfLength,
		mayRepeat,
		refusedAtOnce,
		notes
	};
}
