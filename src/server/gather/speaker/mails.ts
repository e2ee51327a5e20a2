import type { Addressee } from '#server/gate/public.ts';
import { say, type Locale, type Sentence } from '#server/kernel/errors.ts';
import type { Letter } from '#server/kernel/mail.ts';

const subject: Sentence = { id: 'Halaman pembicara Anda di {title}', en: 'Your speaker’s page at {title}' };

const text: Sentence = {
	id: `Halo {name},

Anda tercatat sebagai pembicara di {title} ({organisation}). Lewat tautan ini Anda masuk dan memegang halaman Anda sendiri: perkenalan, foto, dan siapa yang boleh menghubungi Anda.

{link}

Tautan ini milik Anda dan berlaku 30 hari; jangan diteruskan.`,
	en: `Hello {name},

You are on the programme of {title} ({organisation}). This link signs you in, and your page is yours: what it says of you, your photo, and who may get in touch.

{link}

The link is yours alone and valid for 30 days; do not pass it on.`
};

const message: Sentence = {
	id: 'Halo {name}, Anda pembicara di {title}. Buka tautan ini untuk memegang halaman Anda sendiri (hanya untuk Anda): {link}',
	en: 'Hello {name}, you speak at {title}. Open this link to take over your own page (for you alone): {link}'
};

interface Invitation {
	to: Addressee;
	title: string;
	link: string;
}

const valuesOf = ({ to, title, link }: Invitation) => ({
	name: to.callName ?? to.name,
	title,
	organisation: to.organisation.name,
	link
});

/** What an organiser sends by WhatsApp. */
export const speakerMessage = (invitation: Invitation, locale: Locale): string =>
	say(message, locale, valuesOf(invitation));

/** The letter that invites a speaker to take over their page. */
export function speakerLetter(invitation: Invitation, email: string): Letter {
	const { to } = invitation;
	return {
		kind: 'speaker-invitation',
		organisationId: to.organisation.id,
		personId: to.personId,
		locale: to.locale,
		to: { address: email, name: to.name },
		subject: say(subject, to.locale, valuesOf(invitation)),
		text: say(text, to.locale, valuesOf(invitation))
	};
}
