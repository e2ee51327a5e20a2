import type { Schedule, ScheduleProblem } from '../../src/engine/schedule/problem.ts';

/**
 * Every rule of a schedule, counted anew from the problem alone; shares no code with the engine. Answers what is
 * broken, in words; nothing when all is well.
 */
export function checkSchedule(problem: ScheduleProblem, schedule: Schedule): string[] {
	const { people, tables, wishes, days, held = [] } = problem;
	const wrong: string[] = [];
	const worth = problem.worth ?? { must_meet: 4, meet: 1 };
	const together = (a: number, b: number) => `${Math.min(a, b)}-${Math.max(a, b)}`;
	const isConfirmed = (index: number | null) => index !== null && held[index]!.confirmed;
	const refusedPairs = new Set(
		wishes.filter(({ level }) => level === 'no_thanks').map(({ from, to }) => together(from, to))
	);
	const confirmedPairs = new Set(
		held.filter(({ confirmed }) => confirmed).map(({ people: [a, b] }) => together(a, b))
	);
	const factor = (a: number, b: number) => {
		if (!problem.roleRules) return 1;
		const found: number[] = [];
		for (const one of people[a]!.roles ?? [])
			for (const other of people[b]!.roles ?? [])
				found.push(problem.roleRules[one]?.[other] ?? problem.roleRules[other]?.[one] ?? 1);
		return found.length ? Math.max(...found) : 1;
	};

	const cells = new Map<string, number[]>();
	const at = (key: string, meeting: number) => cells.set(key, [...(cells.get(key) ?? []), meeting]);
	const count = people.map(() => 0);
	const seenPairs = new Set<string>();
	const seenWishes = new Set<number>();
	const seenHeld = new Set<number>();
	let weight = 0;
	schedule.meetings.forEach((meeting, i) => {
		const [a, b] = meeting.people;
		const name = `meeting ${i} of ${a} and ${b}`;
		const confirmed = isConfirmed(meeting.held);
		if (meeting.held !== null) {
			if (seenHeld.has(meeting.held)) wrong.push(`${name}: held twice`);
			seenHeld.add(meeting.held);
			const source = held[meeting.held]!;
			const moved =
				meeting.slot !== source.slot || meeting.table !== source.table || meeting.length !== (source.length ?? 1);
			if (confirmed && (moved || together(a, b) !== together(...source.people)))
				wrong.push(`${name}: was confirmed, and moved`);
			if (moved !== meeting.moved) wrong.push(`${name}: says moved ${meeting.moved}`);
		}
		count[a]!++;
		count[b]!++;
		if (a === b) wrong.push(`${name}: meets themselves`);
		if (!confirmed && seenPairs.has(together(a, b))) wrong.push(`${name}: meet twice`);
		seenPairs.add(together(a, b));
		if (!confirmed) {
			if (refusedPairs.has(together(a, b))) wrong.push(`${name}: one said no thanks`);
			if (meeting.held === null && factor(a, b) <= 0) wrong.push(`${name}: roles are kept apart`);
		}
		for (let s = meeting.slot; s < meeting.slot + meeting.length; s++) {
			if (s < 0 || s >= days.length) wrong.push(`${name}: no such slot`);
			if (!confirmed && days[s] !== days[meeting.slot]) wrong.push(`${name}: crosses a night`);
			for (const p of [a, b]) {
				at(`person ${p} slot ${s}`, i);
				if (!confirmed && people[p]!.unavailable?.includes(s)) wrong.push(`${name}: ${p} is away`);
			}
			if (meeting.table !== null) {
				at(`table ${meeting.table} slot ${s}`, i);
				if (!confirmed && tables[meeting.table]!.closed?.includes(s)) wrong.push(`${name}: the table is closed`);
			}
		}
		if (meeting.table === null) {
			if (meeting.held === null || held[meeting.held]!.table !== null) wrong.push(`${name}: has no table`);
		} else if (meeting.held === null) {
			const booth = people[b]!.booth ?? people[a]!.booth ?? null;
			if (booth !== null && meeting.table !== booth) wrong.push(`${name}: not at the booth`);
			if (booth === null && people.some((person) => person.booth === meeting.table))
				wrong.push(`${name}: at the booth of another`);
		}
		if (meeting.wishes.length === 0 && !confirmed) weight += Math.round(100 * worth.meet);
		let least = 1;
		for (const wish of meeting.wishes) {
			const { from, to, level, length = 1, standIn = true } = wishes[wish]!;
			if (seenWishes.has(wish)) wrong.push(`wish ${wish} is granted twice`);
			seenWishes.add(wish);
			least = Math.max(least, length);
			if (level === 'no_thanks') wrong.push(`wish ${wish} was no wish to meet`);
			else weight += Math.round(100 * worth[level] * (people[from]!.voice ?? 1) * factor(from, to));
			for (const p of [from, to]) {
				if (p === a || p === b) continue;
				const instead = [a, b].find(
					(other) =>
						people[other]!.standsIn && people[other]!.company && people[other]!.company === people[p]!.company
				);
				if (instead === undefined) wrong.push(`${name}: ${p} is missing`);
				else if (p === to && !standIn) wrong.push(`${name}: only ${p} would do`);
				if (!meeting.standIn) wrong.push(`${name}: hides a stand-in`);
			}
		}
		if (meeting.held === null && meeting.length !== least) wrong.push(`${name}: ${meeting.length} of ${least} slots`);
	});
	const loose = (list: number[]) => list.filter((i) => !isConfirmed(schedule.meetings[i]!.held));
	for (const [key, list] of cells) {
		const places = key.startsWith('table') ? (tables[Number(key.split(' ')[1])]!.places ?? 1) : 1;
		if (list.length > places && loose(list).length > 0) wrong.push(`${key}: ${list.length} meetings`);
	}
	held.forEach(({ confirmed }, index) => {
		if (confirmed && !seenHeld.has(index)) wrong.push(`held meeting ${index} was confirmed, and is gone`);
	});
	people.forEach(({ most = Infinity, breaks = [] }, p) => {
		const mine = schedule.meetings.filter(({ people: [a, b] }) => a === p || b === p);
		const fixed = mine.filter(({ held }) => isConfirmed(held));
		if (count[p]! > Math.max(most, fixed.length)) wrong.push(`person ${p} has ${count[p]} meetings, most ${most}`);
		const runOf = (list: typeof mine, from: number, to: number) => {
			let run = 0;
			let longest = 0;
			for (let s = Math.max(0, from); s <= Math.min(to, days.length - 1); s++) {
				const taken =
					people[p]!.unavailable?.includes(s) || list.some(({ slot, length }) => s >= slot && s < slot + length);
				run = taken ? 0 : run + 1;
				longest = Math.max(longest, run);
			}
			return longest;
		};
		breaks.forEach(({ from, to, length }, index) => {
			if (runOf(fixed, from, to) >= length && runOf(mine, from, to) < length)
				wrong.push(`person ${p} loses break ${index}`);
		});
	});
	if (Math.abs(weight / 100 - schedule.weight) > 1e-6)
		wrong.push(`weight is ${weight / 100}, not ${schedule.weight}`);
	if (schedule.weight > schedule.bound + 1e-6) wrong.push(`weight ${schedule.weight} above bound ${schedule.bound}`);
	const refused = new Set(schedule.refused.map(({ wish }) => wish));
	wishes.forEach(({ level }, wish) => {
		if (level === 'no_thanks') return;
		if (seenWishes.has(wish) === refused.has(wish)) wrong.push(`wish ${wish} is neither granted nor refused, or both`);
	});
	const withNone = people
		.map((_, p) => p)
		.filter((p) => count[p] === 0 && wishes.some(({ from, level }) => from === p && level !== 'no_thanks'));
	if (withNone.join() !== schedule.withNone.join()) wrong.push(`without any: ${withNone}, not ${schedule.withNone}`);
	let breaks = 0;
	let idle = 0;
	people.forEach((_, p) => {
		const busy = schedule.meetings
			.filter(({ people: [a, b] }) => a === p || b === p)
			.flatMap(({ slot, length }) => Array.from({ length }, (_, k) => slot + k));
		const sorted = [...new Set(busy)].sort((x, y) => x - y);
		for (let i = 1; i < sorted.length; i++) {
			const wait = sorted[i]! - sorted[i - 1]! - 1;
			if (wait === 0 || days[sorted[i]!] !== days[sorted[i - 1]!]) continue;
			breaks++;
			idle += wait;
		}
	});
	if (breaks !== schedule.breaks || idle !== schedule.idleSlots)
		wrong.push(`${breaks} waits of ${idle} slots, not ${schedule.breaks} of ${schedule.idleSlots}`);
	return wrong;
}
