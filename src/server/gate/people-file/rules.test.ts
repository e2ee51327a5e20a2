import { describe, expect, test } from 'vitest';
import {
	guessColumns,
	readPeopleFile,
	sniffDelimiter,
	writeSafeCsv,
	type PeopleFile
} from './rules.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readPeopleFile(bytes(text)) as PeopleFile;
const want = { header: ['Nama', 'Surel', 'HP'], columns: ['name', 'email', 'phone'] };

describe('a list is read whatever wrote it', () => {
	const rows = [['Sukarno', 'sukarno@contoh.id', '081234567890']];
	const cells = (file: PeopleFile) => file.rows.map((row) => row.cells);

	test.each([
		['commas', 'Nama,Surel,HP\nSukarno,sukarno@contoh.id,081234567890\n'],
		['semicolons', 'Nama;Surel;HP\r\nSukarno;sukarno@contoh.id;081234567890'],
		['tabs', 'Nama\tSurel\tHP\nSukarno\tsukarno@contoh.id\t081234567890'],
		[
			'quotes and a mark',
			'\ufeff"Nama","Surel","HP"\r\n"Sukarno","sukarno@contoh.id","081234567890"\r\n'
		],
		['a sep line', 'sep=;\r\nNama;Surel;HP\r\nSukarno;sukarno@contoh.id;081234567890'],
		['old line ends', 'Nama,Surel,HP\rSukarno,sukarno@contoh.id,081234567890\r'],
		[
			'words above the header',
			'Daftar anggota 2026,,\n,,\nNama,Surel,HP\nSukarno,sukarno@contoh.id,081234567890'
		],
		['empty lines', '\n\nNama,Surel,HP\n\n,,\nSukarno,sukarno@contoh.id,081234567890\n\n']
	])('%s', (_, text) => {
		const file = read(text);
		expect(file).toMatchObject(want);
		expect(cells(file)).toEqual(rows);
	});

	test('UTF-16, as Excel’s Unicode text', () => {
		const text = '\ufeffNama\tSurel\tHP\r\nSukarno\tsukarno@contoh.id\t081234567890\r\n';
		const file = readPeopleFile(Buffer.from(text, 'utf16le')) as PeopleFile;
		expect(file).toMatchObject(want);
		expect(cells(file)).toEqual(rows);
	});

	test('Windows-1252, as old Excel writes accents', () => {
		const file = readPeopleFile(Buffer.from('Nama;Kota\nJos\xe9;Bogor', 'latin1')) as PeopleFile;
		expect(cells(file)).toEqual([['José', 'Bogor']]);
	});
});

test('row numbers are those a spreadsheet shows', () => {
	const file = read('Judul\n\nNama,Kota\nA,Bogor\n\nB,"dua\nbaris"\nC,Solo');
	expect(file.rows.map(({ number }) => number)).toEqual([4, 6, 7]);
});

test('a separator inside quotes does not count', () => {
	expect(sniffDelimiter('"a;b;c;d","e;f;g"\n"h;i","j;k"')).toBe(',');
});

describe('columns are known by many names, in any order', () => {
	test.each([
		['Jabatan;Perusahaan;Nama;No. WhatsApp;Alamat Email', 'title company name phone email'],
		[
			'First Name;Last Name;E-mail Address;Company;Job Title;Mobile Phone',
			'givenName familyName email company title phone'
		],
		[
			'Nama Lengkap Anda;Nomor HP (WhatsApp aktif);Nama Perusahaan;Apa yang Anda cari?;Produk/solusi yang ditawarkan',
			'name phone company needs offers'
		],
		[
			'Peran;Kota/Kabupaten;Menawarkan;Mencari;Minat;Bahasa',
			'role city offers needs interests languages'
		],
		['Kategori Perusahaan;Profil LinkedIn;Nama Panggilan;Nama', 'channelRole link callName name'],
		['foo;bar', '- -']
	])('%s', (header, columns) => {
		expect(guessColumns(header.split(';')).map((field) => field ?? '-')).toEqual(
			columns.split(' ')
		);
	});

	test('the same field is taken once', () => {
		expect(guessColumns(['Email', 'E-mail', 'Nama', 'First name'])).toEqual([
			'email',
			null,
			'name',
			null
		]);
	});
});

test('what is no list of text is refused', () => {
	expect(readPeopleFile(Buffer.from('PK\x03\x04rest of a workbook'))).toBe('not_text');
	expect(readPeopleFile(bytes('\n , ,\n'))).toBe('empty');
	expect(readPeopleFile(bytes('Nama\n' + 'x\n'.repeat(20_001)))).toBe('too_many');
});

test('nothing in a file we write runs in a spreadsheet, and reading it back gives the same', () => {
	const rows = [
		['Nama', 'HP', 'Catatan'],
		['=1+1', '+62812', '-"x", @y']
	];
	const text = writeSafeCsv(rows);
	expect(text).toContain(`"'=1+1","'+62812","'-""x"", @y"`);
	expect(text.startsWith('\ufeff')).toBe(true);
});
