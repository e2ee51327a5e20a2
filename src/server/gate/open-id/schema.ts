import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';

export const fail = refusals({
	OPEN_ID_OFF: {
		status: 404,
		id: 'Cara masuk ini tidak dipasang di sini. Masuk dengan kode.',
		en: 'This way to sign in is not set up here. Sign in with a code.'
	},
	OPEN_ID_AWAY: {
		status: 502,
		id: '{name} sedang tidak bisa dihubungi. Coba lagi sebentar lagi, atau masuk dengan kode.',
		en: '{name} cannot be reached. Try again in a moment, or sign in with a code.'
	},
	OPEN_ID_LATE: {
		status: 422,
		id: 'Permintaan masuk ini sudah kedaluwarsa atau dimulai di peramban lain. Coba sekali lagi.',
		en: 'This sign-in has expired or was begun in another browser. Try once more.'
	},
	OPEN_ID_REFUSED: {
		status: 422,
		id: '{name} tidak mengizinkan masuk. Coba lagi, atau masuk dengan kode.',
		en: '{name} did not let you in. Try again, or sign in with a code.'
	},
	OPEN_ID_UNPROVED: {
		status: 422,
		id: '{name} tidak menjamin alamat surel Anda. Masuk dengan kode dulu, lalu hubungkan {name} di halaman Saya.',
		en: '{name} does not vouch for your address. Sign in with a code first, then connect {name} on your own page.'
	},
	OPEN_ID_TAKEN: {
		status: 409,
		id: 'Akun {name} ini sudah terhubung ke akun lain di sini.',
		en: 'This {name} account is connected to another account here.'
	}
});

export const Begun = z.object({
	url: z.string().describe('Where the browser goes now.'),
	state: z.string().describe('Kept in the browser (a cookie) and shown again at the end, so that only it can finish.')
});
