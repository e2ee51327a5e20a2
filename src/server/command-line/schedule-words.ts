import type { Impossible } from '#engine/schedule/breaks.ts';
import type { ScheduleNote, WhyNot } from '#engine/schedule/problem.ts';
import { say, type Locale, type Sentence } from '../kernel/errors.ts';

const whyNot: Record<WhyNot['kind'], Sentence> = {
	no_thanks: { id: 'Salah satu dari keduanya tidak ingin bertemu.', en: 'One of the two wants no meeting with the other.' },
	role_rule: { id: 'Aturan acara memisahkan peran keduanya.', en: 'The rules of the gathering keep their roles apart.' },
	oneself: { id: 'Keinginan ini untuk bertemu diri sendiri.', en: 'This is a wish to meet oneself.' },
	never_together: { id: 'Keduanya tidak pernah luang pada waktu yang sama.', en: 'The two are never free at the same time.' },
	no_table_ever: { id: 'Tidak ada meja yang buka saat keduanya luang.', en: 'No table is open when both are free.' },
	has_most: { id: '{person} sudah punya {most} pertemuan, sebanyak yang diinginkan.', en: '{person} has as many meetings as they wanted: {most}.' },
	fully_booked: {
		id: '{person} sudah ada di pertemuan yang lebih penting pada setiap waktu yang mungkin ({meetings} pertemuan).',
		en: '{person} is in a meeting that counts more at every time they could ({meetings} in all).'
	},
	no_common_slot: {
		id: 'Saat salah satu masih luang, yang lain sudah punya pertemuan.',
		en: 'Whenever one of them is free, the other has a meeting already.'
	},
	promised_break: { id: '{person} akan kehilangan istirahat yang dijanjikan.', en: '{person} would lose the break they were promised.' },
	tables_taken: {
		id: 'Keduanya luang pada {slots} waktu, tetapi semua meja sudah terpakai.',
		en: 'Both are free at {slots} times, and every table is taken then.'
	},
	meet_already: { id: 'Keduanya sudah bertemu untuk keinginan lain.', en: 'The two meet already, for another wish.' },
	stopped: { id: 'Masih ada tempat, tetapi pencarian dihentikan lebih dulu.', en: 'There was room, but the search was stopped first.' }
};

const notes: Record<ScheduleNote['kind'], Sentence> = {
	held_clash: { id: 'Pertemuan tetap {held} bentrok: {person} sudah punya pertemuan tetap saat itu.', en: 'Confirmed meeting {held} clashes: {person} has another confirmed one then.' },
	table_clash: { id: 'Pertemuan tetap {held} bentrok: meja {table} sudah terpakai saat itu.', en: 'Confirmed meeting {held} clashes: table {table} is taken by another confirmed one.' },
	held_while_away: { id: 'Pertemuan tetap {held} ada saat {person} tidak bisa.', en: 'Confirmed meeting {held} stands while {person} is away.' },
	held_dropped: { id: 'Pertemuan sementara {held} tidak mendapat tempat lagi.', en: 'Provisional meeting {held} found no place any more.' },
	break_impossible: { id: 'Istirahat ke-{index} milik {person} tidak mungkin dijaga.', en: 'Break {index} of {person} cannot be kept, whatever is arranged.' },
	guarantee_missed: { id: '{person} dijanjikan {guaranteed} pertemuan dan mendapat {meetings}.', en: '{person} was guaranteed {guaranteed} and has {meetings}.' }
};

const impossible: Record<Impossible['kind'], Sentence> = {
	no_slot: { id: 'Pertemuan {meeting} tidak punya waktu yang mungkin.', en: 'Meeting {meeting} has no slot left in which it could be.' },
	person_crowded: {
		id: '{person} punya {count} pertemuan yang hanya muat dalam {room} slot ({slots}).',
		en: '{person} has {count} meetings that can only be in {room} slots ({slots}).'
	},
	tables_full: {
		id: '{meetings} pertemuan harus ada di slot {from} sampai {to}, tetapi meja hanya memuat {places}.',
		en: '{meetings} meetings have to be within slots {from} to {to}, where the tables hold {places}.'
	},
	order_circle: { id: 'Urutan melingkar: {chain}.', en: 'The order runs in a circle: {chain}.' },
	order_too_long: { id: 'Urutan ini tidak muat dalam waktunya: {chain}.', en: 'This order does not fit into the time it has: {chain}.' },
	unfair: {
		id: '{person} paling sedikit menunggu {least} kali, sedangkan {other} paling banyak {most} kali: lebih jauh dari yang dibolehkan.',
		en: '{person} has at least {least} breaks, {other} never more than {most}: further apart than fairness allows.'
	},
	proved: {
		id: 'Tidak ada jadwal yang memenuhi semua aturan; ini terbukti lewat pencarian.',
		en: 'No schedule keeps all the rules; the search proved it.'
	}
};

/** Names of people, tables and held meetings by their index. */
export interface ScheduleNames {
	person: (index: number) => string;
	table: (index: number) => string;
}

function fill(sentence: Sentence, values: object, names: ScheduleNames, locale: Locale): string {
	const said: Record<string, string | number> = {};
	for (const [key, value] of Object.entries(values)) {
		if (key === 'person' || key === 'other') said[key] = names.person(value);
		else if (key === 'table') said[key] = names.table(value);
		else if (typeof value === 'number') said[key] = ['held', 'index', 'meeting', 'from', 'to'].includes(key) ? value + 1 : value;
	}
	if ('meetings' in values && Array.isArray(values.meetings)) {
		said.count = values.meetings.length;
		said.chain = values.meetings.map((m: number) => m + 1).join(' → ');
	}
	if ('slots' in values && Array.isArray(values.slots)) {
		said.room = values.slots.length;
		said.slots = values.slots.map((s: number) => s + 1).join(', ');
	}
	return say(sentence, locale, said);
}

/** Why a wish was not granted, in a sentence. */
export const sayWhyNot = (why: WhyNot, names: ScheduleNames, locale: Locale): string =>
	fill(whyNot[why.kind], why, names, locale);

/** What is wrong with what was held or promised, in a sentence; counted from 1. */
export const sayNote = (note: ScheduleNote, names: ScheduleNames, locale: Locale): string =>
	fill(notes[note.kind], note, names, locale);

/** Why meetings cannot all be held, in a sentence; meetings and slots counted from 1. */
export const sayImpossible = (reason: Impossible, names: ScheduleNames, locale: Locale): string =>
	fill(impossible[reason.kind], reason, names, locale);
