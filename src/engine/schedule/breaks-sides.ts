import { Random } from '../random.ts';
import type { BreaksProblem } from './breaks.ts';

/** Beginnings of the search; the best of them is taken. */
const beginnings = 100;

/**
 * Two sides of people with as many meetings as can be between them (a maximum cut, by single changes from random
 * beginnings): 0 or 1 by person. Where buyers meet sellers, nearly all are.
 */
export function splitPeople({ people, meetings }: BreaksProblem): Uint8Array {
	const random = new Random(1);
	const partners: number[][] = Array.from({ length: people }, () => []);
	for (const { people: [a, b] } of meetings) {
		partners[a]!.push(b);
		partners[b]!.push(a);
	}
	let best = new Uint8Array(people);
	let most = -1;
	for (let round = 0; round < beginnings && most < meetings.length; round++) {
		const side = Uint8Array.from({ length: people }, () => random.below(2));
		for (let changed = true; changed; ) {
			changed = false;
			for (let p = 0; p < people; p++) {
				let same = 0;
				for (const other of partners[p]!) same += side[other] === side[p] ? 1 : -1;
				if (same <= 0) continue;
				side[p] = 1 - side[p]!;
				changed = true;
			}
		}
		const between = meetings.reduce((sum, { people: [a, b] }) => sum + (side[a] === side[b] ? 0 : 1), 0);
		if (between > most) {
			most = between;
			best = side;
		}
	}
	return best;
}
