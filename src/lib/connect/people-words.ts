import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { dot } from '#lib/ui/dot.ts';

/** A channel role of the organisation, in both languages. */
export interface RoleWord {
	key: string;
	id: string;
	en: string;
}

/** A channel role in the reader's language; a key nobody knows any more says itself. */
export const roleWord = (roles: readonly RoleWord[], key: string): string =>
	roles.find((role) => role.key === key)?.[getLocale()] ?? key;

/** "Direktur di PT Awan" */
export const headlineOf = (person: { title: string | null; companyName: string | null }): string =>
	person.title && person.companyName
		? m.core_title_at_company({ title: person.title, company: person.companyName })
		: (person.title ?? person.companyName ?? '');

/** "Direktur di PT Awan · Bandung" */
export const lineOf = (person: {
	title: string | null;
	companyName: string | null;
	city: string | null;
}): string => [headlineOf(person), person.city].filter(Boolean).join(dot);

/** A language's name in the reader's: "id" is "Indonesia"; what is no code says itself. */
export const languageWord = (language: string): string =>
	/^[a-z]{2,3}$/.test(language)
		? (new Intl.DisplayNames(getLocale(), { type: 'language' }).of(language) ?? language)
		: language;

export const callOf = (person: { name: string; callName: string | null }): string =>
	person.callName ?? person.name;

/** Words in a row: "cloud, backup, dan Wi-Fi". */
export const inARow = (words: readonly string[]): string =>
	new Intl.ListFormat(getLocale(), { type: 'conjunction' }).format(words);

export type Reason =
	| {
			kind: 'brings' | 'looks_for' | 'carries_brand' | 'wants_brand' | 'speaks' | 'interest';
			tags: string[];
	  }
	| { kind: 'role'; role: string }
	| { kind: 'city'; city: string }
	| { kind: 'level' | 'circles' | 'alike' | 'new_here' | 'meaning' }
	| { kind: 'together'; sessions: number }
	| { kind: 'common'; people: number }
	| { kind: 'both_wish' | 'wish' }
	| { kind: 'sought'; tags: string[]; people: number };

/** A piece of a sentence; `strong` is what people said in their own words. */
export interface Piece {
	text: string;
	strong: boolean;
}

// Around the people's own words while a sentence is made, so that they can be told from ours after.
const [from, to] = ['\u0002', '\u0003'];
const own = (words: readonly string[]) => inARow(words.map((word) => from + word + to));

const pieces = (sentence: string): Piece[] =>
	sentence
		.split(/(\u0002[^\u0003]*\u0003)/)
		.filter(Boolean)
		.map((text) => ({ text: text.replace(/[\u0002\u0003]/g, ''), strong: text.startsWith(from) }));

/** A reason in words: "Membawa *cloud backup*, yang Anda cari". */
export function sayReason(reason: Reason, roles: readonly RoleWord[]): Piece[] {
	switch (reason.kind) {
		case 'brings':
			return pieces(m.people_reason_brings({ tags: own(reason.tags) }));
		case 'looks_for':
			return pieces(m.people_reason_looks_for({ tags: own(reason.tags) }));
		case 'carries_brand':
			return pieces(m.people_reason_carries_brand({ tags: own(reason.tags) }));
		case 'wants_brand':
			return pieces(m.people_reason_wants_brand({ tags: own(reason.tags) }));
		case 'speaks':
			return pieces(m.people_reason_speaks({ tags: own(reason.tags) }));
		case 'interest':
			return pieces(m.people_reason_interest({ tags: own(reason.tags) }));
		case 'sought':
			return pieces(m.people_reason_sought({ tags: own(reason.tags), count: reason.people }));
		case 'role':
			return pieces(m.people_reason_role({ role: roleWord(roles, reason.role) }));
		case 'city':
			return pieces(m.people_reason_city({ city: reason.city }));
		case 'level':
			return pieces(m.people_reason_level());
		case 'together':
			return pieces(m.people_reason_together({ count: reason.sessions }));
		case 'common':
			return pieces(m.people_reason_common({ count: reason.people }));
		case 'circles':
			return pieces(m.people_reason_circles());
		case 'alike':
			return pieces(m.people_reason_alike());
		case 'new_here':
			return pieces(m.people_reason_new_here());
		case 'meaning':
			return pieces(m.people_reason_meaning());
		case 'both_wish':
			return pieces(m.people_reason_both_wish());
		case 'wish':
			return pieces(m.people_reason_wish());
	}
}

/** All reasons, the strongest first; role and city become one: "reseller di Bandung". */
export function sayReasons(reasons: readonly Reason[], roles: readonly RoleWord[]): Piece[][] {
	const role = reasons.find((reason) => reason.kind === 'role');
	const city = reasons.find((reason) => reason.kind === 'city');
	return reasons.flatMap((reason) => {
		if (reason === city && role) return [];
		if (reason === role && city && role) {
			return [
				pieces(
					m.people_reason_role_city({
						role: roleWord(roles, role.role),
						city: city.city
					})
				)
			];
		}
		return [sayReason(reason, roles)];
	});
}

/** What one could write to somebody for that reason; null where the reason says nothing of what either brings. */
function sayLine(reason: Reason): string | null {
	switch (reason.kind) {
		case 'brings':
			return m.people_line_brings({ tags: inARow(reason.tags) });
		case 'looks_for':
			return m.people_line_looks_for({ tags: inARow(reason.tags) });
		case 'carries_brand':
			return m.people_line_carries_brand({ tags: inARow(reason.tags) });
		case 'wants_brand':
			return m.people_line_wants_brand({ tags: inARow(reason.tags) });
		case 'interest':
			return m.people_line_interest({ tags: inARow(reason.tags) });
		case 'speaks':
		case 'sought':
			return m.people_line_about({ tags: inARow(reason.tags) });
		default:
			return null;
	}
}

/** Where one asks a suggested person for a meeting, a line already written from the reason; theirs to change. */
export function askAddress(
	gathering: string,
	personId: string,
	reasons: readonly Reason[] = []
): string {
	const line =
		reasons.map(sayLine).find((said) => said !== null && said.length <= 200) ??
		m.people_line_hello();
	return `${gathering}/meetings/ask?person=${personId}&line=${encodeURIComponent(line)}`;
}

export type MutableKind = Exclude<Reason['kind'], 'both_wish' | 'wish'>;

/** A kind of reason, as it is muted: "Bukan karena kota". */
export function kindWord(kind: Reason['kind']): string {
	switch (kind) {
		case 'brings':
			return m.people_kind_brings();
		case 'looks_for':
			return m.people_kind_looks_for();
		case 'carries_brand':
			return m.people_kind_carries_brand();
		case 'wants_brand':
			return m.people_kind_wants_brand();
		case 'speaks':
			return m.people_kind_speaks();
		case 'interest':
			return m.people_kind_interest();
		case 'role':
			return m.people_kind_role();
		case 'sought':
			return m.people_kind_sought();
		case 'level':
			return m.people_kind_level();
		case 'together':
			return m.people_kind_together();
		case 'common':
			return m.people_kind_common();
		case 'circles':
			return m.people_kind_circles();
		case 'alike':
			return m.people_kind_alike();
		case 'new_here':
			return m.people_kind_new_here();
		case 'meaning':
			return m.people_kind_meaning();
		default:
			return m.people_kind_city();
	}
}

/** A signal that is learnt, as an organiser reads it. */
export const signalWord = (signal: Reason['kind'] | 'mutual'): string =>
	signal === 'mutual' ? m.people_kind_mutual() : kindWord(signal);

export const isMutable = (kind: Reason['kind']): kind is MutableKind =>
	kind !== 'both_wish' && kind !== 'wish';

export type Field = 'email' | 'phone' | 'links';

export const fieldWord = (field: Field): string =>
	field === 'email' ? m.people_email() : field === 'phone' ? m.people_phone() : m.people_links();

export const wishes = ['must_meet', 'meet', 'no_thanks'] as const;
export type Wish = (typeof wishes)[number];

export const wishWord = (wish: Wish): string =>
	wish === 'must_meet'
		? m.people_wish_must_meet()
		: wish === 'meet'
			? m.people_wish_meet()
			: m.people_wish_no_thanks();
