import { onlyLinks, ProgrammeBuilder, readLink } from './builder.ts';
import { list, own, text } from './json.ts';
import type { Programme } from './programme.ts';
import { toLine, toMarkdown } from './text.ts';
import { readDate, readMoment, toInstant } from './time.ts';

/** The views Sessionize offers: the grid by day and room, groups of sessions, speakers, everything flat. */
export type SessionizeView = 'grid' | 'sessions' | 'speakers' | 'all';

/** Which view of Sessionize this JSON is, or null. */
export function sessionizeView(json: unknown): SessionizeView | null {
	if (Array.isArray(json)) {
		const items = json.filter((item) => typeof item === 'object' && item !== null);
		if (!items.length || items.length !== json.length) return null;
		if (items.every((item) => text(item, 'date') && Array.isArray(own(item, 'rooms')))) return 'grid';
		if (items.every((item) => Array.isArray(own(item, 'sessions')) && Object.hasOwn(item, 'groupName'))) return 'sessions';
		if (items.every((item) => text(item, 'id') && (text(item, 'fullName') ?? text(item, 'firstName') ?? text(item, 'lastName')))) {
			return 'speakers';
		}
		return null;
	}
	const flat = Array.isArray(own(json, 'sessions')) && Array.isArray(own(json, 'speakers')) && Array.isArray(own(json, 'rooms'));
	return flat ? 'all' : null;
}

/**
 * Reads Sessionize's JSON: one grid, flat list or "all" view, with any speakers and session lists beside it.
 * Its times bear no zone: they are read in `timeZone`.
 */
export function readSessionize(
	files: { name: string; json: unknown; view: SessionizeView }[],
	timeZone: string
): Programme {
	const order: SessionizeView[] = ['speakers', 'all', 'grid', 'sessions'];
	const sorted = [...files].sort((a, b) => order.indexOf(a.view) - order.indexOf(b.view));
	const build = new ProgrammeBuilder(sorted.at(-1)!.name);
	const days: string[] = [];
	const flags = { said: false, bare: 0 };

	const readSession = (session: unknown, roomName: string | null, lookup: Lookup | null) => {
		const id = text(session, 'id');
		const guid = id ?? `title:${toLine(text(session, 'title')) ?? ''}`;
		const startsAt = instant(text(session, 'startsAt'), timeZone);
		const endsAt = instant(text(session, 'endsAt'), timeZone);
		const categories = categoriesOf(session, lookup);
		const speakerGuids = list(session, 'speakers').flatMap((speaker) => {
			const speakerId = typeof speaker === 'string' ? speaker : text(speaker, 'id');
			if (!speakerId) return [];
			const before = build.speakerCount;
			const made = build.speaker({
				guid: speakerId,
				personKey: speakerId,
				name: typeof speaker === 'string' ? null : (text(speaker, 'name') ?? text(speaker, 'fullName'))
			});
			if (build.speakerCount > before) flags.bare++;
			return made ?? [];
		});
		build.session({
			guid: guid,
			title: toLine(text(session, 'title')),
			subtitle: null,
			abstract: null,
			description: toMarkdown(text(session, 'description')),
			language: categories.get('language'),
			kind: categories.get('kind'),
			startsAt,
			endsAt: startsAt && endsAt && endsAt >= startsAt ? endsAt : null,
			roomGuid: build.room(roomName ?? text(session, 'room') ?? lookup?.rooms.get(text(session, 'roomId') ?? '') ?? null),
			trackGuid: build.track(categories.get('track')),
			links: onlyLinks([readLink(text(session, 'liveUrl'), 'Live'), readLink(text(session, 'recordingUrl'), 'Video')]),
			isService: own(session, 'isServiceSession') === true,
			speakerGuids
		});
	};

	const seen = new Set<string>();
	const once = (session: unknown): boolean => {
		const id = text(session, 'id');
		if (id === null) return true;
		if (seen.has(id)) return false;
		seen.add(id);
		return true;
	};

	for (const { json, view } of sorted) {
		const lookup = view === 'all' ? lookupOf(json) : null;
		if (view === 'speakers' || view === 'all') {
			flags.said = true;
			for (const speaker of view === 'all' ? list(json, 'speakers') : (json as unknown[])) {
				const guid = text(speaker, 'id');
				if (!guid) {
					build.warnings.add('noName');
					continue;
				}
				const parts = [text(speaker, 'firstName'), text(speaker, 'lastName')].filter((part) => part !== null);
				build.speaker({
					guid: guid,
					personKey: guid,
					name: text(speaker, 'fullName') ?? parts.join(' '),
					title: toLine(text(speaker, 'tagLine')),
					biography: toMarkdown(text(speaker, 'bio')),
					links: onlyLinks(list(speaker, 'links').map((link) => readLink(text(link, 'url'), text(link, 'title')))),
					pictureUrl: readLink(text(speaker, 'profilePicture'), null)?.url ?? null
				});
			}
		}
		if (view === 'all') {
			for (const room of list(json, 'rooms')) build.room(text(room, 'name'));
			for (const session of list(json, 'sessions')) if (once(session)) readSession(session, null, lookup);
		}
		if (view === 'grid') {
			for (const day of json as unknown[]) {
				const date = readDate(text(day, 'date'));
				if (date) days.push(date);
				for (const room of list(day, 'rooms')) {
					build.room(text(room, 'name'));
					for (const session of list(room, 'sessions')) {
						if (once(session)) readSession(session, text(room, 'name'), null);
					}
				}
			}
		}
		if (view === 'sessions') {
			for (const group of json as unknown[]) {
				for (const session of list(group, 'sessions')) if (once(session)) readSession(session, null, null);
			}
		}
	}
	build.warnings.add('noZone', { zone: timeZone });
	if (!flags.said && flags.bare) build.warnings.add('onlyNamedSpeakers', {}, flags.bare);
	return build.finish({ format: 'sessionize', title: null, timeZone, timeZoneFromFile: false, days });
}

function instant(said: string | null, timeZone: string): Date | null {
	const moment = readMoment(said);
	if (!moment) return null;
	return moment.instant ?? toInstant(moment.date, moment.minutes, timeZone);
}

interface Lookup {
	rooms: Map<string, string>;
	/** Category item id to its category's name and its own. */
	items: Map<string, { category: string; name: string }>;
}

function lookupOf(json: unknown): Lookup {
	const rooms = new Map<string, string>();
	for (const room of list(json, 'rooms')) {
		const id = text(room, 'id');
		const name = text(room, 'name');
		if (id && name) rooms.set(id, name);
	}
	const items: Lookup['items'] = new Map();
	for (const category of list(json, 'categories')) {
		for (const item of list(category, 'items')) {
			const id = text(item, 'id');
			const name = text(item, 'name');
			if (id && name) items.set(id, { category: text(category, 'title') ?? '', name });
		}
	}
	return { rooms, items };
}

/** What organisers' own categories say of kind, track and language, by the category's name. */
function categoriesOf(session: unknown, lookup: Lookup | null) {
	const pairs: { category: string; name: string }[] = [];
	for (const category of list(session, 'categories')) {
		for (const item of list(category, 'categoryItems')) {
			const name = text(item, 'name');
			if (name) pairs.push({ category: text(category, 'name') ?? '', name });
		}
	}
	for (const item of list(session, 'categoryItems')) {
		const found = lookup?.items.get(String(item));
		if (found) pairs.push(found);
	}
	const by: Record<'kind' | 'track' | 'language', RegExp> = {
		kind: /format|type|jenis|bentuk/i,
		track: /track|stream|jalur/i,
		language: /language|bahasa/i
	};
	return {
		get: (what: keyof typeof by) => toLine(pairs.find(({ category }) => by[what].test(category))?.name ?? null)
	};
}
