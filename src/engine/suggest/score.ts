import { channels, chance, plan, type Channel, type Crowd } from './crowd.ts';
import {
	signals,
	type Point,
	type Reason,
	type ReasonKind,
	type Signal,
	type SuggestOptions
} from './profile.ts';

/** A third match says less than the first. */
const saturate = (sum: number): number => (sum > 0 ? 1 - Math.exp(-1.2 * sum) : 0);
/** Order among equals; smaller than anything that has a reason. */
const byChance = 0.015;
/** What a wish adds: more than all signals together. */
const wishPoints = { must_meet: 20, meet: 10, both: 5 };
/** What another's wish adds to the order. It is in no score and no point: it is theirs to tell. */
const wishedPoints = { must_meet: 1, meet: 0.5 };

const worthOfTag = (strength: number, rarity: number): number => strength * (0.4 + 0.6 * rarity);

/** Sums what everybody has for `me` by channel, into the crowd's scratch; who has anything is in `touched`. */
export function accumulate(crowd: Crowd, me: number): void {
	const { space, holders, tags, sums, stamp, touched, isTouched } = crowd;
	for (let i = 0; i < crowd.touchedCount; i++) isTouched[touched[i]!] = 0;
	for (const sum of sums) for (let i = 0; i < crowd.touchedCount; i++) sum[touched[i]!] = 0;
	let count = 0;
	for (const { at, mine, theirs, seek } of plan) {
		const sum = sums[at]!;
		const held = holders[theirs];
		for (const tag of tags[mine][me]!) {
			// Of several offers that answer one need, only the best counts: the strongest come first.
			const round = ++crowd.round;
			const { of, strength } = seek ? space.answersTo(tag) : space.answeredBy(tag);
			const rarity = seek ? space.rarity(tag) : 0;
			for (let i = 0; i < of.length; i++) {
				const people = held[of[i]!];
				if (!people?.length) continue;
				const worth = worthOfTag(strength[i]!, seek ? rarity : space.rarity(of[i]!));
				for (let p = 0; p < people.length; p++) {
					const person = people[p]!;
					if (stamp[person] === round) continue;
					stamp[person] = round;
					sum[person]! += worth;
					if (isTouched[person]) continue;
					isTouched[person] = 1;
					touched[count++] = person;
				}
			}
		}
	}
	crowd.touchedCount = count;
}

/** What two people have for each other by channel, computed for these two alone; the same sums as `accumulate`. */
function sumsOf(crowd: Crowd, me: number, other: number): Float64Array {
	const { space, tags } = crowd;
	const sums = new Float64Array(channels.length);
	for (const { at, mine, theirs, seek } of plan) {
		const has = tags[theirs][other]!;
		if (!has.length) continue;
		for (const tag of tags[mine][me]!) {
			const matches = seek ? space.answersTo(tag) : space.answeredBy(tag);
			let best = 0;
			let worth = 0;
			for (const of of has) {
				const strength = matches.with(of);
				if (strength > best || (strength === best && best > 0)) {
					const found = worthOfTag(strength, space.rarity(seek ? tag : of));
					worth = strength > best ? found : Math.max(worth, found);
					best = strength;
				}
			}
			sums[at]! += worth;
		}
	}
	return sums;
}

const commonWorth = (people: number): number => (people >= 2 ? 1 - Math.exp(-0.35 * people) : 0);
const levelWorth = (mine: number, theirs: number): number =>
	mine < 0 || theirs < 0 ? 0 : mine === theirs ? 1 : Math.abs(mine - theirs) === 1 ? 0.4 : 0;
const roleWorth = (weight: number): number => (weight - 1.5) / 1.5;

function cosine(a: Float32Array, b: Float32Array): number {
	let sum = 0;
	let as = 0;
	let bs = 0;
	for (let i = 0; i < a.length; i++) {
		sum += a[i]! * b[i]!;
		as += a[i]! * a[i]!;
		bs += b[i]! * b[i]!;
	}
	return as && bs ? sum / Math.sqrt(as * bs) : 0;
}
/** Embeddings of any two texts are somewhat alike; what is above 0.4 counts. */
const meaningWorth = (crowd: Crowd, me: number, other: number): number => {
	const mine = crowd.meaning?.[me];
	const theirs = crowd.meaning?.[other];
	return mine && theirs && mine.length === theirs.length
		? Math.max(0, (cosine(mine, theirs) - 0.4) / 0.6)
		: 0;
};

function countCommon(crowd: Crowd, me: number, other: number): number {
	const mine = crowd.ties[me];
	const theirs = crowd.ties[other];
	if (!mine?.length || !theirs?.length) return 0;
	const set = new Set(mine);
	let count = 0;
	for (const one of theirs) if (set.has(one)) count++;
	return count;
}

function togetherWorth(crowd: Crowd, me: number, other: number): number {
	let sum = 0;
	for (const star of crowd.stars[me]!)
		if (crowd.stars[other]!.includes(star)) sum += crowd.starRarity(star);
	return 1 - Math.exp(-sum);
}

/** Never to be suggested to each other, whatever they have in common: oneself, one company, roles that are kept apart. */
export function keptApart(crowd: Crowd, me: number, other: number): boolean {
	if (other === me || !crowd.people[other] || !crowd.people[me]) return true;
	if (crowd.company[me]! >= 0 && crowd.company[me] === crowd.company[other]) return true;
	return crowd.rolesBetween(crowd.roleSet[me]!, crowd.roleSet[other]!).weight <= 0;
}

/** Each signal between two people, as it stands before weights (`signals` in `profile.ts`); known, met and declined from the options. */
export function signalsOf(
	crowd: Crowd,
	me: number,
	other: number,
	options: Partial<SuggestOptions> = {}
): Record<Signal, number> {
	const sums = sumsOf(crowd, me, other);
	const found = Object.fromEntries(signals.map((signal) => [signal, 0])) as Record<Signal, number>;
	channels.forEach((channel, at) => (found[channel] = saturate(sums[at]!)));
	found.mutual = Math.sqrt(Math.min(1, sums[0]!) * Math.min(1, sums[1]!));
	found.role = roleOf(crowd, me, other).worth;
	found.city = crowd.city[me]! >= 0 && crowd.city[me] === crowd.city[other] ? 1 : 0;
	found.level = levelWorth(crowd.level[me]!, crowd.level[other]!);
	found.together = togetherWorth(crowd, me, other);
	found.common = commonWorth(countCommon(crowd, me, other));
	if (crowd.encounterRow) {
		crowd.encounterRow.of(me);
		found.circles = crowd.encounterRow.worth(other);
	}
	found.alike =
		crowd.facts[me]!.reduce((sum, fact) => sum + (crowd.facts[other]!.includes(fact) ? 1 : 0), 0) /
		5;
	found.new_here = crowd.fresh[other]!;
	found.meaning = meaningWorth(crowd, me, other);
	found.sought = channels.some((channel) => found[channel] > 0) ? 0 : crowd.sought[other]!;
	found.met = options.met?.has(other) ? 1 : 0;
	found.declined = options.declined?.has(other) ? 1 : 0;
	found.quiet = crowd.quiet[other]!;
	found.unreachable = crowd.unreachable[other]!;
	found.known = options.known?.has(other) ? 1 : 0;
	return found;
}

function roleOf(crowd: Crowd, me: number, other: number) {
	const { weight, role } = crowd.rolesBetween(crowd.roleSet[me]!, crowd.roleSet[other]!);
	return { weight, role, worth: role ? roleWorth(weight) : 0 };
}

const isMuted = (options: Partial<SuggestOptions>, kind: ReasonKind) =>
	options.muted?.has(kind) ?? false;

/** Where the score of a pair comes from: every part under the reason that says it, or that it counts against. The score is the sum. */
export function pointsOf(
	crowd: Crowd,
	me: number,
	other: number,
	options: Partial<SuggestOptions> = {}
): Point[] {
	const found = signalsOf(crowd, me, other, options);
	const { weights } = crowd;
	const points: Point[] = [];
	const add = (kind: Point['kind'], value: number) => {
		if (value === 0) return;
		const held = points.find((point) => point.kind === kind);
		if (held) held.points += value;
		else points.push({ kind, points: value });
	};
	// Having something for each other is half because of what is brought, half because of what is looked for.
	if (isMuted(options, 'brings') || isMuted(options, 'looks_for')) found.mutual = 0;
	for (const signal of signals) {
		if (signal === 'mutual') {
			add('brings', (weights.mutual * found.mutual) / 2);
			add('looks_for', (weights.mutual * found.mutual) / 2);
		} else if (!isMuted(options, signal as ReasonKind))
			add(signal, weights[signal] * found[signal]);
	}
	if (isMuted(options, 'sought') === false && found.sought === 0 && options.muted?.size) {
		const left = channels.some((channel) => found[channel] > 0 && !isMuted(options, channel));
		if (!left) add('sought', weights.sought * crowd.sought[other]!);
	}
	const wish = options.wishes?.get(other);
	const wished = options.wishedBy?.get(other);
	if (!options.known?.has(other)) {
		if (wish && wish !== 'no_thanks') {
			const both = wished && wished !== 'no_thanks';
			add(both ? 'both_wish' : 'wish', wishPoints[wish] + (both ? wishPoints.both : 0));
		}
	}
	return points;
}

export const sumOf = (points: readonly Point[]): number =>
	points.reduce((sum, { points: one }) => sum + one, 0);

/**
 * Scores everybody for `me` into `into` (-Infinity: not to be suggested), wishes and eligibility aside. Adds to each the
 * small chance that decides among equals. A few operations a person beside what `accumulate` touches.
 */
export function scoreAll(
	crowd: Crowd,
	me: number,
	options: Partial<SuggestOptions>,
	into: Float64Array
): void {
	accumulate(crowd, me);
	const { sums, weights: w, size, company, city, roleSet, level, steady, sought, touched } = crowd;
	const worth = channels.map((channel: Channel) => (isMuted(options, channel) ? 0 : w[channel]));
	const mutual = isMuted(options, 'brings') || isMuted(options, 'looks_for') ? 0 : w.mutual;
	const off = (kind: ReasonKind) => (isMuted(options, kind) ? 0 : 1);
	const byRole = new Float64Array(crowd.roleSets);
	for (let set = 0; set < crowd.roleSets; set++) {
		const { weight, role } = crowd.rolesBetween(roleSet[me]!, set);
		byRole[set] = weight <= 0 ? -Infinity : role ? w.role * off('role') * roleWorth(weight) : 0;
	}
	const byLevel = Float64Array.from(
		{ length: 8 },
		(_, at) => w.level * off('level') * levelWorth(level[me]!, at - 1)
	);
	const wCity = w.city * off('city');
	const wSought = w.sought * off('sought');
	const [myCompany, myCity] = [company[me]!, city[me]!];
	const { seed } = crowd;
	// First what everybody has, a few reads a person; then what those have who have something to say to each other.
	for (let other = 0; other < size; other++) {
		if (myCompany >= 0 && company[other] === myCompany) {
			into[other] = -Infinity;
			continue;
		}
		let total =
			byRole[roleSet[other]!]! +
			steady[other]! +
			byLevel[level[other]! + 1]! +
			wSought * sought[other]!;
		if (myCity >= 0 && city[other] === myCity) total += wCity;
		into[other] = total + byChance * chance(seed, me, other);
	}
	if (!off('new_here')) {
		for (let other = 0; other < size; other++) into[other]! -= w.new_here * crowd.fresh[other]!;
	}
	const [s0, s1, s2, s3, s4, s5] = sums as [
		Float32Array,
		Float32Array,
		Float32Array,
		Float32Array,
		Float32Array,
		Float32Array
	];
	for (let i = 0; i < crowd.touchedCount; i++) {
		const other = touched[i]!;
		if (into[other] === -Infinity) continue;
		const brings = s0[other]!;
		const takes = s1[other]!;
		let content = 0;
		if (brings > 0) content += worth[0]! * saturate(brings);
		if (takes > 0) {
			content += worth[1]! * saturate(takes);
			if (brings > 0) content += mutual * Math.sqrt(Math.min(1, brings) * Math.min(1, takes));
		}
		if (s2[other]! > 0) content += worth[2]! * saturate(s2[other]!);
		if (s3[other]! > 0) content += worth[3]! * saturate(s3[other]!);
		if (s4[other]! > 0) content += worth[4]! * saturate(s4[other]!);
		if (s5[other]! > 0) content += worth[5]! * saturate(s5[other]!);
		// What many look for counts only for want of anything better.
		if (content > 0) into[other]! += content - wSought * sought[other]!;
	}
	into[me] = -Infinity;
	addSparse(crowd, me, options, into);
}

/** What few people have: sessions starred together, connections in common, the same facts; and what needs a row of its own. */
function addSparse(
	crowd: Crowd,
	me: number,
	options: Partial<SuggestOptions>,
	into: Float64Array
): void {
	const { weights: w } = crowd;
	if (crowd.stars[me]!.length && !isMuted(options, 'together')) {
		const sum = new Map<number, number>();
		for (const star of crowd.stars[me]!) {
			const rarity = crowd.starRarity(star);
			for (const other of crowd.starHolders[star]!) sum.set(other, (sum.get(other) ?? 0) + rarity);
		}
		for (const [other, found] of sum) into[other]! += w.together * (1 - Math.exp(-found));
	}
	if (crowd.ties[me]?.length && !isMuted(options, 'common')) {
		const count = new Map<number, number>();
		for (const middle of crowd.ties[me]!) {
			for (const other of crowd.ties[middle] ?? []) count.set(other, (count.get(other) ?? 0) + 1);
		}
		for (const [other, people] of count) into[other]! += w.common * commonWorth(people);
	}
	if (crowd.encounterRow && !isMuted(options, 'circles')) {
		crowd.encounterRow.of(me);
		for (let other = 0; other < crowd.size; other++)
			into[other]! += w.circles * crowd.encounterRow.worth(other);
	}
	if (crowd.facts[me]!.length && !isMuted(options, 'alike')) {
		const mine = new Set(crowd.facts[me]);
		for (let other = 0; other < crowd.size; other++) {
			let same = 0;
			for (const fact of crowd.facts[other]!) if (mine.has(fact)) same++;
			if (same) into[other]! += (w.alike * same) / 5;
		}
	}
	if (crowd.meaning?.[me] && !isMuted(options, 'meaning')) {
		for (let other = 0; other < crowd.size; other++) {
			if (into[other]! > -Infinity) into[other]! += w.meaning * meaningWorth(crowd, me, other);
		}
	}
	for (const other of options.met ?? []) into[other]! += w.met;
	for (const other of options.declined ?? []) into[other]! += w.declined;
	for (const other of options.known ?? []) into[other]! += w.known;
	if (options.wishes || options.wishedBy) {
		for (const other of new Set([
			...(options.wishes?.keys() ?? []),
			...(options.wishedBy?.keys() ?? [])
		])) {
			const wish = options.wishes?.get(other);
			const wished = options.wishedBy?.get(other);
			if (wish === 'no_thanks' || wished === 'no_thanks' || other === me || !crowd.people[other])
				into[other] = -Infinity;
			else if (wish) {
				// Whom one wishes to meet is suggested also where roles or companies would be kept apart.
				if (into[other] === -Infinity) into[other] = 0;
				if (!options.known?.has(other))
					into[other]! += wishPoints[wish] + (wished ? wishPoints.both : 0);
			} else if (wished && !options.known?.has(other)) into[other]! += wishedPoints[wished];
		}
	}
}

const contentKinds: ReadonlySet<string> = new Set<string>([
	...channels,
	'both_wish',
	'wish',
	'sought',
	'meaning'
]);

/** Why `other` is worth meeting for `me`, the strongest first, in the people's own words. Empty: no reason left. */
export function explain(
	crowd: Crowd,
	me: number,
	other: number,
	options: Partial<SuggestOptions>,
	points: readonly Point[]
): Reason[] {
	const { space, tags } = crowd;
	const them = crowd.people[other]!;
	const has = new Map(points.map(({ kind, points: value }) => [kind, value]));
	const found: { reason: Reason; points: number }[] = [];
	const wish = options.wishes?.get(other);
	if (wish && wish !== 'no_thanks') {
		const wished = options.wishedBy?.get(other);
		found.push({
			reason: { kind: wished && wished !== 'no_thanks' ? 'both_wish' : 'wish' },
			points: 100
		});
	}
	const told = new Map<Channel, Map<string, number>>();
	for (const { channel, mine, theirs, seek } of plan) {
		if (!tags[theirs][other]!.length || isMuted(options, channel)) continue;
		for (const tag of tags[mine][me]!) {
			const matches = seek ? space.answersTo(tag) : space.answeredBy(tag);
			for (const of of tags[theirs][other]!) {
				const strength = matches.with(of);
				if (!strength) continue;
				const words = them[theirs].find((spelt) => space.numberOf(spelt) === of)!;
				const value = worthOfTag(strength, space.rarity(seek ? tag : of));
				const list = told.get(channel) ?? new Map<string, number>();
				told.set(channel, list.set(words, Math.max(value, list.get(words) ?? 0)));
			}
		}
	}
	for (const [kind, list] of told) {
		const sorted = [...list].sort((a, b) => b[1] - a[1]);
		const words = sorted.filter(([, value]) => value > sorted[0]![1] * 0.45).slice(0, 3);
		found.push({ reason: { kind, tags: words.map(([word]) => word) }, points: has.get(kind) ?? 0 });
	}
	const content = found.length > 0;
	const say = (reason: Reason) => found.push({ reason, points: has.get(reason.kind) ?? 0 });
	const { weight, role } = roleOf(crowd, me, other);
	if (role && weight > 0 && !isMuted(options, 'role')) say({ kind: 'role', role });
	if (them.city && has.has('city')) say({ kind: 'city', city: them.city });
	if (has.has('together')) {
		const stars = new Set(crowd.stars[me]);
		say({
			kind: 'together',
			sessions: them.stars!.filter((_, at) => stars.has(crowd.stars[other]![at]!))
		});
	}
	if (has.has('common')) say({ kind: 'common', people: countCommon(crowd, me, other) });
	if ((has.get('circles') ?? 0) > 0) say({ kind: 'circles' });
	if (has.has('alike')) {
		const mine = new Set(crowd.facts[me]);
		say({
			kind: 'alike',
			facts: crowd.facts[other]!.filter((fact) => mine.has(fact)).map(
				(fact) => crowd.factWords[fact]!
			)
		});
	}
	if ((has.get('meaning') ?? 0) > 0.2) say({ kind: 'meaning' });
	if ((has.get('level') ?? 0) > 0 && levelWorth(crowd.level[me]!, crowd.level[other]!) === 1)
		say({ kind: 'level' });
	if ((has.get('new_here') ?? 0) > 0) say({ kind: 'new_here' });
	if (has.has('sought')) {
		const tag = them.offers.find((spelt) => space.numberOf(spelt) === crowd.soughtTag[other]);
		if (tag) say({ kind: 'sought', tags: [tag], people: crowd.soughtBy[other]! });
	}
	if (!content && !found.length && them.talks.length && !isMuted(options, 'speaks')) {
		found.push({ reason: { kind: 'speaks', tags: them.talks.slice(0, 1) }, points: 0 });
	}
	const rank = ({ reason: { kind } }: { reason: Reason }) => (contentKinds.has(kind) ? 1 : 0);
	return found.sort((a, b) => rank(b) - rank(a) || b.points - a.points).map(({ reason }) => reason);
}

/** What `me` is worth to `other`: who is shown to a much sought person's admirers first. */
export const merit = (crowd: Crowd, me: number, other: number): number =>
	(keptApart(crowd, other, me) ? 0 : sumOf(pointsOf(crowd, other, me))) +
	0.1 * chance(crowd.seed, other, me);

/** The `count` highest, best first; ties by number. -Infinity and who is not eligible are left out. */
export function best(
	scores: Float64Array,
	size: number,
	count: number,
	eligible?: (index: number) => boolean
): number[] {
	const top: number[] = [];
	let least = -Infinity;
	for (let index = 0; index < size; index++) {
		const score = scores[index]!;
		if (score === -Infinity || (top.length === count && score <= least)) continue;
		if (eligible && !eligible(index)) continue;
		let low = 0;
		let high = top.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (scores[top[middle]!]! >= score) low = middle + 1;
			else high = middle;
		}
		top.splice(low, 0, index);
		if (top.length > count) top.pop();
		if (top.length === count) least = scores[top[count - 1]!]!;
	}
	return top;
}
