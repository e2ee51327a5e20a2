import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isServiceKind, numberedPersonKey, onlyLinks, ProgrammeBuilder, readLink } from './builder.ts';
import type { Programme } from './programme.ts';
import { nameInSentence, refuseProgramme } from './refusal.ts';
import { nameKey, toLine, toMarkdown } from './text.ts';
import { isTimeZone, readClock, readDate, readDuration, readMoment, toInstant, zoneOfOffsets, type ReadMoment } from './time.ts';

type Node = Record<string, unknown>;

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The five entities of XML and numbered letters; a document that defines its own never gets here. */
const decodeXml = (text: string): string =>
	text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi, (whole, hex?: string, dec?: string, name?: string) => {
		if (name) return named[name.toLowerCase()] ?? whole;
		const code = hex ? parseInt(hex, 16) : Number(dec);
		return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
	});

const parser = new XMLParser({
	ignoreAttributes: false,
	attributeNamePrefix: '@',
	textNodeName: '#text',
	parseTagValue: false,
	parseAttributeValue: false,
	ignoreDeclaration: true,
	ignorePiTags: true,
	maxNestedTags: 40,
	isArray: (name, _path, _leaf, isAttribute) =>
		!isAttribute && ['day', 'room', 'event', 'person', 'link', 'attachment', 'track'].includes(name),
	entityDecoder: {
		decode: decodeXml,
		setExternalEntities() {},
		addInputEntities() {},
		setXmlVersion() {},
		reset() {}
	}
});

const own = (node: unknown, key: string): unknown =>
	typeof node === 'object' && node !== null && Object.hasOwn(node, key) ? (node as Node)[key] : undefined;

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

/** The text of a child element or `@attribute`, or null if it says nothing. */
function text(node: unknown, key: string): string | null {
	const value = first(own(node, key));
	const said = typeof value === 'string' ? value : own(value, '#text');
	return typeof said === 'string' && said.trim() ? said : null;
}

const list = (node: unknown, key: string): unknown[] => {
	const value = own(node, key);
	return Array.isArray(value) ? value : [];
};

interface RawEvent {
	node: unknown;
	roomName: string | null;
	date: string | null;
	dayChange: number;
}

/** The document's tree; refuses what is no well-formed `<schedule>`, or defines entities. */
function parse(xml: string, file: string): unknown {
	const root = /<([A-Za-z_][\w:.-]*)/.exec(xml.replace(/<!--[\s\S]*?(-->|$)/g, ''))?.[1];
	if (/<!ENTITY|<!DOCTYPE[^>[]{0,1000}\[/i.test(xml)) refuseProgramme('PROGRAMME_ENTITIES', { file });
	if (root?.toLowerCase() === 'html' || /^\s*<!doctype html/i.test(xml)) refuseProgramme('PROGRAMME_PAGE', { file });
	if (root !== 'schedule') refuseProgramme('PROGRAMME_UNKNOWN', { file });
	const checked = XMLValidator.validate(xml);
	if (checked !== true) refuseProgramme('PROGRAMME_BROKEN', { file, line: checked.err.line });
	try {
		return first(own(parser.parse(xml), 'schedule'));
	} catch {
		return refuseProgramme('PROGRAMME_UNKNOWN', { file });
	}
}

/**
 * Reads a schedule.xml of frab, pentabarf or pretalx, with or without `<room>` elements, guids, zones and full
 * dates. `timeZone` is used where the file names neither zone nor offset. Refuses anything else.
 */
export function readFrabXml(xml: string, fileName: string, timeZone: string): Programme {
	const file = nameInSentence(fileName);
	const schedule = parse(xml, file);
	const build = new ProgrammeBuilder(fileName);
	const conference = first(own(schedule, 'conference'));
	const dayNodes = list(schedule, 'day');
	if (!conference && !dayNodes.length) refuseProgramme('PROGRAMME_UNKNOWN', { file });

	const change = readClock(text(conference, 'day_change'));
	const days: string[] = [];
	const events: RawEvent[] = [];
	for (const day of dayNodes) {
		const said = text(day, '@date') ?? '';
		const date = readDate(said);
		if (date) days.push(date);
		else build.warnings.add('dayDate', { first: toLine(said) ?? '' });
		const opens = readMoment(text(day, '@start'));
		const around = { date, dayChange: change ?? dayOpening(text(day, '@start'), opens) };
		for (const node of list(day, 'event')) events.push({ node, roomName: text(node, 'room'), ...around });
		for (const room of list(day, 'room')) {
			const roomName = text(room, '@name');
			const capacity = Number(text(room, '@capacity'));
			build.room(roomName, text(room, '@guid'), Number.isInteger(capacity) && capacity > 0 ? capacity : null);
			for (const node of list(room, 'event')) {
				events.push({ node, roomName: roomName ?? text(node, 'room'), ...around });
			}
		}
	}

	const moments = events.map(({ node }) => readMoment(text(node, 'date')));
	const zone = decideZone(text(conference, 'time_zone_name'), moments, timeZone, build);

	const conferenceEnd = text(conference, 'end');
	const lastDay = [...days].sort().at(-1);
	if (conferenceEnd && lastDay && readDate(conferenceEnd) === null) {
		build.warnings.add('endDate', { value: toLine(conferenceEnd)!, used: lastDay });
	}

	const hasGuids = events.some(({ node }) => text(node, '@guid'));
	if (events.length && !hasGuids) build.warnings.add('noGuids');
	const persons = personReader(build, !namesByNumber(events));

	const titled = new Map<string, number>();
	events.forEach(({ node, roomName, date, dayChange }, index) => {
		const title = toLine(text(node, 'title'));
		const track = toLine(text(node, 'track'));
		const kind = toLine(text(node, 'type'));
		const id = text(node, '@id');
		let guid = text(node, '@guid')?.trim() ?? (id ? `id:${id.trim()}` : null);
		if (!guid) {
			const base = `title:${nameKey(title ?? '')}:${nameKey(track ?? '')}`;
			const nth = (titled.get(base) ?? 0) + 1;
			titled.set(base, nth);
			guid = nth === 1 ? base : `${base}:${nth}`;
		}
		const moment = moments[index] ?? null;
		const startsAt = place(moment, date, readClock(text(node, 'start')), dayChange, zone.name);
		if (startsAt && date && readClock(text(node, 'start')) !== null && readClock(text(node, 'start'))! < dayChange && !moment?.instant) {
			build.warnings.add('pastMidnight', { first: title ?? '—' });
		}
		const minutes = readDuration(text(node, 'duration'));
		const speakerGuids = persons(list(first(own(node, 'persons')), 'person'));
		build.session({
			guid,
			title,
			subtitle: toLine(text(node, 'subtitle')),
			abstract: toMarkdown(text(node, 'abstract')),
			description: toMarkdown(text(node, 'description')),
			language: toLine(text(node, 'language'))?.slice(0, 40) ?? null,
			kind,
			startsAt,
			endsAt: startsAt && minutes !== null ? new Date(startsAt.getTime() + minutes * 60_000) : null,
			roomGuid: build.room(roomName),
			trackGuid: build.track(track),
			links: onlyLinks([
				readLink(text(node, 'url'), null),
				...list(first(own(node, 'links')), 'link').map(linkOf),
				...list(first(own(node, 'attachments')), 'attachment').map(linkOf)
			]),
			isService: !speakerGuids.length && isServiceKind(kind),
			speakerGuids
		});
	});

	return build.finish({
		format: 'frab-xml',
		title: toLine(text(conference, 'title')),
		timeZone: zone.name,
		timeZoneFromFile: zone.fromFile,
		city: toLine(text(conference, 'city')),
		placeName: toLine(text(conference, 'venue')),
		days
	});
}

const linkOf = (node: unknown) =>
	readLink(
		typeof node === 'string' ? node : (text(node, '@href') ?? text(node, '#text')),
		typeof node === 'string' ? null : text(node, '#text')
	);

/** Where a day begins in minutes, from its `start` ("2014-12-27T11:00:00+01:00" or "11:00"): what lies before is the night after. */
function dayOpening(said: string | null, opens: ReadMoment | null): number {
	const clock = readClock(/T(\d{2}:\d{2})/.exec(said ?? '')?.[1] ?? said);
	if (opens === null && clock === null) return 0;
	// An early bird before the day's official start is no night owl.
	return Math.min(clock ?? 0, 6 * 60);
}

function place(
	moment: ReadMoment | null,
	dayDate: string | null,
	clock: number | null,
	dayChange: number,
	zone: string
): Date | null {
	if (moment?.instant) return moment.instant;
	if (moment && moment.minutes > 0) return toInstant(moment.date, moment.minutes, zone);
	const date = dayDate ?? moment?.date ?? null;
	if (!date || clock === null) return null;
	return toInstant(date, clock < dayChange ? clock + 1440 : clock, zone);
}

function decideZone(
	said: string | null,
	moments: (ReadMoment | null)[],
	given: string,
	build: ProgrammeBuilder
): { name: string; fromFile: boolean } {
	const name = said?.trim();
	if (name && isTimeZone(name)) return { name, fromFile: true };
	if (name) build.warnings.add('unknownZone', { value: toLine(name)!, zone: given });
	const exact = moments.filter((moment) => moment?.instant !== undefined) as { instant: Date; offsetMinutes: number }[];
	const found = exact.length ? zoneOfOffsets(exact, given) : null;
	if (found) {
		if (found.startsWith('Etc/')) build.warnings.add('offsetZone', { zone: found });
		return { name: found, fromFile: true };
	}
	if (!name) build.warnings.add('noZone', { zone: given });
	return { name: given, fromFile: false };
}

/**
 * Whether a person's number means a person. In the old dialect it is the event's number and a position: then no
 * number is ever seen in two events, though the same names are.
 */
function namesByNumber(events: RawEvent[]): boolean {
	const numbers = new Set<string>();
	const names = new Map<string, string>();
	let repeated = 0;
	for (const { node } of events) {
		const here = new Set<string>();
		for (const person of list(first(own(node, 'persons')), 'person')) {
			const id = text(person, '@id');
			const name = toLine(text(person, '#text'));
			if (!id || !name || text(person, '@guid')) continue;
			if (numbers.has(id)) return true;
			here.add(id);
			if ((names.get(name) ?? id) !== id) repeated++;
			names.set(name, id);
		}
		for (const id of here) numbers.add(id);
	}
	return repeated < 2;
}

/** Reads `<person>` elements; each distinct number (else name) is one speaker. */
function personReader(build: ProgrammeBuilder, positional: boolean): (nodes: unknown[]) => string[] {
	const guids = new Map<string, string>();
	const named = new Map<string, number>();
	return (nodes) => {
		const of: string[] = [];
		for (const node of nodes) {
			const name = toLine(typeof node === 'string' ? node : (text(node, '#text') ?? text(node, 'name') ?? text(node, '@name')));
			const guid = text(node, '@guid')?.trim() ?? text(node, '@code')?.trim() ?? null;
			const id = text(node, '@id')?.trim() ?? null;
			if (!name) {
				build.warnings.add('noName');
				continue;
			}
			const identity = guid ? `guid:${guid}` : id ? `id:${id}` : `name:${name}`;
			let made = guids.get(identity);
			if (!made) {
				const key = nameKey(name) || name;
				const nth = (named.get(key) ?? 0) + 1;
				named.set(key, nth);
				const byName = nth === 1 ? `name:${key}` : `name:${key}:${nth}`;
				if (positional && nth > 1) build.warnings.add('personsByName');
				made = build.speaker({
					guid: guid ?? (id ? `id:${id}` : byName),
					name,
					personKey: guid ?? (id && !positional ? numberedPersonKey(id, name) : null),
					biography: toMarkdown(text(node, 'biography')),
					pictureUrl: readLink(text(node, '@avatar'), null)?.url ?? null
				})!;
				guids.set(identity, made);
			}
			of.push(made);
		}
		return of;
	};
}
