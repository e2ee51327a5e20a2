import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	NAME_NEEDED: {
		status: 422,
		id: 'Tulis nama Anda; satu kata pun cukup.',
		en: 'Write your name; one word is enough.'
	},
	ADDRESS_NEEDED: {
		status: 422,
		id: 'Tulis alamat surel atau nomor telepon, supaya tiketnya bisa sampai.',
		en: 'Write an e-mail address or a phone number, so that the ticket can reach you.'
	},
	PHONE_UNREADABLE: {
		status: 422,
		id: 'Nomor telepon ini tidak terbaca. Tulis misalnya 0812 3456 7890.',
		en: 'This phone number cannot be read. Write for example 0812 3456 7890.'
	},
	SIGN_IN_FIRST: {
		status: 409,
		id: 'Alamat ini sudah dikenal di sini. Masuk dulu, lalu daftar.',
		en: 'This address is known here already. Sign in first, then register.'
	}
});
