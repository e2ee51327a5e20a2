import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal } from '#server/kernel/errors.ts';
import { compareProgrammes } from './compare.ts';
import type { Programme } from './programme.ts';
import { readProgramme } from './read.ts';
import { toMarkdown } from './text.ts';

const folder = new URL('../../../../../../shared/data/programmes/', import.meta.url);
const hasSamples = existsSync(folder);
if (!hasSamples) console.warn(`SKIPPED: real programmes are not at ${folder.pathname}`);

const jakarta = { timeZone: 'Asia/Jakarta' };
const read = (content: string | Uint8Array, name = 'file', options = jakarta): Programme =>
	readProgramme([{ name, content }], options);
const sample = (...names: string[]) =>
	readProgramme(
		names.map((name) => ({ name, content: readFileSync(new URL(name, folder)) })),
		jakarta
	);
const refusalOf = (work: () => unknown): Refusal => {
	try {
		work();
	} catch (error) {
		expect(error).toBeInstanceOf(Refusal);
		return error as Refusal;
	}
	throw new Error('was not refused');
};
const counts = (programme: Programme) => ({
	sessions: programme.sessions.length,
	rooms: programme.rooms.length,
	tracks: programme.tracks.length,
	speakers: programme.speakers.length
});
const attributes = (xml: string, pattern: RegExp) => new Set([...xml.matchAll(pattern)].map((found) => found[1]));

describe.runIf(hasSamples)('real programmes', () => {
	test('FOSDEM 2025 has as many of everything as its file', () => {
		const programme = sample('frab-xml/fosdem-2025.xml');
		expect(counts(programme)).toEqual({ sessions: 943, rooms: 40, tracks: 69, speakers: 992 });
		const xml = readFileSync(new URL('frab-xml/fosdem-2025.xml', folder), 'utf8');
		expect(programme.sessions.length).toBe(xml.match(/<event /g)!.length);
		expect(programme.speakers.length).toBe(attributes(xml, /<person id="(\d+)"/g).size);
		expect(programme).toMatchObject({
			format: 'frab-xml',
			title: 'FOSDEM 2025',
			timeZone: 'Europe/Brussels',
			timeZoneFromFile: true,
			days: ['2025-02-01', '2025-02-02'],
			warnings: []
		});
		const first = programme.sessions[0]!;
		expect(first.startsAt).toEqual(new Date('2025-02-01T09:35:00Z'));
		expect(first.endsAt).toEqual(new Date('2025-02-01T10:00:00Z'));
		expect(first.abstract).not.toMatch(/<p>|&lt;/);
	});

	test('FOSDEM 2008 in the old dialect is repaired, and says so', () => {
		const programme = sample('frab-xml/fosdem-2008.xml');
		expect(counts(programme)).toEqual({ sessions: 258, rooms: 19, tracks: 27, speakers: 338 });
		expect(programme.days).toEqual(['2008-02-23', '2008-02-24']);
		expect(programme.timeZoneFromFile).toBe(false);
		const said = programme.warnings.map(({ en }) => en).join('\n');
		expect(said).toContain('"20008-02-24"');
		expect(said).toContain('Asia/Jakarta');
		expect(said).toContain('72 entries with the same name');
		for (const { id, en } of programme.warnings) expect(id).not.toBe(en);
		const php = programme.sessions.find(({ title }) => title === 'Unicoding With PHP 6')!;
		expect(php.abstract).toContain('[PHP 6](http://php6dev.blogspot.com/)');
		expect(php.description).toContain("Don't be left behind");
		expect(php.description).toMatch(/topics such as:\n\n- Character set conversion\n- Text boundary/);
		expect(JSON.stringify(programme)).not.toMatch(/&#|&amp;|<p>/);
	});

	test('31C3 goes on past midnight', () => {
		const programme = sample('frab-xml/31c3-2014.xml');
		expect(counts(programme)).toEqual({ sessions: 138, rooms: 4, tracks: 8, speakers: 198 });
		expect(programme.timeZone).toBe('Etc/GMT-1');
		const night = programme.sessions.filter(({ startsAt }) => startsAt!.toISOString().slice(11, 13) === '23');
		expect(night.length).toBeGreaterThan(0);
		expect(readProgramme(
			[{ name: 'x', content: readFileSync(new URL('frab-xml/31c3-2014.xml', folder)) }],
			{ timeZone: 'Europe/Berlin' }
		).timeZone).toBe('Europe/Berlin');
	});

	test('droidcon London has its sessions, speakers and breaks, whatever files are sent along', () => {
		const both = sample('sessionize/droidcon-london-2024.schedule.json', 'sessionize/droidcon-london-2024.speakers.json');
		expect(counts(both)).toMatchObject({ sessions: 137, rooms: 7, speakers: 117 });
		expect(both.sessions.filter(({ isService }) => isService)).toHaveLength(30);
		expect(both.speakers.find(({ name }) => name === 'Adam Ahmed')).toMatchObject({ title: 'Senior Android Engineer' });
		const three = sample(
			'sessionize/droidcon-london-2024.speakers.json',
			'sessionize/droidcon-london-2024.sponsor_sessions.json',
			'sessionize/droidcon-london-2024.schedule.json'
		);
		expect(counts(three)).toEqual(counts(both));
		expect(counts(sample('sessionize/droidcon-london-2024.sponsor_sessions.json'))).toMatchObject({ sessions: 107 });
	});

	test('what changed between two versions of droidcon San Francisco is found, and nothing else', () => {
		const version = (which: string) =>
			sample(`sessionize/droidcon-sf-2022-${which}.schedule.json`, `sessionize/droidcon-sf-2022-${which}.speakers.json`);
		const [before, after] = [version('before'), version('after')];
		expect(counts(before)).toMatchObject({ sessions: 84, speakers: 78 });
		expect(counts(after)).toMatchObject({ sessions: 84, speakers: 79 });
		const changes = compareProgrammes(before, after);
		const of = (verb: string) =>
			changes.filter((one) => one.noun === 'session' && one.verb === verb).map(({ guid }) => guid).sort();
		expect(of('added')).toEqual([]);
		expect(of('removed')).toEqual([]);
		expect(of('retitled')).toEqual([]);
		expect(of('moved')).toEqual(['330925', '332418']);
		expect(of('room_changed')).toEqual(['330676', '330925', '331028', '332418', '332816', '341670']);
		expect(of('speakers_changed')).toEqual(['330925', '332418']);
		expect(of('text_changed')).toEqual(expect.arrayContaining(['280189']));
		expect(changes.filter(({ noun, verb }) => noun === 'speaker' && verb === 'added')).toHaveLength(1);
		expect(changes.filter(({ noun, verb }) => noun === 'speaker' && verb === 'removed')).toEqual([]);
		expect(changes.find((one) => one.guid === '332418' && one.verb === 'moved')).toMatchObject({
			before: '2022-06-02T09:50:00.000Z/2022-06-02T10:30:00.000Z',
			after: '2022-06-03T08:50:00.000Z/2022-06-03T09:30:00.000Z'
		});
		expect(compareProgrammes(after, after)).toEqual([]);
	});

	test('a site’s own JSON is refused in one clear sentence', () => {
		const refusal = refusalOf(() => sample('odd/pyconfr-2025.site-own-shape.json'));
		expect(refusal.code).toBe('PROGRAMME_UNKNOWN');
		expect(refusal.say('en')).toBe(
			'"odd/pyconfr-2025.site-own-shape.json" is not a programme in a known format; what can be read is schedule.xml (frab, pentabarf, pretalx), schedule.json (c3voc, pretalx) and Sessionize JSON.'
		);
		expect(refusal.say('id')).toContain('bukan berkas program');
	});

	test('half a programme is refused, wherever it was cut', () => {
		for (const name of ['frab-xml/31c3-2014.xml', 'sessionize/droidcon-sf-2022-after.schedule.json']) {
			const whole = readFileSync(new URL(name, folder));
			for (const part of [0.01, 0.3, 0.77, 0.999]) {
				const refusal = refusalOf(() => read(whole.subarray(0, whole.length * part), name));
				expect(refusal.code).toMatch(/^PROGRAMME_(BROKEN|ENCODING)$/);
			}
		}
	});
});

const scheduleJson = (change: (conference: Record<string, unknown>) => void = () => {}) => {
	const conference: Record<string, unknown> = {
		acronym: 'temu26',
		title: 'Temu Kanal 2026',
		start: '2026-03-14',
		end: '2026-03-15',
		daysCount: 2,
		timeslot_duration: '00:05',
		time_zone_name: 'Asia/Makassar',
		rooms: [
			{ name: 'Aula', guid: 'a1f0c0de-0000-4000-8000-000000000001', capacity: 300 },
			{ name: 'Ruang Kecil', guid: 'a1f0c0de-0000-4000-8000-000000000002', capacity: null }
		],
		tracks: [{ name: 'Awan', color: '#1A2B3C', slug: 'awan' }],
		days: [
			{
				index: 1,
				date: '2026-03-14',
				day_start: '2026-03-14T08:00:00+08:00',
				day_end: '2026-03-15T03:59:00+08:00',
				rooms: {
					Aula: [
						{
							guid: '5e551000-0000-4000-8000-000000000001',
							code: 'ABCDEF',
							id: 1,
							date: '2026-03-14T09:00:00+08:00',
							start: '09:00',
							duration: '00:45',
							room: 'Aula',
							slug: 'temu26-1-awan',
							url: 'https://pretalx.example/temu26/talk/ABCDEF/',
							title: 'Awan untuk reseller',
							subtitle: '',
							track: 'Awan',
							type: 'Talk',
							language: 'id',
							abstract: 'Ringkas.',
							description: 'Panjang & **tebal**',
							do_not_record: false,
							persons: [
								{
									guid: '9e550000-0000-4000-8000-000000000001',
									code: 'SARI01',
									id: 7,
									name: 'Sari',
									public_name: 'Sari Wulandari',
									biography: 'Tentang Sari',
									avatar: 'https://pretalx.example/media/sari.webp'
								}
							],
							links: [{ url: 'https://example.com', title: 'Situs' }, { url: 'javascript:alert(1)', title: 'x' }],
							attachments: [{ url: 'https://example.com/a.pdf', title: 'Salindia' }]
						},
						{
							guid: '5e551000-0000-4000-8000-000000000002',
							id: 2,
							start: '00:30',
							duration: '01:00',
							title: 'Malam',
							persons: []
						}
					],
					'Ruang Kecil': [
						{
							guid: '5e551000-0000-4000-8000-000000000001',
							date: '2026-03-14T13:00:00+08:00',
							duration: '00:45',
							title: { en: 'Cloud again', id: 'Awan lagi' },
							persons: [{ code: 'BUDI02', name: 'Budi' }, { code: 'X' }]
						}
					]
				}
			}
		]
	};
	change(conference);
	return JSON.stringify({ schedule: { version: '1', base_url: 'https://pretalx.example/', conference } });
};

describe('schedule.json of c3voc and pretalx', () => {
	test('everything the schema has a place for is read', () => {
		const programme = read(scheduleJson());
		expect(programme).toMatchObject({
			format: 'schedule-json',
			title: 'Temu Kanal 2026',
			timeZone: 'Asia/Makassar',
			timeZoneFromFile: true,
			days: ['2026-03-14'],
			rooms: [
				{ guid: 'a1f0c0de-0000-4000-8000-000000000001', name: 'Aula', capacity: 300 },
				{ guid: 'a1f0c0de-0000-4000-8000-000000000002', name: 'Ruang Kecil', capacity: null }
			],
			tracks: [{ name: 'Awan', colour: '#1a2b3c' }]
		});
		expect(programme.sessions[0]).toMatchObject({
			guid: '5e551000-0000-4000-8000-000000000001',
			title: 'Awan untuk reseller',
			subtitle: null,
			startsAt: new Date('2026-03-14T01:00:00Z'),
			endsAt: new Date('2026-03-14T01:45:00Z'),
			roomGuid: 'a1f0c0de-0000-4000-8000-000000000001',
			speakerGuids: ['9e550000-0000-4000-8000-000000000001'],
			description: 'Panjang & **tebal**'
		});
		expect(programme.sessions[0]!.links.map(({ url }) => url)).toEqual([
			'https://pretalx.example/temu26/talk/ABCDEF/',
			'https://example.com/',
			'https://example.com/a.pdf'
		]);
		expect(programme.speakers[0]).toMatchObject({
			name: 'Sari Wulandari',
			personKey: '9e550000-0000-4000-8000-000000000001',
			biography: 'Tentang Sari',
			pictureUrl: 'https://pretalx.example/media/sari.webp'
		});
	});

	test('a time past midnight belongs to the day it stands under', () => {
		const night = read(scheduleJson()).sessions.find(({ title }) => title === 'Malam')!;
		expect(night.startsAt).toEqual(new Date('2026-03-14T16:30:00Z'));
	});

	test('a session given twice under one guid is kept twice, numbered, and said', () => {
		const programme = read(scheduleJson());
		expect(programme.sessions.map(({ guid }) => guid.slice(-4))).toEqual(['0001', '0002', '01#2']);
		expect(programme.warnings.map(({ en }) => en)).toEqual(
			expect.arrayContaining([expect.stringContaining('identifier another session already has')])
		);
		expect(programme.warnings.map(({ en }) => en).join()).toContain('without a name');
	});

	test('without a zone’s name the offsets say it, and Indonesia’s zones are known by theirs', () => {
		const programme = read(scheduleJson((conference) => delete conference.time_zone_name));
		expect(programme).toMatchObject({ timeZone: 'Asia/Makassar', timeZoneFromFile: true });
		const unknown = read(scheduleJson((conference) => (conference.time_zone_name = 'Mars/Olympus')));
		expect(unknown.warnings[0]!.en).toContain('Mars/Olympus');
	});

	test('keys that every object inherits are plain words', () => {
		const programme = read(
			`{"schedule":{"conference":{"title":"T","days":[{"date":"2026-03-14","rooms":{"__proto__":[{"guid":"constructor","title":"A","start":"09:00","duration":"00:30","track":"__proto__","persons":[{"id":1,"name":"hasOwnProperty"}]}],"constructor":[{"guid":"__proto__","title":"B","start":"09:00"}]}}]}}}`
		);
		expect(programme.rooms.map(({ name }) => name)).toEqual(['__proto__', 'constructor']);
		expect(programme.sessions.map(({ guid }) => guid)).toEqual(['constructor', '__proto__']);
		expect(({} as Record<string, unknown>).title).toBeUndefined();
	});
});

describe('schedule.xml', () => {
	const xml = (inside: string, head = '') =>
		`<?xml version="1.0"?>${head}<schedule><conference><title>T</title></conference>${inside}</schedule>`;

	test('the night after a day belongs to it where the file says when days change', () => {
		const programme = read(
			`<schedule><conference><title>T</title><day_change>09:00:00</day_change></conference><day date="2008-02-23"><event id="5"><start>01:15</start><duration>00:30</duration><title>Larut</title></event></day></schedule>`
		);
		expect(programme.sessions[0]).toMatchObject({ guid: 'id:5', startsAt: new Date('2008-02-23T18:15:00Z') });
	});

	test('a session without number or guid is recognised by its title and track', () => {
		const one = `<event><start>09:00</start><title>Buka</title><track>Umum</track></event>`;
		const programme = read(xml(`<day date="2026-03-14">${one}${one}</day>`));
		expect(programme.sessions.map(({ guid }) => guid)).toEqual(['title:buka:umum', 'title:buka:umum:2']);
		expect(programme.sessions[0]!.endsAt).toBeNull();
	});

	test('impossible dates and times leave a session unplaced, and are said', () => {
		const programme = read(
			xml(`<day date="2026-02-31"><event id="1"><start>25:99</start><title>A</title></event></day>`)
		);
		expect(programme.sessions[0]!.startsAt).toBeNull();
		expect(programme.warnings.map(({ en }) => en).join()).toMatch(/no valid date.*no time yet/s);
	});

	test('letters in the encoding the file declares are read', () => {
		const latin = Buffer.from(
			'<?xml version="1.0" encoding="ISO-8859-1"?><schedule><day date="2008-02-23"><event id="1"><title>Café</title></event></day></schedule>',
			'latin1'
		);
		expect(read(latin).sessions[0]!.title).toBe('Café');
	});

	test('entities of a file’s own are never opened', () => {
		const bomb = `<!DOCTYPE lolz [<!ENTITY a "lol">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]>`;
		const refusals = [
			xml(`<day date="2026-03-14"><event><title>&j;</title></event></day>`, bomb),
			xml(`<day/>`, `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>`),
			xml(`<day/>`, `<!DOCTYPE x [ ]>`)
		].map((text) => refusalOf(() => read(text)).code);
		expect(refusals).toEqual(Array(3).fill('PROGRAMME_ENTITIES'));
	});
});

test('whatever is no programme is refused by what it is', () => {
	const codes = (contents: (string | Uint8Array)[]) => contents.map((content) => refusalOf(() => read(content)).code);
	expect(codes(['', '  \n', new Uint8Array([0xef, 0xbb, 0xbf])])).toEqual(Array(3).fill('PROGRAMME_EMPTY'));
	expect(codes(['<!doctype html><html><body>Masuk dulu</body></html>', '<html lang="id"></html>'])).toEqual(
		Array(2).fill('PROGRAMME_PAGE')
	);
	expect(
		codes([
			'BEGIN:VCALENDAR',
			'%PDF-1.7',
			'42',
			'null',
			'[]',
			'[1,2]',
			'{}',
			'{"schedule":[]}',
			'<rss version="2.0"></rss>',
			'<schedule/>',
			'<schedule><__proto__/><conference/></schedule>'
		])
	).toEqual(Array(11).fill('PROGRAMME_UNKNOWN'));
	expect(codes([new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]), new Uint8Array([0x1f, 0x8b, 8])])).toEqual(
		Array(2).fill('PROGRAMME_ARCHIVE')
	);
	expect(codes([new Uint8Array([0x7b, 0xff, 0xfe, 0x22])])).toEqual(['PROGRAMME_ENCODING']);
	expect(codes(['{"schedule": ', '<schedule><day></schedule>', '<schedule><day'])).toEqual(
		Array(3).fill('PROGRAMME_BROKEN')
	);
	expect(codes(['{"schedule":{"conference":{"days":[]}}}'])).toEqual(['PROGRAMME_NO_SESSIONS']);
	expect(codes([new Uint8Array(12_000_001)])).toEqual(['PROGRAMME_TOO_LARGE']);
	expect(codes(['['.repeat(200_000)])).toEqual(['PROGRAMME_BROKEN']);
	expect(codes(['<a>'.repeat(500) + '</a>'.repeat(500)])).toEqual(['PROGRAMME_UNKNOWN']);
});

test('files that do not belong together are refused', () => {
	const grid = JSON.stringify([{ date: '2026-03-14', rooms: [{ id: 1, name: 'A', sessions: [{ id: '1', title: 'T' }] }] }]);
	const speakers = JSON.stringify([{ id: 'x', fullName: 'Sari' }]);
	const many = (...contents: string[]) => () =>
		readProgramme(contents.map((content, n) => ({ name: `${n}.json`, content })), jakarta);
	expect(many(grid, speakers)().speakers).toHaveLength(1);
	expect(refusalOf(many(grid, grid)).code).toBe('PROGRAMME_MIXED');
	expect(refusalOf(many(scheduleJson(), speakers)).code).toBe('PROGRAMME_MIXED');
	expect(refusalOf(many(speakers)).code).toBe('PROGRAMME_NO_SESSIONS');
});

test('Sessionize’s view of everything is read with its categories and rooms', () => {
	const programme = read(
		JSON.stringify({
			sessions: [
				{
					id: '11',
					title: 'Awan',
					description: 'D',
					startsAt: '2026-03-14T09:00:00',
					endsAt: '2026-03-14T09:45:00',
					isServiceSession: false,
					isPlenumSession: false,
					speakers: ['s1'],
					categoryItems: [5, 9],
					roomId: 3
				},
				{ id: '12', title: 'Istirahat', startsAt: '2026-03-14T10:00:00', endsAt: '2026-03-14T09:00:00', isServiceSession: true, speakers: [], roomId: 3 }
			],
			speakers: [{ id: 's1', firstName: 'Sari', lastName: '', bio: 'B', links: [{ title: 'Situs', url: 'https://sari.example' }] }],
			questions: [],
			categories: [
				{ id: 1, title: 'Track', items: [{ id: 5, name: 'Cloud' }] },
				{ id: 2, title: 'Session format', items: [{ id: 9, name: 'Panel' }] }
			],
			rooms: [{ id: 3, name: 'Aula', sort: 0 }]
		}),
		'all.json',
		{ timeZone: 'Asia/Jayapura' }
	);
	expect(programme.sessions[0]).toMatchObject({ kind: 'Panel', trackGuid: 'name:Cloud', roomGuid: 'name:Aula', startsAt: new Date('2026-03-14T00:00:00Z') });
	expect(programme.sessions[1]).toMatchObject({ isService: true, endsAt: null });
	expect(programme.speakers).toEqual([
		{ guid: 's1', personKey: 's1', name: 'Sari', title: null, biography: 'B', links: [{ label: 'Situs', url: 'https://sari.example/' }], pictureUrl: null }
	]);
});

test('HTML becomes Markdown that shows what the HTML showed, and no more', () => {
	expect(toMarkdown('<p>Satu &amp; dua</p><p>Tiga<br>empat</p>')).toBe('Satu & dua\n\nTiga\nempat');
	expect(toMarkdown('<ul><li>A</li><li><p>B</p></li></ul><ol><li>C</li></ol>')).toBe('- A\n- B\n\n1. C');
	expect(toMarkdown('<a href="https://x.example/a_b">x</a> <a href="javascript:alert(1)">y</a>')).toBe(
		'[x](https://x.example/a_b) y'
	);
	expect(toMarkdown('<p>1. bukan daftar, *bukan* tebal</p>')).toBe('1\\. bukan daftar, \\*bukan\\* tebal');
	expect(toMarkdown('<script>alert(1)</script><p>x</p><style>p{}</style>')).toBe('x');
	expect(toMarkdown('<p>&lt;script&gt;</p>')).toBe('\\<script\\>');
	expect(toMarkdown('# Sudah *Markdown*\r\n\r\n- a')).toBe('# Sudah *Markdown*\n\n- a');
	expect(toMarkdown('a\u0000b\ud800')).toBe('ab\ufffd');
	expect(toMarkdown('   ')).toBeNull();
});

test('text of any shape is turned in time that grows with its length', () => {
	for (const piece of ['<a ', '<', '<!--', '<p>', '   ', '&amp', '<li>', '<a href=x>', '[', '\n* ']) {
		const started = performance.now();
		toMarkdown(`<p>${piece.repeat(60_000 / piece.length)}`);
		expect(performance.now() - started, piece).toBeLessThan(1500);
	}
});

test('nothing but a refusal is ever thrown, whatever the file holds', () => {
	const whole = (content: string | Uint8Array) => {
		try {
			const programme = read(content);
			expect(programme.sessions.length).toBeGreaterThan(0);
			expect(new Set(programme.sessions.map(({ guid }) => guid)).size).toBe(programme.sessions.length);
			expect(compareProgrammes(programme, programme)).toEqual([]);
			for (const { startsAt, endsAt } of programme.sessions) {
				if (endsAt) expect(endsAt >= startsAt!).toBe(true);
			}
			JSON.stringify(programme);
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			expect(error.code).toMatch(/^PROGRAMME_/);
			expect(error.say('id')).not.toMatch(/\{\w+\}/);
			expect(error.say('en')).not.toMatch(/\{\w+\}/);
		}
	};
	fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), whole));
	fc.assert(fc.property(fc.json(), whole));
	// Right shape, wrong contents: every value of a good file replaced by anything.
	const anything = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constantFrom('2026-03-14', '24:00', '-1:00', 'PT5M', '2026-03-14T09:00:00+99:00'));
	const leaf = (value: unknown, replace: (path: string) => unknown, path = ''): unknown =>
		Array.isArray(value)
			? value.map((item, n) => leaf(item, replace, `${path}.${n}`))
			: typeof value === 'object' && value !== null
				? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, leaf(item, replace, `${path}.${key}`)]))
				: replace(path);
	fc.assert(
		fc.property(fc.array(anything, { minLength: 8, maxLength: 30 }), (values) => {
			let n = 0;
			whole(JSON.stringify(leaf(JSON.parse(scheduleJson()), () => values[n++ % values.length])));
		})
	);
	const element = fc.constantFrom('event', 'room', 'persons', 'person', 'date', 'start', 'duration', 'title', 'track', 'links', 'link', 'x');
	const tree = fc.letrec<{ node: string }>((tie) => ({
		node: fc.oneof(
			{ maxDepth: 6, depthSize: 'small' },
			fc.constantFrom('', '09:00', '00:30', '2026-03-14T09:00:00+07:00', '&#0;', '&#x110000;', '<![CDATA[<p>]]>', '&amp;lt;'),
			fc.tuple(element, fc.array(tie('node'), { maxLength: 4 }), fc.boolean()).map(
				([name, children, attribute]) => `<${name}${attribute ? ` id="1" guid="g" name="R"` : ''}>${children.join('')}</${name}>`
			)
		)
	})).node;
	fc.assert(
		fc.property(fc.array(tree, { maxLength: 6 }), (nodes) => whole(`<schedule><conference/><day date="2026-03-14"><room name="A"><event><title>T</title></event>${nodes.join('')}</room></day></schedule>`))
	);
});
