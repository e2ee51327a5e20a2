import { z } from 'zod';
import type { Signer } from '#server/kernel/secrets.ts';
import { nameKey } from '../company/rules.ts';
import { rolesToGive } from '../membership/rules.ts';
import type { Role } from '../membership/tables.ts';
import { readName, readPhone, readTags, readWebAddress } from '../person/rules.ts';
import { problem, type Problem } from './schema.ts';
import type { Sheet } from './tables.ts';

/**
 * The import key of somebody who is known by an address, a number or a name: keyed with this installation's secret,
 * so that it says nothing, and lets an import leave out who has erased themselves.
 */
export const peopleKey = (signer: Signer, identity: string): string =>
	`people:${signer.sign('people-import', Buffer.from(identity.toLowerCase())).split('.')[1]!}`;

/** What a row says of a person, read; an empty list or null says nothing. */
export interface Said {
	name: string;
	callName: string | null;
	email: string | null;
	phone: string | null;
	title: string | null;
	company: string | null;
	city: string | null;
	about: string | null;
	languages: string[];
	offers: string[];
	needs: string[];
	interests: string[];
	links: { label: string; url: string }[];
	/** Key of a channel role the row gives the company. */
	channelRole: string | null;
	role: Role | null;
}

export interface ReadRow {
	number: number;
	said: Said;
	problems: Problem[];
}

const blank = /^(-+|–|—|n\/?a|null|nihil|kosong|none|tidak ada|belum ada|tdk ada|0)?$/i;
/** A cell as text: what spreadsheets put around it is gone; a dash or "tidak ada" is nothing. */
function readCell(cell: string | undefined): string {
	const text = (cell ?? '')
		.trim()
		.replace(/^="(.*)"$/s, '$1')
		.replace(/^'(?=[=+\-@0-9])/, '')
		.trim();
	return blank.test(text) ? '' : text;
}

const languageWords: Record<string, string> = Object.fromEntries(
	`indonesia:id indonesian:id inggris:en english:en jawa:jv javanese:jv sunda:su sundanese:su bali:ban balinese:ban
	batak:btk bugis:bug minang:min minangkabau:min madura:mad madurese:mad melayu:ms malay:ms mandarin:zh chinese:zh
	tionghoa:zh cina:zh jepang:ja japanese:ja korea:ko korean:ko arab:ar arabic:ar belanda:nl dutch:nl jerman:de
	german:de prancis:fr perancis:fr french:fr spanyol:es spanish:es thai:th vietnam:vi vietnamese:vi tamil:ta hindi:hi
	portugis:pt portuguese:pt rusia:ru russian:ru tagalog:tl turki:tr turkish:tr italia:it italian:it`
		.split(/\s+/)
		.map((pair) => pair.split(':') as [string, string])
);
const codes = new Set(Object.values(languageWords));

const roleWords: Record<string, Role> = {
	anggota: 'member',
	member: 'member',
	penyelenggara: 'organiser',
	organiser: 'organiser',
	organizer: 'organiser',
	panitia: 'organiser',
	pengurus: 'organiser',
	admin: 'organiser',
	pemilik: 'owner',
	owner: 'owner'
};

const split = (text: string): string[] =>
	text
		.split(/[;,|\n]/)
		.map((part) => part.trim())
		.filter(Boolean);

const email = z.email();

/** What a cell that may hold several numbers says: the first that can be read. */
function readPhones(text: string): string | null {
	const whole = readPhone(text);
	if (whole) return whole;
	for (const part of text.split(/\s*(?:[/;,|\n]|\batau\b|\bor\b)\s*/)) {
		const phone = part ? readPhone(part) : null;
		if (phone) return phone;
	}
	return null;
}

/** Reads every row; what is wrong with one is said in it and stops no other. */
export function readRows(
	sheet: Sheet,
	by: { role: Role | null; channelRoles: { key: string; id: string; en: string }[] }
): ReadRow[] {
	const at = (field: string) => sheet.columns.indexOf(field);
	const columns = Object.fromEntries(
		'name givenName familyName callName email phone title company channelRole city about languages offers needs interests link role'
			.split(' ')
			.map((field) => [field, at(field)])
	);
	const channelRoles = new Map(
		by.channelRoles.flatMap(({ key, id, en }) =>
			[key, id, en].map((word) => [word.toLowerCase(), key])
		)
	);
	return sheet.rows.map(({ number, cells }) => {
		const cell = (field: string) => {
			const column = columns[field]!;
			return column < 0 ? '' : readCell(cells[column]);
		};
		const problems: Problem[] = [];
		const short = (field: string, most: number): string | null => {
			const text = readName(cell(field));
			if (text.length > most) problems.push(problem('too_long', field, { max: most }));
			return text.slice(0, most) || null;
		};
		const name = readName(cell('name') || `${cell('givenName')} ${cell('familyName')}`).slice(
			0,
			120
		);
		if (!name) problems.push(problem('name_missing', 'name'));

		const typedEmail = cell('email')
			.replace(/^mailto:/i, '')
			.replace(/^.*<(.+)>$/, '$1')
			.replace(/[\s,;.]+$/, '');
		const isEmail = email.safeParse(typedEmail).success;
		if (typedEmail && !isEmail)
			problems.push(problem('email_unreadable', 'email', { value: typedEmail.slice(0, 80) }));

		const typedPhone = cell('phone');
		const phone = typedPhone ? readPhones(typedPhone) : null;
		if (typedPhone && !phone) {
			const code = /\d[.,]?\d*[eE]\+?\d/.test(typedPhone) ? 'phone_rounded' : 'phone_unreadable';
			problems.push(problem(code, 'phone', { value: typedPhone.slice(0, 40) }));
		}

		const languages: string[] = [];
		for (const word of split(cell('languages'))) {
			const key = word.toLowerCase().replace(/^bahasa\s+/, '');
			const code = languageWords[key] ?? (codes.has(key) ? key : null);
			if (code) languages.push(code);
			else problems.push(problem('language_unknown', 'languages', { value: word.slice(0, 40) }));
		}

		const link = cell('link');
		const address = link ? readWebAddress(link) : null;
		if (link && !address)
			problems.push(problem('link_unreadable', 'link', { value: link.slice(0, 80) }));

		// A column called "role" may mean what they are here, or what their company is.
		const roleWord = cell('role').toLowerCase();
		const channelWord = cell('channelRole').toLowerCase();
		const role = roleWords[roleWord] ?? null;
		const channelRole = channelRoles.get(channelWord) ?? channelRoles.get(roleWord) ?? null;
		if (roleWord && !role && !channelRoles.has(roleWord)) {
			problems.push(problem('role_unknown', 'role', { value: roleWord.slice(0, 40) }));
		}
		if (channelWord && !channelRoles.has(channelWord)) {
			problems.push(
				problem('channel_role_unknown', 'channelRole', { value: channelWord.slice(0, 40) })
			);
		}
		if (role === 'owner') problems.push(problem('owner_by_hand', 'role'));
		else if (role && !rolesToGive(by.role).includes(role))
			problems.push(problem('role_not_yours', 'role'));

		return {
			number,
			problems,
			said: {
				name,
				callName: short('callName', 60),
				email: isEmail ? typedEmail : null,
				phone,
				title: short('title', 120),
				company: short('company', 160),
				city: short('city', 80),
				about: cell('about').slice(0, 2000) || null,
				languages: [...new Set(languages)],
				offers: readTags(split(cell('offers'))),
				needs: readTags(split(cell('needs'))),
				interests: readTags(split(cell('interests'))),
				links: address
					? [{ label: new URL(address).hostname.replace(/^www\./, ''), url: address }]
					: [],
				channelRole,
				role: role === 'owner' ? null : role
			}
		};
	});
}

/** Somebody who is known already, as far as an import must know. */
export interface Known {
	id: string;
	hasAccount: boolean;
	isErased: boolean;
	importKey: string | null;
	role: Role | null;
	name: string;
	callName: string | null;
	email: string | null;
	phone: string | null;
	title: string | null;
	companyKey: string | null;
	city: string | null;
	about: string | null;
	languages: string[];
	offers: string[];
	needs: string[];
	interests: string[];
	links: { label: string; url: string }[];
}

export interface PlannedRow extends ReadRow {
	/** `own`: they have an account and keep their own words; at most they become a member. */
	action: 'create' | 'update' | 'same' | 'own' | 'leave_out';
	known: Known | null;
	/** The fields that change. */
	changes: string[];
	/** Whether they become a member by this. */
	joins: boolean;
	/** The role they get, where it differs from theirs. */
	newRole: Role | null;
	importKey: string;
}

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const keyOfName = (name: string, companyKey: string | null): string =>
	`${fold(name)} @ ${companyKey ?? ''}`;
const listed = ['languages', 'offers', 'needs', 'interests', 'links'] as const;
const texts = ['name', 'callName', 'email', 'phone', 'title', 'city', 'about'] as const;

/**
 * Decides for each row whom it means and what becomes of them: by e-mail, else phone, else the key an import gave
 * them, else name and company. Rows that mean the same person twice, and rows with a problem that stops them, are
 * left out; people with an account keep their own words. An empty cell takes nothing away.
 */
export function planImport(
	rows: ReadRow[],
	known: Known[],
	by: { signer: Signer; asMembers: boolean; changesRoles: boolean }
): PlannedRow[] {
	const living = known.filter((one) => !one.isErased);
	const rank = (one: Known) => (one.role ? 2 : 0) + (one.hasAccount ? 1 : 0);
	const index = (key: (one: Known) => string | null) => {
		const map = new Map<string, Known>();
		for (const one of living) {
			const at = key(one);
			if (!at) continue;
			const there = map.get(at);
			if (!there || rank(one) > rank(there)) map.set(at, one);
		}
		return map;
	};
	const byEmail = index((one) => one.email?.toLowerCase() ?? null);
	const byPhone = index((one) => one.phone);
	const byKey = index((one) => one.importKey);
	const byName = index((one) => keyOfName(one.name, one.companyKey));
	const erased = new Set(known.filter((one) => one.isErased).map((one) => one.importKey));

	const agrees = (said: Said, one: Known | undefined): one is Known =>
		one !== undefined &&
		(!said.email || !one.email || said.email.toLowerCase() === one.email.toLowerCase()) &&
		(!said.phone || !one.phone || said.phone === one.phone);

	const seen = new Map<string, number>();
	return rows.map((row): PlannedRow => {
		const { said } = row;
		const problems = [...row.problems];
		const companyKey = said.company ? nameKey(said.company) : null;
		const nameIdentity = keyOfName(said.name, companyKey);
		const importKey = peopleKey(by.signer, said.email ?? said.phone ?? nameIdentity);
		const byContact =
			(said.email && byEmail.get(said.email.toLowerCase())) ||
			(said.phone && agreesOnEmail(said, byPhone.get(said.phone))) ||
			byKey.get(importKey) ||
			null;
		const namesake = byName.get(nameIdentity);
		const match =
			byContact ??
			((companyKey || (!said.email && !said.phone)) && agrees(said, namesake) ? namesake : null);

		if (!match && erased.size) {
			const keys = [said.email, said.phone].filter((one) => one !== null);
			if (keys.some((one) => erased.has(peopleKey(by.signer, one))))
				problems.push(problem('erased', 'name'));
		}
		const identities = [
			match && `id ${match.id}`,
			said.email && `e ${said.email.toLowerCase()}`,
			said.phone && !said.email && `p ${said.phone}`,
			!said.email && !said.phone && `n ${nameIdentity}`
		].filter((one) => typeof one === 'string');
		const first = identities.map((one) => seen.get(one)).find((one) => one !== undefined);
		if (first !== undefined && said.name) problems.push(problem('twice', 'name', { row: first }));
		else for (const one of identities) seen.set(one, row.number);
		if (said.phone && first === undefined)
			seen.set(`p ${said.phone}`, seen.get(`p ${said.phone}`) ?? row.number);

		const base = {
			...row,
			problems,
			known: match,
			importKey,
			changes: [] as string[],
			joins: false,
			newRole: null
		};
		if (problems.some(({ stops }) => stops)) return { ...base, action: 'leave_out' };
		const joins = (by.asMembers || said.role !== null) && !match?.role;
		const newRole =
			by.changesRoles &&
			match?.role &&
			match.role !== 'owner' &&
			said.role &&
			said.role !== match.role
				? said.role
				: null;
		if (!match) return { ...base, joins, action: 'create' };
		if (match.hasAccount) return { ...base, joins, newRole, action: 'own' };
		const changes: string[] = [
			...texts.filter(
				(field) => said[field] !== null && said[field] !== '' && said[field] !== match[field]
			),
			...listed.filter(
				(field) =>
					said[field].length && JSON.stringify(said[field]) !== JSON.stringify(match[field])
			),
			...(companyKey && companyKey !== match.companyKey ? ['company'] : [])
		];
		const isSame = !changes.length && !joins && !newRole;
		return { ...base, joins, newRole, changes, action: isSame ? 'same' : 'update' };
	});
}

/** A number shared by people who each have an address of their own is not one person. */
const agreesOnEmail = (said: Said, one: Known | undefined): Known | null =>
	one && (!said.email || !one.email || said.email.toLowerCase() === one.email.toLowerCase())
		? one
		: null;
