import { readFileSync, existsSync } from 'node:fs';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { person } from '#server/gate/person/tables.ts';
import { testProduct, type TestProduct } from '../../../../tests/database.ts';
import {
	makeGathering,
	makeHost,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type MadeGathering,
	type MadeOrganisation,
	type MadePerson
} from '../../../../tests/factories.ts';
import { speaker } from './tables.ts';

const folder = new URL('../../../../../shared/data/programmes/', import.meta.url);
const hasSamples = existsSync(folder);
if (!hasSamples) console.warn(`SKIPPED: real programmes are not at ${folder.pathname}`);

let t: TestProduct;
let home: MadeOrganisation;
let organiser: MadePerson;
let member: MadePerson;
let at: MadeGathering;
beforeAll(async () => void (t = await testProduct()));
afterAll(() => t?.close());
beforeEach(async () => {
	home = await makeOrganisation(t);
	organiser = await makePerson(t, home.id, { role: 'organiser' });
	member = await makePerson(t, home.id);
	at = await makeGathering(t, home.id, {
		startsAt: new Date(Date.now() + 30 * 86_400_000),
		endsAt: new Date(Date.now() + 32 * 86_400_000)
	});
});

const where = () => ({ organisation: home.slug, gathering: at.slug });
const as = (who: MadePerson | null) => t.as(who?.accountId ?? null).gather.programme;
const file = (content: unknown, name = 'schedule.json') =>
	new File([typeof content === 'string' || content instanceof Uint8Array ? (content as string) : JSON.stringify(content)], name);
const sample = (name: string) => file(readFileSync(new URL(name, folder)) as never, name);

interface Talk {
	guid: string;
	title: string;
	start?: string;
	room?: string;
	track?: string;
	type?: string;
	persons?: { guid: string; name: string; biography?: string }[];
}

const sari = { guid: '9e550000-0000-4000-8000-000000000001', name: 'Sari', biography: 'Tentang Sari' };
const budi = { guid: '9e550000-0000-4000-8000-000000000002', name: 'Budi' };
const cloud: Talk = { guid: 's-cloud', title: 'Awan untuk reseller', start: '09:00', room: 'Aula', persons: [sari] };
const panel: Talk = { guid: 's-panel', title: 'Panel', start: '10:00', room: 'Kecil', persons: [budi, sari] };
const lunch: Talk = { guid: 's-lunch', title: 'Makan siang', start: '12:00', room: 'Aula', type: 'lunch' };

const schedule = (talks: Talk[]) => {
	const date = at.startsAt.toISOString().slice(0, 10);
	const rooms: Record<string, unknown[]> = {};
	for (const { room = 'Aula', start = '09:00', ...talk } of talks) {
		(rooms[room] ??= []).push({ ...talk, start, duration: '00:45' });
	}
	return file({ schedule: { conference: { title: 'Temu', time_zone_name: 'Asia/Jakarta', days: [{ date, rooms }] } } });
};
const importing = (talks: Talk[]) => as(organiser).import({ ...where(), files: [schedule(talks)] });
const find = (who: MadePerson | null = null, input = {}) => as(who).find({ ...where(), ...input });
const titled = async (title: string, who: MadePerson | null = member) =>
	(await find(who)).sessions.find((session) => session.title === title)!;

describe('importing', () => {
	test('a programme becomes rooms, sessions and people without accounts', async () => {
		const done = await importing([cloud, panel, lunch]);
		expect(done.counts).toEqual({ sessions: 3, breaks: 1, rooms: 2, tracks: 0, speakers: 2, days: 1 });
		const view = await find();
		expect(view.sessions.map(({ title, speakers }) => [title, speakers.map(({ name }) => name)])).toEqual([
			['Awan untuk reseller', ['Sari']],
			['Panel', ['Budi', 'Sari']],
			['Makan siang', []]
		]);
		expect(view).toMatchObject({ total: 3, speakers: 2, starred: 0, can: { star: false, manage: false } });
		expect(view.sessions[2]!.isService).toBe(true);
		const [made] = await t.kernel.database.db.select().from(person).where(eq(person.importKey, `speaker:${sari.guid}`));
		expect(made).toMatchObject({ name: 'Sari', accountId: null, about: 'Tentang Sari', organisationId: home.id });
	});

	test('the same file again changes nothing', async () => {
		await importing([cloud, panel, lunch]);
		const before = await find();
		const again = await importing([cloud, panel, lunch]);
		expect(again.changeCounts).toEqual([]);
		expect({ ...(await find()), now: null }).toEqual({ ...before, now: null });
		const rows = await t.kernel.database.db.select().from(speaker).where(eq(speaker.gatheringId, at.id));
		expect(rows).toHaveLength(2);
	});

	test('a newer version updates, removes and restores, and says so', async () => {
		await importing([cloud, panel, lunch]);
		const first = await titled('Awan untuk reseller');
		const second = await importing([
			{ ...cloud, title: 'Awan untuk semua', start: '11:00', room: 'Kecil' },
			lunch,
			{ guid: 's-new', title: 'Baru', start: '14:00' }
		]);
		expect(second.changeCounts).toEqual(
			expect.arrayContaining([
				{ noun: 'speaker', verb: 'removed', count: 1 },
				{ noun: 'session', verb: 'retitled', count: 1 },
				{ noun: 'session', verb: 'moved', count: 1 },
				{ noun: 'session', verb: 'room_changed', count: 1 },
				{ noun: 'session', verb: 'added', count: 1 },
				{ noun: 'session', verb: 'removed', count: 1 }
			])
		);
		const moved = await titled('Awan untuk semua');
		expect(moved.id).toBe(first.id);
		expect((await find()).sessions.map(({ title }) => title)).not.toContain('Panel');
		const third = await importing([cloud, panel, lunch]);
		expect(third.changeCounts).toEqual(expect.arrayContaining([{ noun: 'session', verb: 'added', count: 1 }]));
		expect((await titled('Panel')).speakers.map(({ name }) => name)).toEqual(['Budi', 'Sari']);
		const { imports, total } = await as(organiser).listImports(where());
		expect(total).toBe(3);
		expect(imports[0]).toMatchObject({ by: organiser.name, format: 'schedule-json', fileName: 'schedule.json' });
		expect(imports[1]!.changes).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ verb: 'room_changed', before: 'Aula', after: 'Kecil' }),
				expect.objectContaining({ noun: 'speaker', verb: 'removed', title: 'Budi' })
			])
		);
	});

	test('a preview says what would change, changes nothing, and can be taken over', async () => {
		await importing([cloud, panel]);
		const preview = await as(organiser).preview({ ...where(), files: [schedule([{ ...cloud, start: '16:00' }])] });
		expect(preview).toMatchObject({ isFirst: false, counts: { sessions: 1, speakers: 1 }, toBeTold: 0 });
		expect(preview.changes.map(({ noun, verb, title }) => `${noun} ${verb} ${title}`)).toEqual([
			'room removed Kecil',
			'speaker removed Budi',
			'session moved Awan untuk reseller',
			'session removed Panel'
		]);
		expect((await find()).total).toBe(2);
		await as(organiser).import({ ...where(), draftId: preview.draftId });
		expect((await find()).sessions.map(({ title }) => title)).toEqual(['Awan untuk reseller']);
		await expect(as(organiser).import({ ...where(), draftId: preview.draftId })).rejects.toMatchObject({ code: 'DRAFT_GONE' });
	});

	test('a preview is for the gathering it was made at, and for a day', async () => {
		const { draftId } = await as(organiser).preview({ ...where(), files: [schedule([cloud])] });
		const other = await makeGathering(t, home.id);
		await expect(
			as(organiser).import({ organisation: home.slug, gathering: other.slug, draftId })
		).rejects.toMatchObject({ code: 'DRAFT_GONE' });
		t.clock.advance(25 * 3_600_000);
		await expect(as(organiser).import({ ...where(), draftId })).rejects.toMatchObject({ code: 'DRAFT_GONE' });
		t.clock.set(new Date());
	});

	test('a file that cannot be read is refused in the caller’s language and leaves nothing', async () => {
		const refused = (locale: 'id' | 'en') =>
			t.as(organiser.accountId, { locale }).gather.programme.import({ ...where(), files: [file('{}', 'x.json')] });
		await expect(refused('en')).rejects.toMatchObject({ code: 'PROGRAMME_UNKNOWN', status: 422, message: expect.stringContaining('not a programme') });
		await expect(refused('id')).rejects.toMatchObject({ message: expect.stringContaining('bukan berkas program') });
		expect((await as(organiser).listImports(where())).total).toBe(0);
	});

	test('a file that would empty the programme, or lies on other days, is warned of', async () => {
		await importing([cloud, panel, lunch]);
		const { warnings } = await as(organiser).preview({ ...where(), files: [schedule([{ ...lunch, guid: 's-other' }])] });
		expect(warnings.join()).toContain('3 of the 3 present sessions');
	});

	test('the same speaker at two gatherings of one organisation is one person, in another organisation another', async () => {
		await importing([cloud]);
		const here = (await titled('Awan untuk reseller', null)).speakers[0]!.personId;
		at = await makeGathering(t, home.id);
		await importing([cloud]);
		expect((await titled('Awan untuk reseller', null)).speakers[0]!.personId).toBe(here);
		home = await makeOrganisation(t);
		organiser = await makePerson(t, home.id, { role: 'organiser' });
		at = await makeGathering(t, home.id);
		await importing([cloud]);
		expect((await titled('Awan untuk reseller', null)).speakers[0]!.personId).not.toBe(here);
	});

	test('what a speaker wrote of themselves is never overwritten', async () => {
		await importing([cloud]);
		const { personId, id } = (await titled('Awan untuk reseller')).speakers[0]!;
		const guest = await makePerson(t, home.id, { role: null });
		const { db } = t.kernel.database;
		await db.update(person).set({ accountId: null }).where(eq(person.id, guest.id));
		await db.update(person).set({ accountId: guest.accountId, name: 'Sari Wulandari', about: 'Saya sendiri' }).where(eq(person.id, personId));
		await importing([{ ...cloud, persons: [{ ...sari, name: 'S. Wulandari', biography: 'Lain' }] }]);
		expect(await as(null).findSpeaker({ speakerId: id })).toMatchObject({ name: 'Sari Wulandari', biography: 'Saya sendiri' });
	});

	test('a speaker who erased themselves stays forgotten', async () => {
		await importing([cloud, panel]);
		const { personId } = (await titled('Awan untuk reseller')).speakers[0]!;
		const { db } = t.kernel.database;
		await db.update(person).set({ erasedAt: new Date(), name: '' }).where(eq(person.id, personId));
		await db.delete(speaker).where(eq(speaker.personId, personId));
		const again = await importing([cloud, panel]);
		expect(again.changeCounts).toEqual([]);
		expect((await titled('Panel')).speakers.map(({ name }) => name)).toEqual(['Budi']);
		expect(JSON.stringify(await as(organiser).listImports(where()))).not.toContain('Sari');
	});

	test('speakers are people of the gathering while they are on its programme', async () => {
		await importing([panel]);
		const peopleOf = async () =>
			(await t.kernel.database.db.execute(sql`select person_id from gather.speaker where gathering_id = ${at.id} and removed_at is null`)).rows.length;
		expect(await peopleOf()).toBe(2);
		await importing([cloud]);
		expect(await peopleOf()).toBe(1);
	});
});

describe('telling', () => {
	const lettersTo = (who: MadePerson) =>
		t.mails.filter((letter) => letter.personId === who.id && letter.kind === 'programme-changed');

	test('who starred a session that moved or went gets one letter with all of it, once', async () => {
		await importing([cloud, panel, lunch]);
		const other = await makePerson(t, home.id);
		await as(member).star({ sessionId: (await titled('Awan untuk reseller')).id });
		await as(member).star({ sessionId: (await titled('Panel')).id });
		await as(organiser).star({ sessionId: (await titled('Panel')).id });
		const newer = schedule([{ ...cloud, start: '15:00', room: 'Balkon' }, lunch]);
		expect((await as(organiser).preview({ ...where(), files: [newer] })).toBeTold).toBe(2);
		await as(organiser).import({ ...where(), files: [newer] });
		await t.drain();
		await t.drain();
		expect(lettersTo(member)).toHaveLength(1);
		const { text, subject } = lettersTo(member)[0]!;
		expect(subject).toContain(at.title);
		expect(text).toContain('Awan untuk reseller: pindah ke');
		expect(text).toContain('15.00 WIB');
		expect(text).toContain('Balkon');
		expect(text).toContain('Panel: tidak jadi diadakan');
		expect(text).toContain(`/${home.slug}/g/${at.slug}/programme`);
		expect(lettersTo(organiser)[0]!.text).not.toContain('Awan untuk reseller');
		expect(lettersTo(other)).toEqual([]);
	});

	test('a new title alone is told to nobody, a draft and a gathering that is over tell nobody', async () => {
		await importing([cloud]);
		await as(member).star({ sessionId: (await titled('Awan untuk reseller')).id });
		await importing([{ ...cloud, title: 'Lain' }]);
		await t.drain();
		expect(lettersTo(member)).toEqual([]);
		t.clock.set(new Date(at.endsAt.getTime() + 1000));
		await importing([{ ...cloud, title: 'Lain', start: '16:00' }]);
		await t.drain();
		t.clock.set(new Date());
		expect(lettersTo(member)).toEqual([]);
	});

	test('edits by hand are told together, ten minutes later, and not where they end where they began', async () => {
		await importing([cloud, panel]);
		const [first, second] = [await titled('Awan untuk reseller'), await titled('Panel')];
		await as(member).star({ sessionId: first.id });
		await as(member).star({ sessionId: second.id });
		const later = (date: Date, minutes: number) => new Date(date.getTime() + minutes * 60_000);
		const move = (session: typeof first, minutes: number) =>
			as(organiser).updateSession({ sessionId: session.id, startsAt: later(session.startsAt!, minutes), endsAt: later(session.endsAt!, minutes) });
		await move(first, 60);
		await move(first, 120);
		await move(second, 60);
		await move(second, 0);
		await t.drain();
		expect(lettersTo(member)).toEqual([]);
		await t.drain(later(new Date(), 15));
		expect(lettersTo(member)).toHaveLength(1);
		const [letter] = lettersTo(member);
		expect(letter!.text).toContain('11.00 WIB');
		expect(letter!.text).toContain('09.00 WIB');
		expect(letter!.text).not.toContain('10.00 WIB');
		expect(letter!.text).not.toContain('Panel');
		const { imports } = await as(organiser).listImports(where());
		expect(imports.map(({ format }) => format)).toEqual(['hand', 'schedule-json']);
	});
});

describe('stars', () => {
	test('a member stars a session, twice is harmless, and takes it back', async () => {
		await importing([cloud, panel, lunch]);
		const { id } = await titled('Awan untuk reseller');
		await as(member).star({ sessionId: id });
		await as(member).star({ sessionId: id });
		expect(await find(member, { mine: true })).toMatchObject({ starred: 1, sessions: [{ id, isStarred: true }] });
		expect((await find(organiser)).starred).toBe(0);
		await as(member).unstar({ sessionId: id });
		await as(member).unstar({ sessionId: id });
		expect((await find(member)).starred).toBe(0);
	});

	test('breaks are not starred, strangers sign in first, and guests of nowhere register first', async () => {
		await importing([cloud, lunch]);
		const service = await titled('Makan siang');
		await expect(as(member).star({ sessionId: service.id })).rejects.toMatchObject({ code: 'SERVICE_SESSION' });
		const { id } = await titled('Awan untuk reseller');
		await expect(as(null).star({ sessionId: id })).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
		const elsewhere = await makePerson(t, (await makeOrganisation(t)).id);
		await expect(as(elsewhere).star({ sessionId: id })).rejects.toMatchObject({ code: 'STAR_NEEDS_REGISTRATION' });
	});

	test('a removed session stays in sight of who starred it, and of nobody else', async () => {
		await importing([cloud, panel]);
		const { id } = await titled('Panel');
		await as(member).star({ sessionId: id });
		await importing([cloud]);
		expect((await find(member)).sessions.filter(({ isRemoved }) => isRemoved).map((session) => session.id)).toEqual([id]);
		expect((await find(null)).sessions).toHaveLength(1);
		expect(await as(member).findSession({ sessionId: id })).toMatchObject({ isRemoved: true, can: { star: false } });
		await expect(as(null).findSession({ sessionId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
		await expect(as(organiser).star({ sessionId: id })).rejects.toMatchObject({ code: 'SESSION_GONE' });
		await as(member).unstar({ sessionId: id });
		await expect(as(member).findSession({ sessionId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});

	test('a session says what else of mine runs at the same time', async () => {
		await importing([cloud, { ...panel, start: '09:30' }]);
		await as(member).star({ sessionId: (await titled('Awan untuk reseller')).id });
		const { id } = await titled('Panel');
		expect((await as(member).findSession({ sessionId: id })).clashes.map(({ title }) => title)).toEqual(['Awan untuk reseller']);
		expect((await as(organiser).findSession({ sessionId: id })).clashes).toEqual([]);
	});
});

describe('finding', () => {
	test('by day, room, track, words without accents, and speakers', async () => {
		await importing([
			{ ...cloud, title: 'Café Réseller', track: 'Awan' },
			panel,
			{ ...lunch, guid: 's-abstract', title: 'Lain', type: 'talk' }
		]);
		const view = await find();
		const titles = async (input: object) => (await find(null, input)).sessions.map(({ title }) => title);
		expect(await titles({ search: 'cafe reseller' })).toEqual(['Café Réseller']);
		expect(await titles({ search: 'sari' })).toEqual(['Café Réseller', 'Panel']);
		expect(await titles({ search: "100%_' or 1=1" })).toEqual([]);
		expect(await titles({ room: view.rooms.find(({ name }) => name === 'Kecil')!.id })).toEqual(['Panel']);
		expect(await titles({ track: view.tracks[0]!.id })).toEqual(['Café Réseller']);
		expect(await titles({ day: 'now' })).toHaveLength(3);
		expect(await titles({ day: '2001-01-01' })).toEqual([]);
		expect(view.days).toEqual([{ date: at.startsAt.toISOString().slice(0, 10), sessions: 3 }]);
		expect(view.rooms.map(({ name, sessions }) => [name, sessions])).toEqual([['Aula', 2], ['Kecil', 1]]);
	});

	test('a programme of a draft is for who manages it, one of members for members', async () => {
		await importing([cloud]);
		const { id, speakers } = await titled('Awan untuk reseller');
		const closed = [
			{ publishedAt: null, sees: [organiser], not: [member, null] },
			{ publishedAt: new Date(), audience: 'members' as const, sees: [organiser, member], not: [null] },
			{ audience: 'invitation' as const, sees: [organiser], not: [member, null] }
		];
		for (const { sees, not, ...values } of closed) {
			const { gathering } = await import('../gathering/tables.ts');
			await t.kernel.database.db.update(gathering).set(values).where(eq(gathering.id, at.id));
			for (const who of sees) {
				await find(who);
				await as(who).findSession({ sessionId: id });
				await as(who).findSpeaker({ speakerId: speakers[0]!.id });
			}
			for (const who of not) {
				const code = expect.stringMatching(/NOT_FOUND|NOT_SIGNED_IN/);
				await expect(find(who)).rejects.toMatchObject({ code });
				await expect(as(who).findSession({ sessionId: id })).rejects.toMatchObject({ code });
				await expect(as(who).findSpeaker({ speakerId: speakers[0]!.id })).rejects.toMatchObject({ code });
				await expect(as(who).star({ sessionId: id })).rejects.toMatchObject({ code });
			}
		}
	});

	test('a speaker who paused is on no page but their own', async () => {
		await importing([cloud]);
		const { personId, id } = (await titled('Awan untuk reseller')).speakers[0]!;
		await t.kernel.database.db.update(person).set({ pausedAt: new Date() }).where(eq(person.id, personId));
		expect((await titled('Awan untuk reseller')).speakers).toEqual([]);
		await expect(as(member).findSpeaker({ speakerId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
		expect((await as(organiser).findSpeaker({ speakerId: id })).name).toBe('Sari');
	});

	test('ten times the sessions cost not one query more', async () => {
		const { pool } = t.kernel.database;
		const queries = async () => {
			let n = 0;
			const original = pool.query.bind(pool);
			(pool as { query: unknown }).query = (...given: unknown[]) => {
				n++;
				return (original as (...given: unknown[]) => unknown)(...given);
			};
			try {
				await find(member);
				return n;
			} finally {
				(pool as { query: unknown }).query = original;
			}
		};
		await importing([cloud, panel]);
		const few = await queries();
		await importing(Array.from({ length: 30 }, (_, n) => ({ ...panel, guid: `s-${n}`, room: `R${n}`, track: `T${n}` })));
		expect(few).toBeGreaterThan(4);
		expect(await queries()).toBe(few);
	});
});

describe('editing by hand', () => {
	test('a cafe table has a programme of two lines', async () => {
		const room = await as(organiser).createRoom({ ...where(), name: 'Meja 4' });
		expect(await as(organiser).createRoom({ ...where(), name: 'meja 4' })).toEqual(room);
		const start = at.startsAt;
		const first = await as(organiser).createSession({
			...where(),
			title: 'Perkenalan',
			startsAt: start,
			endsAt: new Date(start.getTime() + 1_800_000),
			roomId: room.id,
			speakers: ['Sari', 'Budi', 'sari']
		});
		await as(organiser).createSession({ ...where(), title: 'Ngobrol', isService: true });
		const view = await find();
		expect(view.sessions.map(({ title }) => title)).toEqual(['Perkenalan', 'Ngobrol']);
		expect(view.sessions[0]!.speakers.map(({ name }) => name)).toEqual(['Sari', 'Budi']);
		await as(organiser).updateSession({ sessionId: first.id, speakers: ['Budi'] });
		expect(await find()).toMatchObject({ speakers: 1, sessions: [{ speakers: [{ name: 'Budi' }] }, {}] });
		await expect(as(organiser).removeRoom({ roomId: room.id })).rejects.toMatchObject({ code: 'ROOM_IN_USE' });
		await as(organiser).removeSession({ sessionId: first.id });
		expect((await find()).total).toBe(1);
		await as(organiser).restoreSession({ sessionId: first.id });
		expect((await find()).total).toBe(2);
	});

	test('what was made by hand outlives an import', async () => {
		await importing([cloud]);
		const { rooms } = await find();
		await as(organiser).createSession({ ...where(), title: 'Sambutan', roomId: rooms[0]!.id, speakers: ['Sari', 'Ibu Ketua'] });
		const done = await importing([{ ...panel, persons: [budi] }]);
		expect(done.changeCounts).toEqual(expect.arrayContaining([{ noun: 'session', verb: 'removed', count: 1 }]));
		const view = await find();
		expect(view.sessions.map(({ title, speakers }) => [title, speakers.map(({ name }) => name)])).toEqual([
			['Panel', ['Budi']],
			['Sambutan', ['Sari', 'Ibu Ketua']]
		]);
		expect(view.rooms.map(({ name }) => name).sort()).toEqual(['Aula', 'Kecil']);
		expect((await importing([{ ...panel, persons: [budi] }])).changeCounts).toEqual([]);
	});

	test('impossible times and other gatherings’ rooms are refused beside their field', async () => {
		const start = at.startsAt;
		const create = (fields: object) => as(organiser).createSession({ ...where(), title: 'X', ...fields });
		await expect(create({ startsAt: start, endsAt: new Date(start.getTime() - 1) })).rejects.toMatchObject({
			code: 'SESSION_ENDS_EARLY',
			data: { fields: { endsAt: expect.any(String) } }
		});
		await expect(create({ endsAt: start })).rejects.toMatchObject({ code: 'END_WITHOUT_START' });
		const other = await makeGathering(t, home.id);
		const room = await as(organiser).createRoom({ organisation: home.slug, gathering: other.slug, name: 'A' });
		await expect(create({ roomId: room.id })).rejects.toMatchObject({ code: 'NOT_A_PLACE_HERE' });
		await expect(create({ title: ' ' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
	});

	test('only organisers and the gathering’s hosts edit, preview, import and invite', async () => {
		await importing([cloud]);
		const { id, roomId, speakers } = await titled('Awan untuk reseller');
		const host = await makePerson(t, home.id);
		await makeHost(t, at.id, host.id);
		const going = await makePerson(t, home.id);
		await makeRegistration(t, at.id, going.id);
		const doors = await makePerson(t, home.id);
		await makeHost(t, at.id, doors.id, 'door');
		const tries = (who: MadePerson | null) => [
			() => as(who).preview({ ...where(), files: [schedule([cloud])] }),
			() => as(who).import({ ...where(), files: [schedule([cloud])] }),
			() => as(who).listImports(where()),
			() => as(who).listSpeakers(where()),
			() => as(who).createSession({ ...where(), title: 'X' }),
			() => as(who).updateSession({ sessionId: id, title: 'Awan untuk reseller' }),
			() => as(who).updateRoom({ roomId: roomId!, name: 'Aula' }),
			() => as(who).inviteSpeaker({ speakerId: speakers[0]!.id })
		];
		for (const call of tries(host)) await call();
		for (const who of [null, member, going, doors, await makePerson(t, (await makeOrganisation(t)).id, { role: 'owner' })]) {
			for (const call of tries(who)) {
				await expect(call()).rejects.toMatchObject({ code: expect.stringMatching(/NOT_FOUND|NOT_SIGNED_IN/) });
			}
		}
	});
});

describe('speakers', () => {
	test('an invited speaker signs in by their link and holds their own page', async () => {
		await importing([cloud, panel]);
		const speakerId = (await titled('Awan untuk reseller')).speakers[0]!.id;
		expect((await as(organiser).listSpeakers(where())).counts).toEqual({ claimed: 0, invited: 0, not_invited: 2 });
		const invited = await as(organiser).inviteSpeaker({ speakerId, phone: '0812 3456 7890' });
		expect(invited.mailedTo).toBeNull();
		expect(decodeURIComponent(invited.whatsapp!)).toContain(invited.url!);
		expect(invited.whatsapp).toContain('https://wa.me/6281234567890?');
		expect((await as(organiser).listSpeakers({ ...where(), state: 'invited' })).speakers).toMatchObject([{ name: 'Sari', state: 'invited', hasPhone: true }]);
		const token = invited.url!.split('/link/')[1]!;
		const opened = await t.as(null).gate.link.open({ token });
		expect(opened.path).toBe(`/${home.slug}/g/${at.slug}/programme/speakers/${speakerId}`);
		const [row] = await t.kernel.database.db
			.select({ accountId: person.accountId })
			.from(person)
			.innerJoin(speaker, eq(speaker.personId, person.id))
			.where(eq(speaker.id, speakerId));
		expect(await t.as(row!.accountId).gather.programme.findSpeaker({ speakerId })).toMatchObject({ isViewer: true });
		await expect(as(organiser).inviteSpeaker({ speakerId })).rejects.toMatchObject({ code: 'SPEAKER_CLAIMED', message: expect.stringContaining('Sari') });
		expect((await as(organiser).listSpeakers(where())).counts).toEqual({ claimed: 1, invited: 0, not_invited: 1 });
	});

	test('an invitation by mail shows its link to nobody else', async () => {
		await importing([cloud]);
		const speakerId = (await titled('Awan untuk reseller')).speakers[0]!.id;
		const invited = await as(organiser).inviteSpeaker({ speakerId, email: 'sari@example.com' });
		expect(invited).toEqual({ url: null, whatsapp: null, mailedTo: 'sari@example.com' });
		await t.drain();
		const letter = t.mails.find(({ toAddress }) => toAddress === 'sari@example.com')!;
		expect(letter.text).toContain('/link/');
	});

	test('a speaker’s page shows who they are and their sessions', async () => {
		await importing([cloud, panel]);
		const { id, personId } = (await titled('Awan untuk reseller')).speakers[0]!;
		const page = await as(member).findSpeaker({ speakerId: id });
		expect(page).toMatchObject({ name: 'Sari', biography: 'Tentang Sari', isViewer: false, personId });
		expect(page.sessions.map(({ title }) => title)).toEqual(['Awan untuk reseller', 'Panel']);
		await importing([{ ...panel, persons: [budi] }]);
		await expect(as(member).findSpeaker({ speakerId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
	});
});

describe.runIf(hasSamples)('real programmes', () => {
	const files: [string[], { sessions: number; rooms: number; speakers: number }][] = [
		[['frab-xml/fosdem-2025.xml'], { sessions: 943, rooms: 40, speakers: 992 }],
		[['frab-xml/fosdem-2008.xml'], { sessions: 258, rooms: 19, speakers: 338 }],
		[['frab-xml/31c3-2014.xml'], { sessions: 138, rooms: 4, speakers: 198 }],
		[['sessionize/droidcon-london-2024.schedule.json', 'sessionize/droidcon-london-2024.speakers.json'], { sessions: 137, rooms: 7, speakers: 117 }]
	];
	test.each(files)('%s is imported whole, quickly, and again without a change', async (names, expected) => {
		const started = performance.now();
		const done = await as(organiser).import({ ...where(), files: names.map(sample) });
		const importedIn = performance.now() - started;
		expect(done.counts).toMatchObject(expected);
		const reading = performance.now();
		const view = await find();
		const readIn = performance.now() - reading;
		expect(view.total).toBe(expected.sessions);
		expect(view.speakers).toBe(expected.speakers);
		expect(view.rooms).toHaveLength(expected.rooms);
		expect((await as(organiser).import({ ...where(), files: names.map(sample) })).changeCounts).toEqual([]);
		console.log(`${names[0]}: imported in ${Math.round(importedIn)} ms, found in ${Math.round(readIn)} ms`);
		expect(importedIn).toBeLessThan(20_000);
	});

	test('droidcon San Francisco before and after: what changed is found, written and told', async () => {
		const version = (which: string) => [
			sample(`sessionize/droidcon-sf-2022-${which}.schedule.json`),
			sample(`sessionize/droidcon-sf-2022-${which}.speakers.json`)
		];
		await as(organiser).import({ ...where(), files: version('before') });
		const moved = await titled("What's on tonight? New developments in Android and Google TV");
		await as(member).star({ sessionId: moved.id });
		const preview = await as(organiser).preview({ ...where(), files: version('after') });
		expect(preview.toBeTold).toBe(1);
		const count = (noun: string, verb: string) =>
			preview.changeCounts.find((one) => one.noun === noun && one.verb === verb)?.count ?? 0;
		expect([count('session', 'moved'), count('session', 'room_changed'), count('session', 'speakers_changed'), count('speaker', 'added')]).toEqual([2, 6, 2, 1]);
		expect(preview.changes).toContainEqual(
			expect.objectContaining({ verb: 'speakers_changed', guid: '332418', before: 'Paul Lammertsma', after: 'Paul Lammertsma, Miguel Montemayor' })
		);
		await as(organiser).import({ ...where(), draftId: preview.draftId });
		expect((await titled(moved.title)).speakers.map(({ name }) => name)).toEqual(['Paul Lammertsma', 'Miguel Montemayor']);
		expect((await as(organiser).import({ ...where(), files: version('after') })).changeCounts).toEqual([]);
		await t.drain();
		expect(t.mails.filter(({ personId, kind }) => personId === member.id && kind === 'programme-changed')).toHaveLength(1);
	});
});
