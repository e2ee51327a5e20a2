/** Who met whom so far, as lists of neighbours, and what it says about who meets next. */
export interface Encounters {
	/** By person: whom they met, and ln(1 + minutes) each. */
	readonly met: readonly Int32Array[];
	readonly bond: readonly Float32Array[];
	/** By person: sum of bonds; log of how much they talk an hour, against the mean; log of how many they met. */
	readonly strength: Float64Array;
	readonly talk: Float64Array;
	readonly reach: Float64Array;
	/** Which part of all pairs here have met. */
	readonly density: number;
	/** What a pair drawn at random is worth; taken off, so that 0 is the usual. */
	readonly usual: number;
}

/**
 * How much each measure is worth, and how much more where more of all pairs have met (`dense`: a pair that has not met
 * where nearly everybody has is another thing than where hardly anybody has). Fitted by `npm run bench suggest` on the
 * first days of two conferences together, each cut in two at several hours; no later day was used to fit them.
 */
export const encounterWeights = {
	talk: 0.51,
	common: -0.71,
	walk: 0.47,
	reach: 0.64,
	dense: { talk: -0.19, common: -1.93, walk: 1.29, reach: 1.43 },
	/** The density that the weights above are for. */
	at: 0.4
};
export type EncounterMeasure = 'talk' | 'common' | 'walk' | 'reach';
export const encounterMeasures: readonly EncounterMeasure[] = ['talk', 'common', 'walk', 'reach'];

/** Hours of being there that the mean rate of talking is trusted for, before a person's own is. */
const trusted = 2;

/** Reads contacts (minutes face to face, in any order, a pair once or often) and hours of presence. */
export function readEncounters(
	size: number,
	contacts: readonly { a: number; b: number; minutes: number }[],
	hours: readonly number[]
): Encounters {
	const together: Map<number, number>[] = Array.from({ length: size }, () => new Map());
	for (const { a, b, minutes } of contacts) {
		if (a === b) continue;
		together[a]!.set(b, (together[a]!.get(b) ?? 0) + minutes);
		together[b]!.set(a, (together[b]!.get(a) ?? 0) + minutes);
	}
	const met = together.map((list) => Int32Array.from(list.keys()));
	const bond = together.map((list) => Float32Array.from(list.values(), Math.log1p));
	const minutes = together.map((list) => [...list.values()].reduce((sum, one) => sum + one, 0));
	const here = minutes.flatMap((sum, person) => (sum > 0 ? [person] : []));
	const meanOf = (values: readonly number[]) =>
		here.reduce((sum, person) => sum + values[person]!, 0) / Math.max(1, here.length);
	const allHours = hours.length ? hours : minutes.map(() => 1);
	const usualRate = meanOf(minutes) / Math.max(1e-9, meanOf(allHours));
	const rate = minutes.map(
		(sum, person) => (sum + usualRate * trusted) / (allHours[person]! + trusted)
	);
	const weighted = here.reduce((sum, person) => sum + rate[person]! * allHours[person]!, 0);
	const mean =
		weighted /
		Math.max(
			1e-9,
			here.reduce((sum, person) => sum + allHours[person]!, 0)
		);
	const pairs = (here.length * (here.length - 1)) / 2;
	const made: Encounters = {
		met,
		bond,
		strength: Float64Array.from(bond, (list) => list.reduce((sum, one) => sum + one, 0)),
		talk: Float64Array.from(rate, (one) => (mean > 0 ? Math.log(Math.max(1e-9, one) / mean) : 0)),
		reach: Float64Array.from(met, (list) => Math.log1p(list.length)),
		density: pairs ? met.reduce((sum, list) => sum + list.length, 0) / 2 / pairs : 0,
		usual: 0
	};
	let sum = 0;
	let count = 0;
	// Every so many-th person's whole row: enough for a mean, and the same each time.
	const step = Math.max(1, Math.floor(here.length / 40));
	const row = new EncounterRow(made, size);
	for (let at = 0; at < here.length; at += step) {
		row.of(here[at]!);
		for (const other of here) {
			if (other === here[at]) continue;
			sum += row.worth(other);
			count++;
		}
	}
	return { ...made, usual: count ? sum / count : 0 };
}

/** What one person's encounters say of each other person. `of` fills it, in the time of their neighbours' neighbours. */
export class EncounterRow {
	readonly #all: Encounters;
	readonly #common: Float64Array;
	readonly #walk: Float64Array;
	readonly #touched: number[] = [];
	#person = -1;

	constructor(all: Encounters, size: number) {
		this.#all = all;
		this.#common = new Float64Array(size);
		this.#walk = new Float64Array(size);
	}

	of(person: number): void {
		if (person === this.#person) return;
		this.#person = person;
		const { met, bond, strength } = this.#all;
		for (const other of this.#touched) this.#common[other] = this.#walk[other] = 0;
		this.#touched.length = 0;
		const mine = met[person]!;
		for (let i = 0; i < mine.length; i++) {
			const middle = mine[i]!;
			const there = bond[person]![i]!;
			const theirs = met[middle]!;
			// A step to the middle and on, and the same from the other side: two steps of a random walk either way.
			const out = there / strength[person]! / strength[middle]!;
			const back = there / strength[middle]!;
			for (let j = 0; j < theirs.length; j++) {
				const other = theirs[j]!;
				if (this.#common[other] === 0) this.#touched.push(other);
				this.#common[other]!++;
				this.#walk[other]! += bond[middle]![j]! * (out + back / strength[other]!);
			}
		}
	}

	/** One measure of the pair. Symmetric. */
	measure(name: EncounterMeasure, other: number): number {
		const { talk, reach } = this.#all;
		if (name === 'talk') return talk[this.#person]! + talk[other]!;
		if (name === 'reach') return reach[this.#person]! + reach[other]!;
		if (name === 'common') return Math.log1p(this.#common[other]!);
		return Math.log1p(1000 * this.#walk[other]!);
	}

	/** Log-odds, but for a constant, that the two will meet who have not yet. */
	worth(other: number): number {
		const more = this.#all.density - encounterWeights.at;
		let sum = -this.#all.usual;
		for (const name of encounterMeasures) {
			sum +=
				(encounterWeights[name] + encounterWeights.dense[name] * more) * this.measure(name, other);
		}
		return sum;
	}
}
