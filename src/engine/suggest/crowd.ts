import { EncounterRow, readEncounters, type Encounters } from './encounter.ts';
import {
	defaultWeights,
	type Attendee,
	type PrepareOptions,
	type RoleWeights,
	type Weights
} from './profile.ts';
import { TagSpace } from './tags.ts';
import { fold, levelOf } from './words.ts';

export type Field = 'offers' | 'needs' | 'interests' | 'brandsCarried' | 'brandsWanted' | 'talks';
export const fields: readonly Field[] = [
	'offers',
	'needs',
	'interests',
	'brandsCarried',
	'brandsWanted',
	'talks'
];

/** What is summed for a pair from tags; each channel gives one kind of reason. */
export const channels = [
	'brings',
	'looks_for',
	'carries_brand',
	'wants_brand',
	'speaks',
	'interest'
] as const;
export type Channel = (typeof channels)[number];

/** Mine, theirs, and which way the tags answer; `talk`: how much less a title says than a tag. */
export const plan: readonly {
	channel: Channel;
	at: number;
	mine: Field;
	theirs: Field;
	seek: boolean;
}[] = [
	{ channel: 'brings', at: 0, mine: 'needs', theirs: 'offers', seek: true },
	{ channel: 'looks_for', at: 1, mine: 'offers', theirs: 'needs', seek: false },
	{ channel: 'carries_brand', at: 2, mine: 'brandsWanted', theirs: 'brandsCarried', seek: true },
	{ channel: 'wants_brand', at: 3, mine: 'brandsCarried', theirs: 'brandsWanted', seek: false },
	{ channel: 'speaks', at: 4, mine: 'needs', theirs: 'talks', seek: true },
	{ channel: 'speaks', at: 4, mine: 'interests', theirs: 'talks', seek: true },
	{ channel: 'interest', at: 5, mine: 'interests', theirs: 'interests', seek: true }
];

const none: readonly number[] = [];
const unknownRole = 1.5;

/** Numbers for words, in the order they come. */
class Numbers {
	readonly #of = new Map<string, number>();
	get(value: string | null | undefined): number {
		const key = value ? fold(value.trim()) : '';
		if (!key) return -1;
		const known = this.#of.get(key);
		if (known !== undefined) return known;
		this.#of.set(key, this.#of.size);
		return this.#of.size - 1;
	}
}

/**
 * A crowd with its index: each person's tags as numbers, who holds which tag, and everything else as typed arrays.
 * People come, change and go at any time; numbers of people stay. What is counted over the whole crowd (how telling a
 * tag is) stays as it was at the last `settle`.
 */
export class Crowd {
	readonly people: (Attendee | null)[] = [];
	readonly space = new TagSpace();
	readonly weights: Weights;
	readonly seed: number;
	readonly tags: Record<Field, (readonly number[])[]>;
	/** By field and tag: who holds it. */
	readonly holders: Record<Field, number[][]>;
	readonly stars: (readonly number[])[] = [];
	readonly starHolders: number[][] = [];
	readonly facts: (readonly number[])[] = [];
	readonly factWords: string[] = [];
	readonly ties: Int32Array[] = [];
	company = new Int32Array(64);
	city = new Int32Array(64);
	roleSet = new Int32Array(64);
	level = new Int8Array(64);
	fresh = new Float32Array(64);
	quiet = new Float32Array(64);
	unreachable = new Uint8Array(64);
	/** What counts for or against a person whoever looks: newness, silence, no account; -Infinity for who was taken out. */
	steady = new Float32Array(64);
	/** How many look for what each offers most sought, as a signal from 0 to 1 and counted; and that offer. */
	sought = new Float32Array(64);
	soughtBy = new Int32Array(64);
	soughtTag = new Int32Array(64);
	/** What one must be worth to a much sought person to be shown them. */
	bar = new Float64Array(64);
	readonly encounters: Encounters | null;
	readonly encounterRow: EncounterRow | null;
	readonly meaning: readonly (Float32Array | null)[] | null;
	/** Scratch of `score.ts`. */
	sums: Float32Array[] = [];
	touched = new Int32Array(64);
	touchedCount = 0;
	isTouched = new Uint8Array(64);
	stamp = new Int32Array(64);
	round = 0;
	#building = false;
	readonly #companies = new Numbers();
	readonly #cities = new Numbers();
	readonly #sessions = new Numbers();
	readonly #factNumbers = new Numbers();
	readonly #roleWeights: RoleWeights;
	readonly #setNumbers = new Map<string, number>();
	readonly #sets: (readonly string[])[] = [];
	readonly #roleCells: { weight: number; role: string | null }[][] = [];

	constructor(people: readonly Attendee[], options: PrepareOptions) {
		this.weights = { ...defaultWeights, ...options.weights };
		this.seed = options.seed;
		this.#roleWeights = options.roleWeights;
		const lists = () =>
			Object.fromEntries(fields.map((field) => [field, []])) as unknown as Record<
				Field,
				number[][]
			>;
		this.tags = lists();
		this.holders = lists();
		this.#grow(people.length);
		this.#building = true;
		for (const person of people) this.set(this.people.length, person);
		this.#building = false;
		this.settle();
		const near: Set<number>[] = [];
		for (const [a, b] of options.ties ?? []) {
			if (a === b) continue;
			(near[a] ??= new Set()).add(b);
			(near[b] ??= new Set()).add(a);
		}
		near.forEach((list, person) => (this.ties[person] = Int32Array.from(list)));
		this.encounters = options.contacts?.length
			? readEncounters(people.length, options.contacts, options.hours ?? [])
			: null;
		this.encounterRow = this.encounters && new EncounterRow(this.encounters, people.length);
		this.meaning = options.meaning?.some(Boolean) ? options.meaning : null;
	}

	get size(): number {
		return this.people.length;
	}

	#grow(size: number): void {
		if (size > this.company.length || !this.sums.length) {
			const room = Math.max(size, Math.ceil(this.company.length * 1.5));
			const widen = <T extends Int32Array | Int8Array | Float32Array | Uint8Array | Float64Array>(
				old: T
			): T => {
				const made = new (old.constructor as new (length: number) => T)(room);
				made.set(old as never);
				return made;
			};
			this.company = widen(this.company);
			this.city = widen(this.city);
			this.roleSet = widen(this.roleSet);
			this.level = widen(this.level);
			this.fresh = widen(this.fresh);
			this.quiet = widen(this.quiet);
			this.unreachable = widen(this.unreachable);
			this.steady = widen(this.steady);
			this.sought = widen(this.sought);
			this.soughtBy = widen(this.soughtBy);
			this.soughtTag = widen(this.soughtTag);
			this.bar = widen(this.bar);
			this.stamp = new Int32Array(room);
			this.round = 0;
			this.touched = new Int32Array(room);
			this.touchedCount = 0;
			this.isTouched = new Uint8Array(room);
			this.sums = channels.map(() => new Float32Array(room));
		}
	}

	/** Puts a person at a number, new or in place of who stood there. */
	set(index: number, person: Attendee): void {
		if (index < this.people.length) this.#unlist(index);
		this.#grow(index + 1);
		this.people[index] = person;
		for (const field of fields) {
			const list: number[] = [];
			for (const spelt of person[field]) {
				const tag = this.space.numberOf(spelt);
				if (tag >= 0 && !list.includes(tag)) list.push(tag);
			}
			this.tags[field][index] = list.length ? list : none;
			for (const tag of list) (this.holders[field][tag] ??= []).push(index);
		}
		const stars = [...new Set((person.stars ?? []).map((id) => this.#sessions.get(id)))].filter(
			(star) => star >= 0
		);
		this.stars[index] = stars.length ? stars : none;
		for (const star of stars) (this.starHolders[star] ??= []).push(index);
		this.facts[index] = person.facts?.length
			? person.facts.map((fact) => {
					const number = this.#factNumbers.get(fact);
					this.factWords[number] ??= fact;
					return number;
				})
			: none;
		this.company[index] = this.#companies.get(person.company);
		this.city[index] = this.#cities.get(person.city);
		this.level[index] = levelOf(person.title);
		this.fresh[index] = Math.min(1, Math.max(0, person.fresh ?? 0));
		const asked = person.asked ?? 0;
		// Laplace's rule of succession; three unanswered asks begin to tell.
		this.quiet[index] =
			asked >= 3 ? Math.max(0, 1 - (2 * ((person.answered ?? 0) + 1)) / (asked + 2)) : 0;
		this.unreachable[index] = person.reachable ? 0 : 1;
		this.steady[index] =
			this.weights.new_here * this.fresh[index]! +
			this.weights.quiet * this.quiet[index]! +
			this.weights.unreachable * this.unreachable[index]!;
		const key = [...person.roles].sort().join('\0');
		let set = this.#setNumbers.get(key);
		if (set === undefined) {
			set = this.#sets.length;
			this.#setNumbers.set(key, set);
			this.#sets.push(person.roles);
			this.#roleCells.push([]);
		}
		this.roleSet[index] = set;
		this.bar[index] = -Infinity;
		// While a crowd is made, everybody changes; what is sought is counted once, after.
		if (!this.#building) this.#seek(index);
	}

	/** Takes a person out; their number stays empty. */
	remove(index: number): void {
		this.#unlist(index);
		this.people[index] = null;
		this.steady[index] = -Infinity;
		for (const field of fields) this.tags[field][index] = none;
		this.stars[index] = this.facts[index] = none;
	}

	#unlist(index: number): void {
		const drop = (list: number[] | undefined) => {
			const at = list?.indexOf(index) ?? -1;
			if (at < 0) return;
			list![at] = list![list!.length - 1]!;
			list!.pop();
		};
		for (const field of fields)
			for (const tag of this.tags[field][index]!) drop(this.holders[field][tag]);
		for (const star of this.stars[index]!) drop(this.starHolders[star]);
	}

	/** Counts anew what is counted over everybody. */
	settle(): void {
		const everybody = this.people;
		const { tags } = this;
		this.space.settle(
			(function* () {
				for (let index = 0; index < everybody.length; index++) {
					if (everybody[index]) yield fields.flatMap((field) => tags[field][index]!);
				}
			})()
		);
		const demand = new Map<number, number>();
		for (let index = 0; index < this.size; index++) this.#seek(index, demand);
	}

	#seek(index: number, demand?: Map<number, number>): void {
		let most = 0;
		this.soughtTag[index] = -1;
		for (const offer of this.tags.offers[index]!) {
			let wanted = demand?.get(offer);
			if (wanted === undefined) {
				wanted = 0;
				const { of, strength } = this.space.answeredBy(offer);
				for (let i = 0; i < of.length && strength[i]! > 0.6; i++)
					wanted += this.holders.needs[of[i]!]?.length ?? 0;
				demand?.set(offer, wanted);
			}
			if (wanted > most) {
				most = wanted;
				this.soughtTag[index] = offer;
			}
		}
		this.soughtBy[index] = most;
		// One who looks for it is no demand; many are little more than several.
		this.sought[index] = most >= 2 ? Math.min(1, Math.log1p(most) / 6) : 0;
	}

	/** The best weight between two people's sets of roles, by set, and the other's role that earns it. */
	rolesBetween(mine: number, theirs: number): { weight: number; role: string | null } {
		return (this.#roleCells[mine]![theirs] ??= this.#weigh(this.#sets[mine]!, this.#sets[theirs]!));
	}

	get roleSets(): number {
		return this.#sets.length;
	}

	#weigh(mine: readonly string[], theirs: readonly string[]) {
		if (!mine.length || !theirs.length) return { weight: unknownRole, role: null };
		let weight = -1;
		let role: string | null = null;
		for (const a of mine) {
			for (const b of theirs) {
				const found = this.#roleWeights[a]?.[b] ?? (a === b ? 1 : unknownRole);
				if (found > weight) [weight, role] = [found, b];
			}
		}
		return { weight, role };
	}

	/** How telling it is that somebody starred a session, from 1 (hardly anybody did) towards 0. */
	starRarity(star: number): number {
		const all = Math.max(2, this.size);
		return Math.log(1 + all / Math.max(1, this.starHolders[star]?.length ?? 0)) / Math.log(1 + all);
	}
}

/** A number in [0, 1) out of three; the same each time. */
export function chance(seed: number, a: number, b: number): number {
	let h =
		Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^
		Math.imul(a + 1, 0xc2b2ae35) ^
		Math.imul(b + 1, 0x27d4eb2f);
	h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
	h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
	return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}
