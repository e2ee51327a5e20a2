import { z } from 'zod';
import { refusals } from '#server/kernel/errors.ts';
import { GatheringHeadShape, LinkShape, SessionLineShape, Where } from '../programme/schema.ts';

export const fail = refusals({
	SPEAKER_CLAIMED: {
		status: 409,
		id: '{name} sudah masuk dan memegang halamannya sendiri.',
		en: '{name} has already signed in and holds their own page.'
	}
});

export const One = z.object({ speakerId: z.uuid() });

const line = {
	id: z.uuid(),
	personId: z.uuid(),
	name: z.string(),
	title: z.string().nullable(),
	companyName: z.string().nullable(),
	photoFileId: z.uuid().nullable()
};

export const SpeakerShape = z.object({
	...line,
	city: z.string().nullable(),
	biography: z.string().nullable().describe('Markdown: the person’s own words once they have signed in, else the programme’s.'),
	biographyHtml: z.string().describe('The biography as safe HTML.'),
	links: z.array(LinkShape),
	isViewer: z.boolean(),
	gathering: GatheringHeadShape,
	sessions: z.array(SessionLineShape),
	rooms: z.array(z.object({ id: z.uuid(), name: z.string() })),
	can: z.object({
		star: z.boolean(),
		meet: z.boolean().describe('May open the person’s page among the people of this gathering.'),
		manage: z.boolean()
	})
});
export type SpeakerView = z.infer<typeof SpeakerShape>;

export const SpeakerSearch = Where.extend({
	search: z.string().max(200).optional(),
	state: z.enum(['claimed', 'invited', 'not_invited']).optional(),
	offset: z.coerce.number().int().min(0).default(0)
});

export const SpeakerListShape = z.object({
	total: z.number().int().describe('How many match.'),
	counts: z.object({ claimed: z.number().int(), invited: z.number().int(), not_invited: z.number().int() }),
	speakers: z
		.array(
			z.object({
				...line,
				sessions: z.number().int(),
				state: z
					.enum(['claimed', 'invited', 'not_invited'])
					.describe('Signed in and owns their page; was sent a link; neither.'),
				invitedAt: z.date().nullable(),
				hasEmail: z.boolean(),
				hasPhone: z.boolean()
			})
		)
		.describe('Fifty at a time, by name.')
});
export type SpeakerList = z.infer<typeof SpeakerListShape>;

export const InvitedShape = z.object({
	url: z.string().nullable().describe('The personal link, to be sent by hand; null where it went by mail.'),
	whatsapp: z.string().nullable().describe('A wa.me address with the message filled in.'),
	mailedTo: z.string().nullable()
});
export type Invited = z.infer<typeof InvitedShape>;
