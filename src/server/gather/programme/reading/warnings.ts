import { say, type Sentence } from '#server/kernel/errors.ts';

const sentences = {
	endDate: {
		id: 'Tanggal selesai "{value}" tidak mungkin benar; dipakai hari terakhir program, {used}.',
		en: 'The end date "{value}" cannot be right; the last day of the programme, {used}, is used.'
	},
	dayDate: {
		id: '{count} hari tanpa tanggal yang sah (pertama: "{first}"); sesi hari itu hanya ditempatkan bila bertanggal sendiri.',
		en: '{count} days bear no valid date (first: "{first}"); their sessions are placed only where they bear a date of their own.'
	},
	noZone: {
		id: 'Berkas ini tidak menyebut zona waktu; jamnya dibaca sebagai {zone}.',
		en: 'The file names no time zone; its times are read as {zone}.'
	},
	offsetZone: {
		id: 'Berkas ini hanya menyebut selisih waktu ({zone}), bukan nama zona; jamnya tepat.',
		en: 'The file gives only an offset ({zone}), no zone name; the times are exact.'
	},
	unknownZone: {
		id: 'Zona waktu "{value}" tidak dikenal; jamnya dibaca sebagai {zone}.',
		en: 'The time zone "{value}" is not known; times are read as {zone}.'
	},
	noTime: {
		id: '{count} sesi belum berwaktu (pertama: "{first}"); tampil tanpa jam.',
		en: '{count} sessions have no time yet (first: "{first}"); they appear without one.'
	},
	noDuration: {
		id: '{count} sesi tanpa lama yang terbaca (pertama: "{first}"); tampil tanpa jam selesai.',
		en: '{count} sessions have no readable duration (first: "{first}"); they appear without an end.'
	},
	noTitle: {
		id: '{count} sesi tanpa judul; tampil sebagai "—".',
		en: '{count} sessions have no title; they appear as "—".'
	},
	guidTwice: {
		id: '{count} sesi memakai tanda pengenal yang sudah dipakai sesi lain (pertama: "{first}"); diberi nomor urut.',
		en: '{count} sessions bear an identifier another session already has (first: "{first}"); they are numbered.'
	},
	noGuids: {
		id: 'Berkas ini tidak memberi tanda pengenal tetap; sesi dikenali kembali dari nomornya, atau dari judul bila tanpa nomor.',
		en: 'The file gives no lasting identifiers; sessions are recognised by their number, or by title where they have none.'
	},
	personsByName: {
		id: 'Nomor pembicara di berkas ini hanya nomor urut; {count} entri yang namanya sama dengan entri lain dianggap orang yang sama.',
		en: "The file's speaker numbers are mere positions; {count} entries with the same name as another are taken as the same person."
	},
	noName: {
		id: '{count} entri pembicara tanpa nama dilewati.',
		en: '{count} speaker entries without a name are left out.'
	},
	pastMidnight: {
		id: '{count} sesi bermula lewat tengah malam (pertama: "{first}"); dihitung ke malam hari sebelumnya.',
		en: '{count} sessions begin past midnight (first: "{first}"); they count to the night before.'
	},
	onlyNamedSpeakers: {
		id: '{count} pembicara hanya disebut namanya; kirim juga berkas pembicara untuk riwayat dan tautannya.',
		en: '{count} speakers are only named; send the speakers file too for their biographies and links.'
	}
} satisfies Record<string, Sentence>;

/** Collects what was odd, each kind once with how often and an example. */
export class Warnings {
	readonly #found = new Map<keyof typeof sentences, { count: number; values: Record<string, string> }>();

	/** `values.first` is kept from the first call. */
	add(kind: keyof typeof sentences, values: Record<string, string> = {}, count = 1): void {
		const found = this.#found.get(kind);
		if (found) found.count += count;
		else this.#found.set(kind, { count, values });
	}

	list(): Sentence[] {
		return [...this.#found].map(([kind, { count, values }]) => {
			const filled = { ...values, count };
			const sentence = sentences[kind];
			return { id: say(sentence, 'id', filled), en: say(sentence, 'en', filled) };
		});
	}
}

