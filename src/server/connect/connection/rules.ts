import type { ContactFields } from '#server/gate/public.ts';

export type ConnectionState = 'asked' | 'accepted' | 'declined' | 'ended';
export type ContactField = 'email' | 'phone' | 'links';
export const contactFields: ContactField[] = ['email', 'phone', 'links'];

/** A pair exists once: the lower id first. */
export const orderPair = (one: string, other: string): { low: string; high: string } =>
	one < other ? { low: one, high: other } : { low: other, high: one };

/** How many asks of one person may wait at once: ten, and one more for each that was accepted, up to thirty. */
export const pendingLimit = (accepted: number): number => Math.min(30, 10 + accepted);

/** What two people are to each other, as one of them sees it. */
export type Tie = 'none' | 'asked_by_me' | 'asked_by_them' | 'connected' | 'declined' | 'ended';

interface Row {
	state: ConnectionState;
	askedByPersonId: string;
	threadOpenedAt: Date | null;
}

export function tieOf(row: Row | null, me: string): Tie {
	if (!row) return 'none';
	if (row.state === 'asked') return row.askedByPersonId === me ? 'asked_by_me' : 'asked_by_them';
	return row.state === 'accepted' ? 'connected' : row.state;
}

/**
 * What asking does now: `new` ask, `same` (nothing: it waits, or they are connected), `accept` (the other asked
 * first), `refuse` (they said no and left no thread open; only they may ask now).
 */
export function whatAskingDoes(row: Row | null, me: string): 'new' | 'same' | 'accept' | 'refuse' {
	switch (tieOf(row, me)) {
		case 'connected':
		case 'asked_by_me':
			return 'same';
		case 'asked_by_them':
			return 'accept';
		case 'declined':
			return row!.askedByPersonId === me && !row!.threadOpenedAt ? 'refuse' : 'new';
		default:
			return 'new';
	}
}

/** What this one of the two may do next. */
export function canOf(row: Row | null, me: string) {
	const tie = tieOf(row, me);
	return {
		ask: whatAskingDoes(row, me) === 'new',
		accept: tie === 'asked_by_them',
		decline: tie === 'asked_by_them',
		withdraw: tie === 'asked_by_me',
		end: tie === 'connected' || Boolean(row?.threadOpenedAt),
		write: Boolean(row?.threadOpenedAt),
		shareContact: tie === 'connected' || tie === 'asked_by_me',
		downloadCard: tie === 'connected',
		note: row !== null
	};
}

/** One side's own word on one field, where they said one. */
export interface ShareRow {
	field: ContactField;
	givenAt: Date;
	revokedAt: Date | null;
}

/** A field that reaches the other of a connected pair, and by what. */
export interface GivenField {
	field: ContactField;
	/** `choice`: given to this one person; `setting`: their setting shows it to all connections; `members`: to all members. */
	by: 'choice' | 'setting' | 'members';
	/** When it was given by choice; null for a setting. */
	givenAt: Date | null;
}

/**
 * Which fields of their owner a connected person gets: what was chosen for that person goes before the owner's
 * setting for all connections. A field that is empty is never given. What all members see, a member sees.
 */
export function fieldsGiven(
	fields: ContactFields,
	rows: ShareRow[],
	isMember: boolean
): GivenField[] {
	return contactFields.flatMap((field): GivenField[] => {
		const held = fields[field];
		if (!held?.length) return [];
		const row = rows.find((one) => one.field === field);
		const visibility = fields.visibility[field];
		if (row && !row.revokedAt) return [{ field, by: 'choice', givenAt: row.givenAt }];
		if (visibility === 'members' && isMember) return [{ field, by: 'members', givenAt: null }];
		if (!row && visibility !== 'nobody') return [{ field, by: 'setting', givenAt: null }];
		return [];
	});
}

/** How long a personal code is good for; the screen that shows it makes a new one each minute. */
export const codeSeconds = 180;

/** What a personal code holds: whose it is (a UUID's 16 bytes) and when it was made (seconds, 4 bytes). */
export function packCode(personId: string, now: Date): Buffer {
	const bytes = Buffer.alloc(20);
	Buffer.from(personId.replaceAll('-', ''), 'hex').copy(bytes);
	bytes.writeUInt32BE(Math.floor(now.getTime() / 1000), 16);
	return bytes;
}

/** Whose code it is, or null once it is too old (or from a clock far ahead). */
export function unpackCode(bytes: Buffer, now: Date): string | null {
	if (bytes.length !== 20) return null;
	const age = now.getTime() / 1000 - bytes.readUInt32BE(16);
	if (age > codeSeconds || age < -60) return null;
	const hex = bytes.subarray(0, 16).toString('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export interface Card {
	uid: string;
	name: string;
	callName: string | null;
	title: string | null;
	companyName: string | null;
	city: string | null;
	email: string | null;
	phone: string | null;
	links: { label: string; url: string }[];
	/** Where and when they met; goes into the note. */
	note: string | null;
	revisedAt: Date;
}

const escape = (text: string): string =>
	text.replace(/[\\,;]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');

/** Lines of at most 75 octets, never broken inside a character (RFC 6350, 3.2). */
function foldLine(line: string): string {
	let out = '';
	let octets = 0;
	for (const character of line) {
		const size = Buffer.byteLength(character);
		if (octets + size > 75) {
			out += '\r\n ';
			octets = 1;
		}
		out += character;
		octets += size;
	}
	return out;
}

/**
 * A person as a vCard: 4.0 (RFC 6350), or 3.0 (RFC 2426) for older telephones. A name is one field and stays
 * whole: it goes into FN, and into N as the family name, which is what a mononym looks like there.
 */
export function writeCard(card: Card, version: '4.0' | '3.0'): string {
	const v4 = version === '4.0';
	const lines = [
		'BEGIN:VCARD',
		`VERSION:${version}`,
		'PRODID:-//Gerbang//Gerbang//EN',
		`UID:${v4 ? 'urn:uuid:' : ''}${card.uid}`,
		`FN:${escape(card.name)}`,
		`N:${escape(card.name)};;;;`
	];
	if (card.callName) lines.push(`NICKNAME:${escape(card.callName)}`);
	if (card.companyName) lines.push(`ORG:${escape(card.companyName)}`);
	if (card.title) lines.push(`TITLE:${escape(card.title)}`);
	if (card.city) lines.push(`ADR;TYPE=${v4 ? 'work' : 'WORK'}:;;;${escape(card.city)};;;`);
	if (card.email) lines.push(`EMAIL${v4 ? '' : ';TYPE=INTERNET'}:${escape(card.email)}`);
	if (card.phone) {
		lines.push(v4 ? `TEL;VALUE=uri;TYPE=cell:tel:${card.phone}` : `TEL;TYPE=CELL:${card.phone}`);
	}
	for (const { url } of card.links) lines.push(`URL:${url.replace(/[\r\n]/g, '')}`);
	if (card.note) lines.push(`NOTE:${escape(card.note)}`);
	lines.push(`REV:${card.revisedAt.toISOString().replace(/[-:]|\.\d+/g, '')}`, 'END:VCARD');
	return lines.map((line) => foldLine(line) + '\r\n').join('');
}
