import { readTags, type TagSpace } from './tags.ts';

/** What the engine knows of a person; all lists are free text as it was typed. */
export interface Attendee {
	/** Whatever tells companies apart; null for none. */
	company: string | null;
	/** Keys of channel roles. */
	roles: readonly string[];
	city: string | null;
	offers: readonly string[];
	needs: readonly string[];
	interests: readonly string[];
	brandsCarried: readonly string[];
	brandsWanted: readonly string[];
	/** Titles of what they speak about here. */
	talks: readonly string[];
	/** False for a person without an account, who cannot answer yet. */
	reachable: boolean;
}

export type Wish = 'must_meet' | 'meet' | 'no_thanks';

/** How much it is worth that one channel role meets another, 0 (hidden from each other) to 3, by role and role. */
export type RoleWeights = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Why somebody is suggested, strongest first; words are those the people used. `muted` names are the kinds. */
export type Reason =
	/** They offer what the viewer looks for. */
	| { kind: 'brings'; tags: string[] }
	/** They look for what the viewer offers. */
	| { kind: 'looks_for'; tags: string[] }
	/** Their company carries brands that the viewer's wants. */
	| { kind: 'carries_brand'; tags: string[] }
	/** Their company wants brands that the viewer's carries. */
	| { kind: 'wants_brand'; tags: string[] }
	/** They speak here about what the viewer looks for or is interested in. */
	| { kind: 'speaks'; tags: string[] }
	| { kind: 'interest'; tags: string[] }
	/** Their channel role is one the viewer's ought to meet. */
	| { kind: 'role'; role: string }
	| { kind: 'city'; city: string }
	/** Both said that they want to meet. */
	| { kind: 'both_wish' }
	/** The viewer said so. */
	| { kind: 'wish' }
	/** Many here look for what they offer. */
	| { kind: 'sought'; tags: string[]; people: number };

export type ReasonKind = Reason['kind'];

export const reasonKinds: readonly ReasonKind[] = [
	'brings',
	'looks_for',
	'carries_brand',
	'wants_brand',
	'speaks',
	'interest',
	'role',
	'city',
	'both_wish',
	'wish',
	'sought'
];

export interface PrepareOptions {
	roleWeights: RoleWeights;
	/** Same people, same seed, same answer. */
	seed: number;
	/** How many suggestions each person is thought to look at; what exposure is counted in. Default 5. */
	listLength?: number;
	/** In how many people's first `listLength` one person may stand, as a multiple of the fair share. Default 4. */
	exposure?: number;
}

/** What one asks for, and what stands between them and the others. People are indices into `people`. */
export interface SuggestOptions {
	count: number;
	/** What the viewer said of others; lasting. */
	wishes?: ReadonlyMap<number, Wish>;
	/** What others said of the viewer; never told, but where both wish it. */
	wishedBy?: ReadonlyMap<number, Wish>;
	/** Already connected, or asked: suggested only where little else is. */
	known?: ReadonlySet<number>;
	/** Who may be suggested at all; absent means everybody. */
	eligible?: (index: number) => boolean;
	/** Kinds of reason this viewer does not want to be suggested people for. */
	muted?: ReadonlySet<ReasonKind>;
}

export interface Suggestion {
	index: number;
	/** Comparable within one answer only. */
	score: number;
	/** At least one, the strongest first. */
	reasons: Reason[];
}

/** A crowd made ready to be asked many times. Opaque: another engine keeps something else in it. */
export interface Prepared {
	readonly people: readonly Attendee[];
	/** @internal */
	readonly inside: Inside;
}

type Field = 'offers' | 'needs' | 'interests' | 'brandsCarried' | 'brandsWanted' | 'talks';
const fields: Field[] = ['offers', 'needs', 'interests', 'brandsCarried', 'brandsWanted', 'talks'];

interface Inside {
	space: TagSpace;
	/** Each person's tag numbers, by field; and whose tag a number is, by field. */
	tags: Record<Field, number[][]>;
	holders: Record<Field, (readonly number[])[]>;
	/** The role weight between two people's role sets, by set number. */
	roleSet: Int32Array;
	roleWeight: { weight: number; role: string | null }[][];
	city: Int32Array;
	company: Int32Array;
	/** How many look for what each offers most sought, and that offer. */
	sought: Float64Array;
	soughtTag: Int32Array;
	seed: number;
	/** The merit below which a requester is not shown this much sought person. */
	bar: Float64Array;
	/** Scratch. */
	match: Record<Channel, Float64Array>;
	best: Float64Array;
	stamp: Int32Array;
}

/** What is summed for a pair; each channel gives one kind of reason. */
type Channel = 'brings' | 'looks_for' | 'carries_brand' | 'wants_brand' | 'speaks' | 'interest';
const channels: Channel[] = [
	'brings',
	'looks_for',
	'carries_brand',
	'wants_brand',
	'speaks',
	'interest'
];

/** Mine, theirs, which way the tags answer, and how much a full match is worth. */
const plan: {
	channel: Channel;
	mine: Field;
	theirs: Field;
	way: 'seek' | 'give';
	worth: number;
}[] = [
	{ channel: 'brings', mine: 'needs', theirs: 'offers', way: 'seek', worth: 3 },
	{ channel: 'looks_for', mine: 'offers', theirs: 'needs', way: 'give', worth: 2.4 },
	{
		channel: 'carries_brand',
		mine: 'brandsWanted',
		theirs: 'brandsCarried',
		way: 'seek',
		worth: 1.6
	},
	{
		channel: 'wants_brand',
		mine: 'brandsCarried',
		theirs: 'brandsWanted',
		way: 'give',
		worth: 1.3
	},
	{ channel: 'speaks', mine: 'needs', theirs: 'talks', way: 'seek', worth: 1.2 },
	{ channel: 'speaks', mine: 'interests', theirs: 'talks', way: 'seek', worth: 1 },
	{ channel: 'interest', mine: 'interests', theirs: 'interests', way: 'seek', worth: 0.8 }
];
const worthOf = Object.fromEntries(plan.map(({ channel, worth }) => [channel, worth])) as Record<
	Channel,
	number
>;

const cityWorth = 0.45;
const roleWorth = 0.35;
const unknownRole = 1.5;
/** Past this many requesters, exposure is learnt from a sample. */
const sampleSize = 400;

/** A number in [0, 1) out of three; the same each time. */
function chance(seed: number, a: number, b: number): number {
	let h =
		Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^
		Math.imul(a + 1, 0xc2b2ae35) ^
		Math.imul(b + 1, 0x27d4eb2f);
	h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
	h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
	return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}

function numbered(values: readonly (string | null)[]): Int32Array {
	const numbers = new Map<string, number>();
	return Int32Array.from(values, (value) => {
		const key = value?.trim().toLowerCase();
		if (!key) return -1;
		if (!numbers.has(key)) numbers.set(key, numbers.size);
		return numbers.get(key)!;
	});
}

/** The best weight between two sets of roles, and the other's role that earns it. Unknown roles are neutral. */
function weigh(weights: RoleWeights, mine: readonly string[], theirs: readonly string[]) {
	if (!mine.length || !theirs.length) return { weight: unknownRole, role: null };
	let weight = -1;
	let role: string | null = null;
	for (const a of mine) {
		for (const b of theirs) {
			const found = weights[a]?.[b] ?? (a === b ? 1 : unknownRole);
			if (found > weight) [weight, role] = [found, b];
		}
	}
	return { weight, role };
}

/**
 * Makes a crowd ready: reads its tags, indexes who holds which, and learns how much each person is sought, so
 * that nobody stands in everybody's list. Pure and deterministic. 600 people take some tens of milliseconds,
 * 5,000 some hundreds; `suggest` then takes a few.
 */
export function prepare(people: readonly Attendee[], options: PrepareOptions): Prepared {
	const size = people.length;
	const space = readTags(people.map((person) => fields.flatMap((field) => person[field])));
	const tags = {} as Inside['tags'];
	const holders = {} as Inside['holders'];
	for (const field of fields) {
		const held: number[][] = Array.from({ length: space.size }, () => []);
		tags[field] = people.map((person, index) => {
			const list = [...new Set(person[field].map(space.numberOf))].filter((tag) => tag >= 0);
			for (const tag of list) held[tag]!.push(index);
			return list;
		});
		holders[field] = held;
	}

	const sets = new Map<string, number>();
	const setRoles: (readonly string[])[] = [];
	const roleSet = Int32Array.from(people, ({ roles }) => {
		const key = [...roles].sort().join('\0');
		if (!sets.has(key)) {
			sets.set(key, setRoles.length);
			setRoles.push(roles);
		}
		return sets.get(key)!;
	});

	const sought = new Float64Array(size);
	const soughtTag = new Int32Array(size).fill(-1);
	const demand = new Map<number, number>();
	for (let index = 0; index < size; index++) {
		for (const offer of tags.offers[index]!) {
			let wanted = demand.get(offer);
			if (wanted === undefined) {
				wanted = 0;
				for (const { of, strength } of space.answeredBy(offer)) {
					if (strength > 0.6) wanted += holders.needs[of]!.length;
				}
				demand.set(offer, wanted);
			}
			if (wanted > sought[index]!) {
				sought[index] = wanted;
				soughtTag[index] = offer;
			}
		}
	}

	const prepared: Prepared = {
		people,
		inside: {
			space,
			tags,
			holders,
			roleSet,
			roleWeight: setRoles.map((mine) =>
				setRoles.map((theirs) => weigh(options.roleWeights, mine, theirs))
			),
			city: numbered(people.map(({ city }) => city)),
			company: numbered(people.map(({ company }) => company)),
			sought,
			soughtTag,
			seed: options.seed,
			bar: new Float64Array(size).fill(-Infinity),
			match: Object.fromEntries(
				channels.map((channel) => [channel, new Float64Array(size)])
			) as Inside['match'],
			best: new Float64Array(size),
			stamp: new Int32Array(size)
		}
	};
	shareExposure(prepared, options.listLength ?? 5, options.exposure ?? 4);
	return prepared;
}

/** Sums what everybody has for `me` into the scratch channels, each in [0, 1). */
function accumulate({ inside }: Prepared, me: number): void {
	const { match, best, stamp, space, holders, tags } = inside;
	for (const channel of channels) match[channel].fill(0);
	stamp.fill(-1);
	let round = 0;
	for (const { channel, mine, theirs, way } of plan) {
		const sum = match[channel];
		const held = holders[theirs];
		for (const tag of tags[mine][me]!) {
			// Of several offers that answer one need, only the best counts.
			round++;
			const touched: number[] = [];
			for (const { of, strength } of way === 'seek'
				? space.answersTo(tag)
				: space.answeredBy(tag)) {
				const people = held[of]!;
				if (!people.length) continue;
				const worth = strength * (0.4 + 0.6 * space.rarity(way === 'seek' ? tag : of));
				for (const person of people) {
					if (stamp[person] !== round) {
						stamp[person] = round;
						best[person] = worth;
						touched.push(person);
					} else if (worth > best[person]!) best[person] = worth;
				}
			}
			for (const person of touched) sum[person]! += best[person]!;
		}
	}
}

/** What the content of a pair is worth, after the viewer's muted kinds. */
function contentOf(
	match: (channel: Channel) => number,
	muted: ReadonlySet<ReasonKind> | undefined
): number {
	let content = 0;
	for (const channel of channels) {
		const sum = match(channel);
		// Saturating: the third match says less than the first.
		if (sum > 0 && !muted?.has(channel)) content += worthOf[channel] * (1 - Math.exp(-1.2 * sum));
	}
	const gives = muted?.has('brings') ? 0 : match('brings');
	const takes = muted?.has('looks_for') ? 0 : match('looks_for');
	if (gives > 0 && takes > 0) content += 1.2 * Math.sqrt(Math.min(1, gives) * Math.min(1, takes));
	return content;
}

/** Everything but wishes and exposure. Null: not to be suggested (one company, or roles hidden from each other). */
function score(
	{ inside, people }: Prepared,
	me: number,
	other: number,
	match: (channel: Channel) => number,
	muted?: ReadonlySet<ReasonKind>
): number | null {
	if (other === me) return null;
	if (inside.company[me]! >= 0 && inside.company[me] === inside.company[other]) return null;
	const { weight, role } = inside.roleWeight[inside.roleSet[me]!]![inside.roleSet[other]!]!;
	if (weight <= 0) return null;
	const content = contentOf(match, muted);
	const byRole = role && !muted?.has('role') ? roleWorth * weight : 0;
	const sameCity = inside.city[me]! >= 0 && inside.city[me] === inside.city[other];
	const byCity = sameCity && !muted?.has('city') ? cityWorth : 0;
	const bySought = muted?.has('sought') ? 0 : 0.05 * Math.log1p(inside.sought[other]!);
	const total =
		content * (0.55 + 0.2 * weight) +
		byRole +
		byCity +
		bySought +
		0.03 * chance(inside.seed, me, other);
	return people[other]!.reachable ? total : total * 0.6;
}

/** What one pair has for `me`, computed for these two alone. */
function matchPair({ inside }: Prepared, me: number, other: number): Record<Channel, number> {
	const { space, tags } = inside;
	const sums: Record<Channel, number> = {
		brings: 0,
		looks_for: 0,
		carries_brand: 0,
		wants_brand: 0,
		speaks: 0,
		interest: 0
	};
	for (const { channel, mine, theirs, way } of plan) {
		const has = tags[theirs][other]!;
		if (!has.length) continue;
		for (const tag of tags[mine][me]!) {
			let best = 0;
			for (const { of, strength } of way === 'seek'
				? space.answersTo(tag)
				: space.answeredBy(tag)) {
				if (!has.includes(of)) continue;
				best = Math.max(best, strength * (0.4 + 0.6 * space.rarity(way === 'seek' ? tag : of)));
			}
			sums[channel] += best;
		}
	}
	return sums;
}

/** What `me` is worth to `other`: who is shown to a much sought person's admirers first. */
function merit(prepared: Prepared, me: number, other: number): number {
	const sums = matchPair(prepared, other, me);
	return (
		(score(prepared, other, me, (channel) => sums[channel]) ?? 0) +
		0.2 * chance(prepared.inside.seed, other, me)
	);
}

/**
 * Learns each person's bar by deferred acceptance (Gale and Shapley 1962, many to one): everybody proposes down
 * their own list, the sought keep the best for themselves up to the cap, the others move on to the next.
 */
function shareExposure(prepared: Prepared, listLength: number, exposure: number): void {
	const { inside, people } = prepared;
	const size = people.length;
	if (size <= listLength * 2) return;
	let requesters = people.map((_, index) => index);
	if (size > sampleSize) {
		requesters = requesters
			.map((index) => ({ index, order: chance(inside.seed, index, 7919) }))
			.sort((a, b) => a.order - b.order)
			.slice(0, sampleSize)
			.map(({ index }) => index);
	}
	const cap = Math.max(1, Math.round((exposure * listLength * requesters.length) / size));
	const depth = listLength * 8;
	const lists = requesters.map((me) => {
		accumulate(prepared, me);
		// The `depth` best, kept in order: most of a crowd is turned away by one comparison.
		const top: { index: number; score: number }[] = [];
		for (let other = 0; other < size; other++) {
			const found = score(prepared, me, other, (channel) => inside.match[channel][other]!);
			if (found === null || (top.length === depth && found <= top[depth - 1]!.score)) continue;
			let at = top.length;
			while (at > 0 && top[at - 1]!.score < found) at--;
			top.splice(at, 0, { index: other, score: found });
			if (top.length > depth) top.pop();
		}
		return top;
	});
	const kept: { requester: number; merit: number }[][] = people.map(() => []);
	const next = requesters.map(() => 0);
	const holding = requesters.map(() => 0);
	const waiting = requesters.map((_, r) => r);
	while (waiting.length) {
		const r = waiting.pop()!;
		while (holding[r]! < listLength && next[r]! < lists[r]!.length) {
			const other = lists[r]![next[r]!++]!.index;
			const worth = merit(prepared, requesters[r]!, other);
			const list = kept[other]!;
			if (list.length === cap && list[cap - 1]!.merit >= worth) {
				inside.bar[other] = list[cap - 1]!.merit;
				continue;
			}
			holding[r]!++;
			let at = list.findIndex((entry) => entry.merit < worth);
			if (at < 0) at = list.length;
			list.splice(at, 0, { requester: r, merit: worth });
			if (list.length > cap) {
				const out = list.pop()!;
				inside.bar[other] = list[cap - 1]!.merit;
				holding[out.requester]!--;
				if (out.requester !== r) waiting.push(out.requester);
			}
		}
	}
}

/**
 * The people worth meeting for one of the crowd, best first; at most `count`, fewer only where there is nobody
 * left with a reason. Never: themself, their own company, no thanks in either direction, roles hidden from each
 * other (unless the viewer wished it), who is not eligible. Not two of one company while others remain.
 */
export function suggest(prepared: Prepared, me: number, options: SuggestOptions): Suggestion[] {
	const { inside, people } = prepared;
	const { wishes, wishedBy, known, muted, eligible } = options;
	accumulate(prepared, me);
	const candidates: { index: number; score: number; wished: boolean }[] = [];
	for (let other = 0; other < people.length; other++) {
		if (other === me || (eligible && !eligible(other))) continue;
		const wish = wishes?.get(other);
		const wished = wishedBy?.get(other);
		if (wish === 'no_thanks' || wished === 'no_thanks') continue;
		let found = score(prepared, me, other, (channel) => inside.match[channel][other]!, muted);
		if (found === null) {
			if (!wish) continue;
			found = 0;
		}
		if (known?.has(other)) found *= 0.15;
		else if (wish) {
			found += wish === 'must_meet' ? 10 : 4;
			if (wished) found += 3;
		} else if (wished) found += wished === 'must_meet' ? 1 : 0.5;
		candidates.push({ index: other, score: found, wished: Boolean(wish) });
	}
	candidates.sort((a, b) => b.score - a.score || a.index - b.index);

	const chosen: Suggestion[] = [];
	const taken = new Set<number>();
	const companies = new Map<number, number>();
	const told = new Map<string, number>();
	// Three rounds, each less choosy: with the bar and one of a company; without the bar; without either.
	for (const [bar, ofOneCompany] of [
		[true, 1],
		[false, 1],
		[false, 2],
		[false, Infinity]
	] as const) {
		// A window of the best, from which what repeats a reason already given is put back a little.
		const window: { index: number; score: number; reasons: Reason[] }[] = [];
		for (const candidate of candidates) {
			if (chosen.length + window.length >= options.count * 3) break;
			if (taken.has(candidate.index)) continue;
			const company = inside.company[candidate.index]!;
			if (!candidate.wished) {
				if (company >= 0 && (companies.get(company) ?? 0) >= ofOneCompany) continue;
				const needed = inside.bar[candidate.index]!;
				if (bar && needed > -Infinity && merit(prepared, me, candidate.index) < needed) continue;
			}
			const reasons = explain(prepared, me, candidate.index, options);
			if (reasons.length) window.push({ ...candidate, reasons });
		}
		while (chosen.length < options.count && window.length) {
			let pick = -1;
			let highest = -Infinity;
			window.forEach((entry, at) => {
				const company = inside.company[entry.index]!;
				if (
					company >= 0 &&
					(companies.get(company) ?? 0) >= ofOneCompany &&
					!wishes?.get(entry.index)
				) {
					return;
				}
				const worth = entry.score * 0.75 ** (told.get(leading(entry.reasons)) ?? 0);
				if (worth > highest) [highest, pick] = [worth, at];
			});
			if (pick < 0) break;
			const [entry] = window.splice(pick, 1) as [(typeof window)[number]];
			chosen.push({ index: entry.index, score: entry.score, reasons: entry.reasons });
			taken.add(entry.index);
			const company = inside.company[entry.index]!;
			companies.set(company, (companies.get(company) ?? 0) + 1);
			const lead = leading(entry.reasons);
			told.set(lead, (told.get(lead) ?? 0) + 1);
		}
		if (chosen.length >= options.count) break;
	}
	return chosen;
}

const leading = ([first]: Reason[]): string =>
	first && 'tags' in first ? `${first.kind} ${first.tags[0]?.toLowerCase()}` : (first?.kind ?? '');

/** Why `other` is worth meeting for `me`, the strongest first, in the people's own words. Empty: no reason left. */
function explain(prepared: Prepared, me: number, other: number, options: SuggestOptions): Reason[] {
	const { inside, people } = prepared;
	const { space, tags } = inside;
	const them = people[other]!;
	const found: { reason: Reason; worth: number }[] = [];
	const wish = options.wishes?.get(other);
	const wished = options.wishedBy?.get(other);
	if (wish && wish !== 'no_thanks') {
		const both = Boolean(wished) && wished !== 'no_thanks';
		found.push({ reason: { kind: both ? 'both_wish' : 'wish' }, worth: 100 });
	}
	const told = new Map<Channel, Map<string, number>>();
	for (const { channel, mine, theirs, way, worth } of plan) {
		const has = tags[theirs][other]!;
		if (!has.length || options.muted?.has(channel)) continue;
		for (const tag of tags[mine][me]!) {
			for (const { of, strength } of way === 'seek'
				? space.answersTo(tag)
				: space.answeredBy(tag)) {
				if (!has.includes(of)) continue;
				const words = them[theirs].find((spelt) => space.numberOf(spelt) === of)!;
				const value = worth * strength * (0.4 + 0.6 * space.rarity(way === 'seek' ? tag : of));
				const list = told.get(channel) ?? new Map<string, number>();
				told.set(channel, list.set(words, Math.max(value, list.get(words) ?? 0)));
			}
		}
	}
	for (const [kind, list] of told) {
		const sorted = [...list].sort((a, b) => b[1] - a[1]);
		const top = sorted[0]![1];
		const words = sorted.filter(([, value]) => value > top * 0.45).slice(0, 3);
		found.push({ reason: { kind, tags: words.map(([word]) => word) }, worth: top });
	}
	const { weight, role } = inside.roleWeight[inside.roleSet[me]!]![inside.roleSet[other]!]!;
	const content = found.length > 0;
	// A role of middling weight is told only beside a better reason, or for want of one.
	if (role && !options.muted?.has('role') && weight > 0) {
		found.push({ reason: { kind: 'role', role }, worth: weight >= 2 ? 0.3 : 0.1 });
	}
	if (them.city && inside.city[me] === inside.city[other] && !options.muted?.has('city')) {
		found.push({ reason: { kind: 'city', city: them.city }, worth: 0.2 });
	}
	if (!content && inside.sought[other]! >= 2 && !options.muted?.has('sought')) {
		const tag = them.offers.find((spelt) => space.numberOf(spelt) === inside.soughtTag[other])!;
		found.push({
			reason: { kind: 'sought', tags: [tag], people: inside.sought[other]! },
			worth: 0.5
		});
	}
	if (!content && !found.length && them.talks.length && !options.muted?.has('speaks')) {
		found.push({ reason: { kind: 'speaks', tags: them.talks.slice(0, 1) }, worth: 0.05 });
	}
	return found.sort((a, b) => b.worth - a.worth).map(({ reason }) => reason);
}

/**
 * The weights a gathering begins with: channel roles that need each other high, the same role low, rivals hidden.
 * Roles the organisation added itself are neutral to all and low to themselves.
 */
export function defaultRoleWeights(
	roles: readonly string[]
): Record<string, Record<string, number>> {
	const known: Record<string, Record<string, number>> = {
		principal: {
			principal: 0,
			distributor: 3,
			'system-integrator': 2,
			reseller: 2,
			customer: 2,
			other: 1
		},
		distributor: {
			principal: 3,
			distributor: 0,
			'system-integrator': 3,
			reseller: 3,
			customer: 1,
			other: 1
		},
		'system-integrator': {
			principal: 2,
			distributor: 3,
			'system-integrator': 1,
			reseller: 2,
			customer: 3,
			other: 1
		},
		reseller: {
			principal: 2,
			distributor: 3,
			'system-integrator': 2,
			reseller: 1,
			customer: 3,
			other: 1
		},
		customer: {
			principal: 2,
			distributor: 1,
			'system-integrator': 3,
			reseller: 3,
			customer: 1,
			other: 1
		},
		other: {
			principal: 1,
			distributor: 1,
			'system-integrator': 1,
			reseller: 1,
			customer: 1,
			other: 1
		}
	};
	return Object.fromEntries(
		roles.map((mine) => [
			mine,
			Object.fromEntries(
				roles.map((theirs) => [theirs, known[mine]?.[theirs] ?? (mine === theirs ? 1 : 2)])
			)
		])
	);
}
