import { say, type Locale, type Sentence } from '#server/kernel/errors.ts';
import type { Letter } from '#server/kernel/mail.ts';
import type { Addressee } from '../person/queries.ts';

const subject: Sentence = {
	id: 'Undangan bergabung dengan {organisation}',
	en: 'You are invited to {organisation}'
};

const text: Sentence = {
	id: `Halo {name},

{inviter} mengundang Anda bergabung dengan {organisation}: tempat anggotanya bertemu dan tetap terhubung.

Buka tautan ini untuk bergabung. Tidak perlu kata sandi:
{link}

Tautan ini untuk Anda saja dan berlaku sampai {until}. Tidak mengenal kami? Abaikan saja surat ini.`,
	en: `Hello {name},

{inviter} invites you to join {organisation}: the place where its members meet and stay connected.

Open this link to join. No password needed:
{link}

The link is for you alone and works until {until}. You do not know us? Just ignore this mail.`
};

const message: Sentence = {
	id: 'Halo {name}, Anda diundang bergabung dengan {organisation}. Buka tautan ini untuk masuk (untuk Anda saja, sampai {until}): {link}',
	en: 'Hello {name}, you are invited to join {organisation}. Open this link to come in (for you alone, until {until}): {link}'
};

const openMessage: Sentence = {
	id: 'Anda diundang bergabung dengan {organisation}. Buka tautan ini untuk masuk (sampai {until}): {link}',
	en: 'You are invited to join {organisation}. Open this link to come in (until {until}): {link}'
};

export interface InvitationWords {
	organisation: string;
	inviter: string;
	link: string;
	expiresAt: Date;
	timeZone: string;
}

const sayUntil = (words: InvitationWords, locale: Locale): string =>
	new Intl.DateTimeFormat(locale === 'id' ? 'id-ID' : 'en-GB', {
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		timeZone: words.timeZone
	}).format(words.expiresAt);

/** The letter that invites one person. */
export function invitationLetter(
	to: Addressee & { email: string },
	words: InvitationWords
): Letter {
	const values = {
		name: to.callName ?? to.name,
		organisation: words.organisation,
		inviter: words.inviter,
		link: words.link,
		until: sayUntil(words, to.locale)
	};
	return {
		kind: 'invitation',
		organisationId: to.organisation.id,
		personId: to.personId,
		locale: to.locale,
		to: { address: to.email, name: to.name },
		subject: say(subject, to.locale, values),
		text: say(text, to.locale, values)
	};
}

/** The same as one message to send by hand; without a name for an open link. */
export function invitationMessage(
	name: string | null,
	locale: Locale,
	words: InvitationWords
): string {
	return say(name ? message : openMessage, locale, {
		name: name ?? '',
		organisation: words.organisation,
		link: words.link,
		until: sayUntil(words, locale)
	});
}
