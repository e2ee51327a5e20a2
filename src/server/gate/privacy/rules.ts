import type { Sentence } from '#server/kernel/errors.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';

/**
 * What becomes of a column that points at a person: what they get of it when they take everything, and what
 * happens to it when they erase themselves. `tests/personal-data.test.ts` fails on a column without one.
 */
export interface PersonalData {
	/** `schema.table`. */
	table: string;
	/** The column that holds the person's id, or their account's. */
	column: string;
	of: 'person' | 'account';
	/**
	 * The rows under this name, without these columns (secrets are always left out), with these SQL expressions over
	 * the row `t` beside them; or why they are not theirs to take.
	 */
	take:
		| { as: string; title: Sentence; without?: string[]; with?: Record<string, string> }
		| { not: string };
	/**
	 * `delete`: the rows go. `set`: these columns get these SQL values. `run`: what needs more than that, done first.
	 * `keep`: why the rows stay, pointing at an emptied person. Account rows go with the account.
	 */
	erase:
		| 'delete'
		| 'with the account'
		| { set: Record<string, string> }
		| {
				run: (
					context: Pick<WriteContext, 'db' | 'now' | 'kernel'>,
					personId: string
				) => Promise<void>;
		  }
		| { keep: string };
}

const registered: PersonalData[] = [];

/** Adds what a domain keeps about people. Called by `app.ts` once for each. */
export function registerPersonalData(entries: PersonalData[]): void {
	for (const entry of entries) {
		const isThere = registered.some(
			({ table, column }) => table === entry.table && column === entry.column
		);
		if (!isThere) registered.push(entry);
	}
}

/** What all domains have registered. */
export const personalData = (): readonly PersonalData[] => registered;

/** A purpose a person may consent to, each on its own; the text is versioned, so that a consent can be proved. */
export interface ConsentText {
	purpose: string;
	version: string;
	title: Sentence;
	text: Sentence;
}

export const consentTexts: ConsentText[] = [
	{
		purpose: 'news',
		version: '2026-11',
		title: { id: 'Kabar temu baru', en: 'News of gatherings' },
		text: {
			id: 'Organisasi boleh mengirimi saya surat tentang temu baru dan kabar lain, di luar surat yang perlu untuk temu yang saya ikuti.',
			en: 'The organisation may write to me about new gatherings and other news, beyond what is needed for gatherings I take part in.'
		}
	},
	{
		purpose: 'photos',
		version: '2026-11',
		title: { id: 'Foto dan rekaman', en: 'Pictures and recordings' },
		text: {
			id: 'Foto dan rekaman temu yang menampilkan saya boleh diterbitkan oleh organisasi.',
			en: 'The organisation may publish pictures and recordings of gatherings in which I can be seen.'
		}
	},
	{
		purpose: 'sponsors',
		version: '2026-11',
		title: { id: 'Nama saya untuk sponsor', en: 'My name for sponsors' },
		text: {
			id: 'Nama, jabatan, dan perusahaan saya boleh diberikan kepada sponsor temu yang saya hadiri. Bukan nomor telepon, bukan alamat mail.',
			en: 'My name, title and company may be given to the sponsors of gatherings I attend. Not my phone number, not my e-mail address.'
		}
	}
];

/** True if what was typed confirms an erasure, in either language. */
export const confirmsErasure = (typed: string): boolean =>
	['hapus', 'erase'].includes(typed.trim().toLowerCase());
