import { isServiceKind, numberedPersonKey, onlyLinks, ProgrammeBuilder, readLink } from './builder.ts';
import { entries, list, number, own, text } from './json.ts';
import type { Programme } from './programme.ts';
import { toLine, toMarkdown } from './text.ts';
import { isTimeZone, readClock, readDate, readDuration, readMoment, toInstant, zoneOfOffsets } from './time.ts';

/** True if this is `{ schedule: { conference: { days } } }`, the published schema of c3voc. */
export const isScheduleJson = (json: unknown): boolean =>
	Array.isArray(own(own(own(json, 'schedule'), 'conference'), 'days'));

/**
 * Reads a schedule.json of c3voc or pretalx. `timeZone` is used where the file names neither zone nor offset.
 */
export function readScheduleJson(json: unknown, fileName: string, timeZone: string): Programme {
	const build = new ProgrammeBuilder(fileName);
	const conference = own(own(json, 'schedule'), 'conference');
	const dayNodes = list(conference, 'days');

	for (const room of list(conference, 'rooms')) {
		build.room(text(room, 'name'), text(room, 'guid'), positive(number(room, 'capacity')));
	}
	const colours = new Map<string, { slug: string | null; colour: string | null }>();
	for (const track of list(conference, 'tracks')) {
		const name = toLine(typeof track === 'string' ? track : text(track, 'name'));
		if (name) colours.set(name, { slug: text(track, 'slug'), colour: text(track, 'color') });
	}

	const days: string[] = [];
	const events: { event: unknown; roomName: string; date: string | null; opens: number }[] = [];
	for (const day of dayNodes) {
		const said = text(day, 'date');
		const date = readDate(said);
		if (date) days.push(date);
		else build.warnings.add('dayDate', { first: toLine(said) ?? '' });
		const clock = readClock(/T(\d{2}:\d{2})/.exec(text(day, 'day_start') ?? '')?.[1] ?? null) ?? 0;
		for (const [roomName, held] of entries(own(day, 'rooms'))) {
			build.room(roomName);
			if (!Array.isArray(held)) continue;
			for (const event of held) events.push({ event, roomName, date, opens: Math.min(clock, 6 * 60) });
		}
	}

	const moments = events.map(({ event }) => readMoment(text(event, 'date')));
	const named = text(conference, 'time_zone_name')?.trim();
	const exact = moments.filter((moment) => moment?.instant !== undefined) as { instant: Date; offsetMinutes: number }[];
	const found = named && isTimeZone(named) ? named : exact.length ? zoneOfOffsets(exact, timeZone) : null;
	const zone = found ?? timeZone;
	if (named && named !== found) build.warnings.add('unknownZone', { value: toLine(named)!, zone });
	else if (!found) build.warnings.add('noZone', { zone });
	else if (!named && found.startsWith('Etc/')) build.warnings.add('offsetZone', { zone });

	const end = text(conference, 'end');
	const lastDay = [...days].sort().at(-1);
	if (end && lastDay && readDate(end) === null) build.warnings.add('endDate', { value: toLine(end)!, used: lastDay });
	if (events.length && !events.some(({ event }) => text(event, 'guid') ?? text(event, 'code'))) {
		build.warnings.add('noGuids');
	}

	events.forEach(({ event, roomName, date, opens }, index) => {
		const moment = moments[index] ?? null;
		const clock = readClock(text(event, 'start'));
		let startsAt: Date | null = null;
		if (moment?.instant) startsAt = moment.instant;
		else if (moment && moment.minutes > 0) startsAt = toInstant(moment.date, moment.minutes, zone);
		else if ((date ?? moment?.date) && clock !== null) {
			startsAt = toInstant((date ?? moment?.date)!, clock < opens ? clock + 1440 : clock, zone);
		}
		const minutes = readDuration(text(event, 'duration'));
		const title = toLine(text(event, 'title'));
		const trackName = toLine(text(event, 'track') ?? text(own(event, 'track'), 'name'));
		const track = trackName ? colours.get(trackName) : undefined;
		const kind = toLine(text(event, 'type'));
		const speakerGuids = list(event, 'persons').flatMap((person) => readPerson(build, person) ?? []);
		const guid =
			text(event, 'guid') ?? (text(event, 'code') ? `code:${text(event, 'code')}` : null) ??
			(text(event, 'id') ? `id:${text(event, 'id')}` : `title:${title ?? ''}`);
		build.session({
			guid: guid.trim(),
			title,
			subtitle: toLine(text(event, 'subtitle')),
			abstract: toMarkdown(text(event, 'abstract')),
			description: toMarkdown(text(event, 'description')),
			language: toLine(text(event, 'language'))?.slice(0, 40) ?? null,
			kind,
			startsAt,
			endsAt: startsAt && minutes !== null ? new Date(startsAt.getTime() + minutes * 60_000) : null,
			roomGuid: build.room(roomName),
			trackGuid: build.track(trackName, null, track?.colour ?? null),
			links: onlyLinks([
				readLink(text(event, 'url'), null),
				...[...list(event, 'links'), ...list(event, 'attachments')].map((link) =>
					readLink(typeof link === 'string' ? link : text(link, 'url'), text(link, 'title'))
				)
			]),
			isService: !speakerGuids.length && isServiceKind(kind),
			speakerGuids
		});
	});

	return build.finish({
		format: 'schedule-json',
		title: toLine(text(conference, 'title')) ?? toLine(text(conference, 'acronym')),
		timeZone: zone,
		timeZoneFromFile: found !== null,
		city: toLine(text(conference, 'city')),
		placeName: toLine(text(conference, 'venue')),
		days
	});
}

const positive = (value: number | null): number | null =>
	value !== null && Number.isInteger(value) && value > 0 && value < 1_000_000 ? value : null;

function readPerson(build: ProgrammeBuilder, person: unknown): string | null {
	const name = toLine(
		typeof person === 'string'
			? person
			: (text(person, 'public_name') ?? text(person, 'name') ?? text(person, 'full_public_name') ?? text(person, 'full_name'))
	);
	if (!name) {
		build.warnings.add('noName');
		return null;
	}
	const guid = text(person, 'guid')?.trim() ?? null;
	const code = text(person, 'code')?.trim() ?? null;
	const id = text(person, 'id')?.trim() ?? null;
	return build.speaker({
		guid: guid ?? (code ? `code:${code}` : id ? `id:${id}` : `name:${name}`),
		personKey: guid ?? (code || id ? numberedPersonKey((code ?? id)!, name) : null),
		name,
		biography: toMarkdown(text(person, 'biography') ?? text(person, 'bio')),
		links: onlyLinks(list(person, 'links').map((link) => readLink(text(link, 'url'), text(link, 'title')))),
		pictureUrl: readLink(text(person, 'avatar') ?? text(person, 'avatar_url'), null)?.url ?? null
	});
}

