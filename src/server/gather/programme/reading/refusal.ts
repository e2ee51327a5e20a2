import { refusals } from '#server/kernel/errors.ts';

const readsId = 'yang bisa dibaca adalah schedule.xml (frab, pentabarf, pretalx), schedule.json (c3voc, pretalx), dan JSON Sessionize.';
const readsEn = 'what can be read is schedule.xml (frab, pentabarf, pretalx), schedule.json (c3voc, pretalx) and Sessionize JSON.';

/** Why a file is no programme: one sentence, which also says what can be read. */
export const refuseProgramme = refusals({
	PROGRAMME_UNKNOWN: {
		status: 422,
		id: `"{file}" bukan berkas program dalam bentuk yang dikenal; ${readsId}`,
		en: `"{file}" is not a programme in a known format; ${readsEn}`
	},
	PROGRAMME_EMPTY: {
		status: 422,
		id: `"{file}" kosong; ${readsId}`,
		en: `"{file}" is empty; ${readsEn}`
	},
	PROGRAMME_BROKEN: {
		status: 422,
		id: `"{file}" rusak atau terpotong di tengah (dekat baris {line}), unduh ulang dan coba lagi; ${readsId}`,
		en: `"{file}" is damaged or cut off (near line {line}), so download it again and retry; ${readsEn}`
	},
	PROGRAMME_ENCODING: {
		status: 422,
		id: `Huruf di "{file}" tidak tersimpan sebagai UTF-8, jadi simpan ulang sebagai UTF-8; ${readsId}`,
		en: `The letters in "{file}" are not stored as UTF-8, so save it again as UTF-8; ${readsEn}`
	},
	PROGRAMME_ENTITIES: {
		status: 422,
		id: `"{file}" mendefinisikan entitas XML sendiri, dan itu tidak dibuka demi keamanan; ${readsId}`,
		en: `"{file}" defines XML entities of its own, which are not opened for safety; ${readsEn}`
	},
	PROGRAMME_ARCHIVE: {
		status: 422,
		id: `"{file}" adalah arsip, jadi buka dulu dan kirim berkas di dalamnya; ${readsId}`,
		en: `"{file}" is an archive, so unpack it and send the file inside; ${readsEn}`
	},
	PROGRAMME_PAGE: {
		status: 422,
		id: `"{file}" adalah halaman web, bukan berkas program, jadi unduh ekspornya; ${readsId}`,
		en: `"{file}" is a web page, not a programme, so download its export instead; ${readsEn}`
	},
	PROGRAMME_TOO_LARGE: {
		status: 413,
		id: `"{file}" terlalu besar: paling banyak {max}; ${readsId}`,
		en: `"{file}" is too large: {max} at most; ${readsEn}`
	},
	PROGRAMME_NO_SESSIONS: {
		status: 422,
		id: `"{file}" tidak berisi satu sesi pun; ${readsId}`,
		en: `"{file}" holds no session; ${readsEn}`
	},
	PROGRAMME_MIXED: {
		status: 422,
		id: `Berkas-berkas ini bukan satu program ("{file}" tidak cocok dengan yang lain), jadi kirim satu program sekali kirim; ${readsId}`,
		en: `These files are not one programme ("{file}" does not go with the others), so send one programme at a time; ${readsEn}`
	}
});

/** A file's name as a sentence may hold it. */
export const nameInSentence = (name: string): string =>
	name.replace(/[\p{Cc}"{}]/gu, '').trim().slice(-80) || 'file';
