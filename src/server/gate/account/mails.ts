import { say, type Locale, type Sentence } from '#server/kernel/errors.ts';
import type { Letter } from '#server/kernel/mail.ts';
import { codeMinutes } from './rules.ts';

const subject: Sentence = { id: '{code} adalah kode masuk Anda', en: '{code} is your sign-in code' };

const text: Sentence = {
	id: `Kode masuk Anda di {host}:

{code}

Kode ini berlaku {minutes} menit dan hanya sekali pakai. Jangan berikan kepada siapa pun; kami tidak pernah memintanya.

Tidak merasa meminta? Abaikan saja surat ini. Tanpa kode ini tidak ada yang bisa masuk.`,
	en: `Your sign-in code at {host}:

{code}

It is valid for {minutes} minutes and works once. Give it to nobody; we never ask for it.

You did not ask for it? Ignore this mail. Without the code nobody gets in.`
};

/** The letter with a code. The same for every address, known or not. */
export function codeLetter(letter: { email: string; code: string; host: string; locale: Locale }): Letter {
	const values = { code: letter.code, host: letter.host, minutes: codeMinutes };
	return {
		kind: 'sign-in-code',
		organisationId: null,
		personId: null,
		locale: letter.locale,
		to: { address: letter.email },
		subject: say(subject, letter.locale, values),
		text: say(text, letter.locale, values)
	};
}
