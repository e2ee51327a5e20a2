import { fromLocalInput, toLocalInput } from '#lib/time.ts';

/** What the form of a session shows. */
export type SessionFormValues = Record<string, string>;

export const sessionFormValues = (
	session: {
		title: string;
		subtitle: string | null;
		abstract: string | null;
		description: string | null;
		kind: string | null;
		language: string | null;
		startsAt: Date | null;
		endsAt: Date | null;
		roomId: string | null;
		trackId: string | null;
		isService: boolean;
		speakers: { name: string }[];
	},
	zone: string
): SessionFormValues => ({
	title: session.title,
	subtitle: session.subtitle ?? '',
	abstract: session.abstract ?? '',
	description: session.description ?? '',
	kind: session.kind ?? '',
	language: session.language ?? '',
	startsAt: toLocalInput(session.startsAt, zone),
	endsAt: toLocalInput(session.endsAt, zone),
	roomId: session.roomId ?? '',
	trackId: session.trackId ?? '',
	isService: session.isService ? 'on' : '',
	speakers: session.speakers.map(({ name }) => name).join('\n')
});

const words = (data: FormData, name: string): string => String(data.get(name) ?? '').trim();

/** The form of a session as a procedure takes it; a room typed by name is in `newRoom`. */
export function readSessionForm(data: FormData, zone: string) {
	return {
		newRoom: words(data, 'newRoom') || null,
		fields: {
			title: words(data, 'title'),
			subtitle: words(data, 'subtitle'),
			abstract: words(data, 'abstract'),
			description: words(data, 'description'),
			kind: words(data, 'kind'),
			language: words(data, 'language'),
			startsAt: fromLocalInput(words(data, 'startsAt'), zone),
			endsAt: fromLocalInput(words(data, 'endsAt'), zone),
			roomId: words(data, 'roomId') || null,
			trackId: words(data, 'trackId') || null,
			isService: data.get('isService') === 'on',
			speakers: words(data, 'speakers')
				.split('\n')
				.map((name) => name.trim())
				.filter(Boolean)
		}
	};
}
