import { z } from 'zod';
import { refusals, say, type Locale, type Sentence } from '#server/kernel/errors.ts';
import { fields, maxRows } from '../people-file/rules.ts';

export const fail = refusals({
	LIST_NOT_TEXT: {
		status: 422,
		id: 'Berkas ini bukan CSV. Di Excel pilih Simpan Sebagai, lalu "CSV UTF-8".',
		en: 'This file is no CSV. In Excel choose Save As, then "CSV UTF-8".'
	},
	LIST_EMPTY: {
		status: 422,
		id: 'Tidak ada satu baris pun di berkas ini.',
		en: 'There is not one row in this file.'
	},
	LIST_TOO_LONG: {
		status: 422,
		id: 'Berkas ini lebih dari {max} baris. Bagi menjadi beberapa berkas.',
		en: 'This file has more than {max} rows. Split it into several files.'
	},
	LIST_NO_NAMES: {
		status: 422,
		id: 'Pilih kolom mana yang berisi nama.',
		en: 'Choose which column holds the names.'
	},
	LIST_GONE: {
		status: 410,
		id: 'Daftar ini sudah diimpor atau sudah dihapus. Unggah lagi berkasnya.',
		en: 'This list was imported already, or is gone. Upload the file again.'
	}
});

const problems = {
	name_missing: { stops: true, id: 'Nama kosong.', en: 'The name is missing.' },
	email_unreadable: {
		stops: true,
		id: '"{value}" bukan alamat surel.',
		en: '"{value}" is no e-mail address.'
	},
	phone_unreadable: {
		stops: true,
		id: '"{value}" bukan nomor telepon yang bisa dibaca.',
		en: '"{value}" is no phone number that can be read.'
	},
	phone_rounded: {
		stops: true,
		id: 'Excel memotong nomor ini menjadi {value}. Ubah format kolomnya ke Teks dan tulis lagi.',
		en: 'Excel cut this number down to {value}. Format the column as text and write it again.'
	},
	twice: {
		stops: true,
		id: 'Orang yang sama ada di baris {row}.',
		en: 'The same person is in row {row}.'
	},
	erased: {
		stops: true,
		id: 'Orang ini pernah menghapus dirinya. Ia bisa kembali lewat tautan undangan.',
		en: 'This person has erased themselves. They may come back through an invitation link.'
	},
	owner_by_hand: {
		stops: true,
		id: 'Pemilik tidak dibuat lewat berkas. Undang ia di halaman Anggota.',
		en: 'Owners are not made by a file. Invite them on the Members page.'
	},
	role_not_yours: {
		stops: true,
		id: 'Hanya pemilik yang boleh memberi peran ini.',
		en: 'Only an owner may give this role.'
	},
	role_unknown: {
		stops: false,
		id: 'Peran "{value}" tidak dikenal dan dilewati.',
		en: 'The role "{value}" is not known and is passed over.'
	},
	channel_role_unknown: {
		stops: false,
		id: '"{value}" tidak ada dalam daftar peran perusahaan dan dilewati.',
		en: '"{value}" is not in the list of channel roles and is passed over.'
	},
	language_unknown: {
		stops: false,
		id: 'Bahasa "{value}" tidak dikenal dan dilewati.',
		en: 'The language "{value}" is not known and is passed over.'
	},
	link_unreadable: {
		stops: false,
		id: '"{value}" bukan alamat web dan dilewati.',
		en: '"{value}" is no web address and is passed over.'
	},
	too_long: {
		stops: false,
		id: 'Terlalu panjang; dipotong pada {max} huruf.',
		en: 'Too long; cut at {max} letters.'
	}
} satisfies Record<string, Sentence & { stops: boolean }>;
export type ProblemCode = keyof typeof problems;

/** What is wrong with one cell of one row; `stops`: the row is left out for it. */
export interface Problem {
	code: ProblemCode;
	field: string;
	stops: boolean;
	values: Record<string, string | number>;
}

export const problem = (
	code: ProblemCode,
	field: string,
	values: Record<string, string | number> = {}
): Problem => ({ code, field, values, stops: problems[code].stops });

export const sayProblem = ({ code, values }: Problem, locale: Locale): string =>
	say(problems[code], locale, values);

export const refuseUnreadable = (reason: 'not_text' | 'empty' | 'too_many'): never =>
	reason === 'too_many'
		? fail('LIST_TOO_LONG', { max: maxRows }, 'file')
		: fail(reason === 'empty' ? 'LIST_EMPTY' : 'LIST_NOT_TEXT', {}, 'file');

const Counts = z.object({
	created: z.number().int(),
	updated: z.number().int(),
	same: z.number().int(),
	joined: z.number().int().describe('How many become members.'),
	leftOut: z.number().int()
});

export const PlannedRowShape = z.object({
	number: z.number().int().describe('As a spreadsheet counts.'),
	name: z.string(),
	email: z.string().nullable(),
	phone: z.string().nullable(),
	company: z.string().nullable(),
	title: z.string().nullable(),
	city: z.string().nullable(),
	action: z
		.enum(['create', 'update', 'same', 'own', 'leave_out'])
		.describe('own: somebody with an account, who keeps their own words.'),
	changes: z.array(z.string()).describe('The fields an update changes.'),
	joins: z.boolean().describe('Becomes a member.'),
	problems: z.array(z.object({ field: z.string(), stops: z.boolean(), says: z.string() }))
});

export const PeopleImportShape = z.object({
	id: z.uuid(),
	fileName: z.string(),
	createdAt: z.date(),
	appliedAt: z.date().nullable(),
	asMembers: z.boolean(),
	columns: z.array(
		z.object({
			header: z.string(),
			sample: z.string().describe('The first cell that holds something.'),
			field: z.enum(fields).nullable()
		})
	),
	counts: Counts.describe('What applying it does, or has done.'),
	withProblems: z
		.number()
		.int()
		.describe('Rows with a problem, also those that are not left out for it.'),
	rows: z.array(PlannedRowShape),
	total: z.number().int().describe('How many rows are shown by this filter.'),
	can: z.object({ apply: z.boolean() })
});
export type PeopleImportView = z.infer<typeof PeopleImportShape>;

export const ColumnsChange = z.array(z.enum(fields).nullable()).max(80);
export const ListFile = z.file().max(6_000_000).describe('CSV, up to 6 MB and 20,000 rows.');
