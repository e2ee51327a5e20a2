import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	ERASE_NOT_CONFIRMED: {
		status: 422,
		id: 'Ketik HAPUS untuk memastikan.',
		en: 'Type ERASE to be sure.'
	},
	ERASE_LAST_OWNER: {
		status: 409,
		id: 'Anda pemilik terakhir. Jadikan orang lain pemilik dulu (Kelola, Anggota), atau tutup organisasi di Pengaturan.',
		en: 'You are the last owner. Make somebody else an owner first (Manage, Members), or close the organisation in its settings.'
	},
	PURPOSE_UNKNOWN: {
		status: 422,
		id: 'Persetujuan ini tidak dikenal.',
		en: 'This consent is not known.'
	},
	PERSON_HAS_ACCOUNT: {
		status: 409,
		id: 'Orang ini punya akun sendiri: hanya ia yang bisa menghapus dirinya, di halaman Privasi.',
		en: 'This person has an account of their own: only they can erase themselves, on their Privacy page.'
	}
});

const SentenceShape = z.object({ id: z.string(), en: z.string() });

export const ConsentShape = z.object({
	purpose: z.string(),
	title: SentenceShape,
	text: SentenceShape,
	version: z.string(),
	given: z
		.object({ at: z.date(), version: z.string(), channel: z.string(), locale: z.string() })
		.nullable()
		.describe('The consent that stands now; null is none.'),
	withdrawnAt: z.date().nullable().describe('When the last one was withdrawn.')
});

export const PrivacyShape = z.object({
	consents: z.array(ConsentShape),
	pausedAt: z.date().nullable().describe('Set: nobody but organisers sees this person.'),
	profilingOffAt: z
		.date()
		.nullable()
		.describe('Set: no suggestions are made from what this person wrote.'),
	visibility: z.object({ email: z.string(), phone: z.string(), links: z.string() }),
	can: z.object({ erase: z.boolean().describe('False: the last owner.') })
});
export type PrivacyView = z.infer<typeof PrivacyShape>;

const Row = z.record(z.string(), z.unknown());
export const ExportShape = z.object({
	format: z.literal('gerbang-person-1'),
	madeAt: z.string(),
	organisation: z.object({ name: z.string(), slug: z.string() }),
	person: Row,
	account: Row.nullable(),
	lists: z.array(
		z.object({
			name: z.string(),
			title: SentenceShape,
			rows: z.array(Row)
		})
	),
	notIncluded: z.array(z.object({ what: z.string(), because: z.string() }))
});
export type PersonExport = z.infer<typeof ExportShape>;
