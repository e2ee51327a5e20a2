import type { GatheringView, NewGathering } from '#server/gather/gathering/schema.ts';

type Question = NewGathering['questions'][number];

const slug = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, 40)
		.replace(/^-+|-+$/g, '') || 'tanya';

/**
 * Questions as an organiser writes them, one a line: `Ukuran kaus: S | M | L` asks to choose, `[ ] Saya vegetarian`
 * asks to tick, anything else asks for words; a `*` at the end makes the answer needed. A question keeps its id
 * while its words stay.
 */
export function readQuestions(text: string, before: Question[] = []): Question[] {
	const ids = new Set<string>();
	return text
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean)
		.map((line) => {
			const required = line.endsWith('*');
			const words = required ? line.slice(0, -1).trim() : line;
			const tick = /^\[\s?\]\s*(.+)$/.exec(words);
			const choice = /^(.+?):\s*(.+\|.+)$/.exec(words);
			const label = (tick?.[1] ?? choice?.[1] ?? words).trim().slice(0, 200);
			const options = choice ? choice[2]!.split('|').map((option) => option.trim()).filter(Boolean) : [];
			let id = before.find((question) => question.label === label)?.id ?? slug(label);
			for (let n = 2; ids.has(id); n++) id = `${slug(label).slice(0, 36)}-${n}`;
			ids.add(id);
			return { id, label, kind: tick ? 'check' : choice ? 'choice' : 'text', required, options } as Question;
		});
}

/** Questions as they are written in the form. */
export const writeQuestions = (questions: Question[]): string =>
	questions
		.map(({ label, kind, required, options }) => {
			const words = kind === 'check' ? `[ ] ${label}` : kind === 'choice' ? `${label}: ${options.join(' | ')}` : label;
			return required ? `${words} *` : words;
		})
		.join('\n');

/** What the form sent, as the procedures take it. */
export function readGatheringForm(data: FormData, before: Question[] = []) {
	const text = (name: string) => String(data.get(name) ?? '').trim();
	const mode = text('mode') as NewGathering['mode'];
	return {
		title: text('title'),
		summary: text('summary') || null,
		description: text('description') || null,
		mode,
		startsAt: text('startsAt'),
		endsAt: text('endsAt'),
		timeZone: text('timeZone'),
		placeName: mode === 'online' ? null : text('placeName') || null,
		placeAddress: mode === 'online' ? null : text('placeAddress') || null,
		city: mode === 'online' ? null : text('city') || null,
		mapUrl: mode === 'online' ? null : text('mapUrl') || null,
		roomUrl: mode === 'onsite' ? null : text('roomUrl') || null,
		audience: text('audience') as NewGathering['audience'],
		capacity: text('capacity') ? Number(text('capacity')) : null,
		approvalRequired: data.get('approvalRequired') === 'on',
		questions: readQuestions(text('questions'), before)
	};
}

/** A gathering as form values. */
export const gatheringFormValues = (gathering: GatheringView): Record<string, string | null> => ({
	title: gathering.title,
	summary: gathering.summary,
	description: gathering.description,
	mode: gathering.mode,
	startsAt: gathering.localStart,
	endsAt: gathering.localEnd,
	timeZone: gathering.timeZone,
	placeName: gathering.placeName,
	placeAddress: gathering.placeAddress,
	city: gathering.city,
	mapUrl: gathering.mapUrl,
	roomUrl: gathering.roomUrl,
	audience: gathering.audience,
	capacity: gathering.capacity === null ? '' : String(gathering.capacity),
	approvalRequired: gathering.approvalRequired ? 'on' : '',
	questions: writeQuestions(gathering.questions)
});

/** Time zones to choose from: Indonesia's four first, by their letters. */
export function zoneOptions(locale: 'id' | 'en'): { value: string; label: string }[] {
	const home = [
		{ value: 'Asia/Jakarta', label: 'WIB (Jakarta, Sumatera, Jawa)' },
		{ value: 'Asia/Pontianak', label: 'WIB (Pontianak)' },
		{ value: 'Asia/Makassar', label: 'WITA (Makassar, Bali, Kalimantan)' },
		{ value: 'Asia/Jayapura', label: 'WIT (Jayapura, Maluku, Papua)' }
	];
	const known = new Set(home.map(({ value }) => value));
	const others = Intl.supportedValuesOf('timeZone')
		.filter((zone) => !known.has(zone) && zone.includes('/'))
		.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))
		.sort((a, b) => a.label.localeCompare(b.label, locale));
	return [...home, ...others];
}
