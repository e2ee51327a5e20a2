import type { Addressee } from '#server/gate/public.ts';
import { say, type Sentence } from '#server/kernel/errors.ts';
import type { Letter } from '#server/kernel/mail.ts';

const asked = {
	subject: {
		id: '{name} ingin tetap terhubung dengan Anda',
		en: '{name} would like to stay in touch'
	},
	text: {
		id: `Halo {to},

{name} ({what}) ingin terhubung dengan Anda di {organisation}:

"{line}"

Jawab di sini: {link}

Belum sempat? Tidak apa-apa. {name} tidak melihat apakah surat ini sudah dibaca, dan kontak Anda baru dibagikan kalau Anda menerimanya.`,
		en: `Hello {to},

{name} ({what}) would like to connect with you at {organisation}:

"{line}"

Answer here: {link}

No time now? That is fine. {name} cannot see whether this was read, and nothing of your contact is shared until you accept.`
	}
} satisfies Record<string, Sentence>;

const accepted = {
	subject: { id: '{name} menerima ajakan Anda', en: '{name} accepted' },
	text: {
		id: `Halo {to},

Anda dan {name} ({what}) sekarang terhubung di {organisation}. Semua yang kalian bicarakan dan janjikan ada di satu tempat:

{link}`,
		en: `Hello {to},

You and {name} ({what}) are connected at {organisation}. Everything you say and promise each other is in one place:

{link}`
	}
} satisfies Record<string, Sentence>;

interface About {
	to: Addressee & { email: string };
	name: string;
	/** "title, company". */
	what: string;
	line: string;
	link: string;
}

const letter = (
	kind: string,
	words: { subject: Sentence; text: Sentence },
	about: About
): Letter => {
	const { to } = about;
	const values = {
		to: to.callName ?? to.name,
		name: about.name,
		what: about.what || to.organisation.name,
		organisation: to.organisation.name,
		line: about.line,
		link: about.link
	};
	return {
		kind,
		organisationId: to.organisation.id,
		personId: to.personId,
		locale: to.locale,
		to: { address: to.email, name: to.name },
		subject: say(words.subject, to.locale, values),
		text: say(words.text, to.locale, values)
	};
};

/** Tells somebody that they were asked. */
export const askedLetter = (about: About): Letter => letter('connection-asked', asked, about);

/** Tells the asker that the answer was yes. */
export const acceptedLetter = (about: About): Letter =>
	letter('connection-accepted', accepted, about);
