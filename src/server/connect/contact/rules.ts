import type { ContactFields } from '#server/gate/public.ts';

export type ContactField = 'email' | 'phone' | 'links';
export const contactFields: ContactField[] = ['email', 'phone', 'links'];

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
