import { parse } from 'csv-parse/sync';

/** The fields of a person a column may hold. */
export const fields = [
	'name',
	'givenName',
	'familyName',
	'callName',
	'email',
	'phone',
	'title',
	'company',
	'channelRole',
	'city',
	'about',
	'languages',
	'offers',
	'needs',
	'interests',
	'link',
	'role'
] as const;
export type Field = (typeof fields)[number];

export const maxRows = 20_000;
const maxColumns = 80;

/**
 * A file's bytes as text: UTF-8 with or without its mark, UTF-16 (what Excel calls "Unicode text"), else
 * Windows-1252, which is what older Excel writes. Null for what is no text at all.
 */
export function decodeText(bytes: Uint8Array): string | null {
	const [a, b] = bytes;
	if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
	if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
	// A workbook, a PDF, a picture: what begins so is no list as text.
	if ((a === 0x50 && b === 0x4b) || (a === 0xd0 && b === 0xcf) || (a === 0x25 && b === 0x50))
		return null;
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		return text.includes('\0') ? null : text;
	} catch {
		const text = new TextDecoder('windows-1252').decode(bytes);
		return text.includes('\0') ? null : text;
	}
}

/** What stands between the cells: whichever of `;`, `,`, tab and `|` occurs most, outside quotes, in the first lines. */
export function sniffDelimiter(text: string): string {
	const lines = text
		.slice(0, 20_000)
		.replace(/"(?:[^"]|"")*"/g, '')
		.split(/\r?\n|\r/)
		.filter((line) => line.trim())
		.slice(0, 20);
	let best = { delimiter: ',', score: 0 };
	for (const delimiter of ['\t', ';', ',', '|']) {
		const counts = lines.map((line) => line.split(delimiter).length - 1);
		const first = counts[0] ?? 0;
		// As many in each line as in the first is the surest sign.
		const score =
			counts.filter((count) => count > 0 && count === first).length * 10 + Math.min(first, 9);
		if (first > 0 && score > best.score) best = { delimiter, score };
	}
	return best.delimiter;
}

const plain = (header: string): string =>
	header
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, ' ')
		.trim();

const exact: Record<Field, string> = {
	name: 'nama|nama lengkap|name|full name|fullname|nama peserta|nama anggota|peserta|attendee|attendee name|contact name|nama kontak|display name',
	givenName: 'nama depan|first name|firstname|given name|forename',
	familyName: 'nama belakang|last name|lastname|surname|family name',
	callName: 'panggilan|nama panggilan|call name|nickname|sapaan',
	email:
		'email|e mail|surel|mail|alamat email|alamat surel|email address|e mail address|surat elektronik|e mail 1 value',
	phone:
		'hp|no hp|nomor hp|no handphone|handphone|ponsel|no ponsel|telepon|no telepon|nomor telepon|telp|no telp|phone|phone number|mobile|mobile phone|mobile number|cell|wa|no wa|nomor wa|whatsapp|no whatsapp|nomor whatsapp|whatsapp number|phone 1 value',
	title: 'jabatan|posisi|title|job title|position|job|pekerjaan|designation|headline',
	company:
		'perusahaan|nama perusahaan|company|company name|organization|organisation|organisasi|organization name|organization 1 name|instansi|institusi|kantor|lembaga|employer|afiliasi|affiliation|badan usaha',
	channelRole:
		'peran perusahaan|peran saluran|peran kanal|jenis perusahaan|tipe perusahaan|kategori perusahaan|kategori|jenis mitra|channel role|company role|company type|company category|partner type|category',
	city: 'kota|kota kabupaten|kabupaten kota|domisili|city|town|lokasi|location|kota domisili',
	about: 'tentang|bio|biografi|biography|about|profil|profile|deskripsi|description',
	languages: 'bahasa|language|languages|bahasa yang dikuasai',
	offers:
		'menawarkan|penawaran|tawaran|yang ditawarkan|offers|offer|offering|offerings|produk|product|products|solusi|solutions|layanan|jasa|services',
	needs: 'mencari|kebutuhan|butuh|dicari|yang dicari|needs|need|looking for|seeking',
	interests: 'minat|ketertarikan|interest|interests|topik|topics',
	link: 'link|tautan|url|web|website|situs|linkedin|linkedin url|profil linkedin|linkedin profile',
	role: 'peran|role|peran anggota|status anggota|status keanggotaan|keanggotaan|membership|member role'
};
const byHeader = new Map(
	fields.flatMap((field) => exact[field].split('|').map((words) => [words, field] as const))
);

// Headers that are sentences, as forms write them; the first that fits.
const loose: [RegExp, Field][] = [
	[/\b(e ?mail|surel)\b/, 'email'],
	[/\b(whats ?app|wa|hp|handphone|ponsel|telp|telepon|phone|mobile)\b/, 'phone'],
	[
		/\b(jenis|tipe|type|kategori|category|peran)\b.*\b(perusahaan|company|mitra|partner)\b/,
		'channelRole'
	],
	[/\b(jabatan|posisi|job title|position)\b/, 'title'],
	[/\b(perusahaan|company|instansi|organi[sz]ation|organisasi|kantor)\b/, 'company'],
	[/\b(kota|city|domisili)\b/, 'city'],
	[/\b(menawarkan|ditawarkan|tawarkan|offer|offers)\b/, 'offers'],
	[/\b(mencari|dicari|cari|butuhkan|dibutuhkan|kebutuhan|looking for|need|needs)\b/, 'needs'],
	[/\b(linkedin|website|situs)\b/, 'link'],
	[/\b(panggilan|nickname)\b/, 'callName'],
	[/\b(nama lengkap|full name)\b/, 'name'],
	[/\b(nama|name)\b/, 'name'],
	[/\b(bahasa|languages?)\b/, 'languages'],
	[/\b(minat|interests?)\b/, 'interests']
];

/** What each column is, by its header; each field once, the surest header first. */
export function guessColumns(header: string[]): (Field | null)[] {
	const words = header.map(plain);
	const columns: (Field | null)[] = words.map(() => null);
	const taken = new Set<Field>();
	const take = (index: number, field: Field | undefined) => {
		if (!field || taken.has(field) || columns[index]) return;
		taken.add(field);
		columns[index] = field;
	};
	words.forEach((one, index) => take(index, byHeader.get(one)));
	words.forEach((one, index) => take(index, loose.find(([pattern]) => pattern.test(one))?.[1]));
	// A whole name makes its halves needless, unless there is none.
	if (taken.has('name'))
		return columns.map((field) => (field === 'givenName' || field === 'familyName' ? null : field));
	return columns;
}

export interface PeopleFile {
	header: string[];
	rows: { number: number; cells: string[] }[];
	columns: (Field | null)[];
	delimiter: string;
}

/** Why a file cannot be read as a list of people. */
export type Unreadable = 'not_text' | 'empty' | 'too_many';

/**
 * Reads a list of people from a file: any separator, with or without quotes, a mark or a `sep=` line; lines above
 * the header are passed over. Row numbers are those a spreadsheet shows. Where no header is known, the first line
 * is taken for one and every column is unknown.
 */
export function readPeopleFile(bytes: Uint8Array): PeopleFile | Unreadable {
	const decoded = decodeText(bytes);
	if (decoded === null) return 'not_text';
	let text = decoded.replace(/^\ufeff/, '');
	const named = /^sep=(.)\r?\n/i.exec(text);
	if (named) text = text.slice(named[0].length);
	const delimiter = named?.[1] ?? sniffDelimiter(text);
	const records = parse(text, {
		delimiter,
		relax_column_count: true,
		relax_quotes: true,
		skip_empty_lines: false,
		trim: true,
		to: maxRows + 50
	}) as string[][];
	const above = named ? 2 : 1;
	const lines = records
		.map((cells, index) => ({ number: index + above, cells: cells.slice(0, maxColumns) }))
		.filter(({ cells }) => cells.some((cell) => cell.trim()));
	if (!lines.length) return 'empty';
	if (lines.length > maxRows + 1) return 'too_many';
	const known = (cells: string[]) => guessColumns(cells).filter((field) => field !== null).length;
	let at = 0;
	for (let index = 1; index < Math.min(lines.length, 8); index++) {
		if (known(lines[index]!.cells) > known(lines[at]!.cells)) at = index;
	}
	const header = lines[at]!.cells;
	const rows = lines.slice(at + 1);
	return { header, rows, columns: guessColumns(header), delimiter };
}

/** A cell no spreadsheet takes for a formula. */
const safe = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

/** Rows as a CSV file for a spreadsheet: with a mark, quoted, and nothing in it runs. */
export const writeSafeCsv = (rows: string[][], delimiter = ','): string =>
	'\ufeff' +
	rows
		.map((row) => row.map((cell) => `"${safe(cell).replaceAll('"', '""')}"`).join(delimiter))
		.join('\r\n') +
	'\r\n';
