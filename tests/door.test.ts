import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gathering } from '#server/gather/gathering/tables.ts';
import { testProduct, type TestProduct } from './database.ts';
import {
	makeGathering,
	makeHost,
	makeOrganisation,
	makePerson,
	makeRegistration,
	type MadeGathering,
	type MadeOrganisation,
	type MadePerson
} from './factories.ts';

let t: TestProduct;
let home: MadeOrganisation;
let where: MadeGathering;
let keeper: MadePerson;
let organiser: MadePerson;
beforeAll(async () => {
	t = await testProduct();
	home = await makeOrganisation(t);
	where = await makeGathering(t, home.id, { capacity: 40 });
	keeper = await makePerson(t, home.id, { name: 'Penjaga Pintu' });
	organiser = await makePerson(t, home.id, { role: 'organiser' });
	await makeHost(t, where.id, keeper.id, 'door');
});
afterAll(() => t?.close());

const door = (who = keeper) => t.as(who.accountId).gather.door;
const ticketOf = async (guest: MadePerson, of = where) =>
	(await t.as(guest.accountId).gather.registration.ticket({ organisation: home.slug, gathering: of.slug }));

test('a ticket lets in once, by QR, by code as it was said, or by name; and may be undone', async () => {
	for (const by of ['qr', 'code', 'name'] as const) {
		const guest = await makePerson(t, home.id, { name: `Tamu ${by}` });
		const seat = await makeRegistration(t, where.id, guest.id);
		const ticket = await ticketOf(guest);
		const said = `${ticket.code!.slice(0, 3).toLowerCase()} - ${ticket.code!.slice(3)}`;
		const show = { qr: { ticket: ticket.qr! }, code: { code: said }, name: { registrationId: seat.id } }[by];
		const first = await door().checkIn({ gatheringId: where.id, ...show });
		expect(first).toMatchObject({ light: 'green', reason: 'in', guest: { name: `Tamu ${by}` }, can: { undo: true, letIn: false } });
		expect(await door().checkIn({ gatheringId: where.id, ...show })).toMatchObject({
			light: 'amber',
			reason: 'already_in',
			checkIn: { by: 'Penjaga Pintu', via: { qr: 'scan', code: 'code', name: 'name' }[by] }
		});
		expect((await ticketOf(guest)).checkedInAt).toBeInstanceOf(Date);
		const undo = { gatheringId: where.id, checkInId: first.checkIn!.id };
		expect(await door().undo(undo)).toEqual({ undone: true });
		expect(await door().undo(undo)).toEqual({ undone: false });
		expect(await door().checkIn({ gatheringId: where.id, ...show })).toMatchObject({ reason: 'in' });
	}
	const { rows } = await t.kernel.database.pool.query(
		`select verb, count(*)::int from gate.history where noun = 'registration' and verb like '%check-in' group by 1 order by 1`
	);
	expect(rows).toEqual([{ verb: 'check-in', count: 6 }, { verb: 'undo-check-in', count: 3 }]);
});

test('a forged ticket, a code nobody has, and a ticket for another gathering are red, with the reason', async () => {
	const guest = await makePerson(t, home.id);
	const other = await makeGathering(t, home.id, { title: 'Temu Lain' });
	await makeRegistration(t, other.id, guest.id);
	const { qr, code } = await ticketOf(guest, other);
	expect(await door().checkIn({ gatheringId: where.id, ticket: qr! })).toMatchObject({ light: 'red', reason: 'other_gathering', gathering: { title: 'Temu Lain' } });
	expect(await door().checkIn({ gatheringId: where.id, code: code! })).toMatchObject({ light: 'red', reason: 'unknown', guest: null });
	const [payload, signature] = qr!.split('.');
	for (const forged of [`${payload}.${'A'.repeat(signature!.length)}`, `x${qr}`, 'https://example.com', '.', ''.padEnd(300, 'a')]) {
		expect(await door().checkIn({ gatheringId: where.id, ticket: forged })).toMatchObject({ light: 'red', reason: 'unknown', guest: null });
	}
	// A ticket of another organisation says nothing of where it is for.
	const elsewhere = await makeOrganisation(t);
	const far = await makeGathering(t, elsewhere.id, { title: 'Rahasia' });
	const stranger = await makePerson(t, elsewhere.id);
	await makeRegistration(t, far.id, stranger.id);
	const strange = await t.as(stranger.accountId).gather.registration.ticket({ organisation: elsewhere.slug, gathering: far.slug });
	expect(await door().checkIn({ gatheringId: where.id, ticket: strange.qr! })).toMatchObject({ reason: 'other_gathering', gathering: null });
});

test('who has no seat stays out with the reason; an organiser may let them in anyway, a doorkeeper may not', async () => {
	const full = await makeGathering(t, home.id, { capacity: 1 });
	await makeHost(t, full.id, keeper.id, 'door');
	await makeRegistration(t, full.id, (await makePerson(t, home.id)).id);
	for (const [status, light] of [['pending', 'amber'], ['waitlisted', 'amber'], ['cancelled', 'amber'], ['declined', 'red']] as const) {
		const guest = await makePerson(t, home.id);
		const { id } = await makeRegistration(t, full.id, guest.id, status);
		const show = { gatheringId: full.id, registrationId: id };
		expect(await door().checkIn(show)).toMatchObject({ light, reason: status, checkIn: null, can: { letIn: false } });
		expect(await door(organiser).checkIn(show)).toMatchObject({ light, reason: status, can: { letIn: true } });
		await expect(door().letIn(show)).rejects.toMatchObject({ code: 'NOT_FOUND' });
		expect(await door(organiser).letIn(show)).toMatchObject({ light: 'green', reason: 'in' });
		expect(await door(organiser).letIn(show)).toMatchObject({ reason: 'already_in' });
	}
	const [row] = await t.kernel.database.db.select().from(gathering).where(eq(gathering.id, full.id));
	expect(row).toMatchObject({ capacity: 5, goingCount: 5 });
});

test('a name is found with its accents and case forgiven, those outside first', async () => {
	const inside = await makePerson(t, home.id, { name: 'Áhmad Fauzi' });
	const outside = await makePerson(t, home.id, { name: 'Ahmad Zaki' });
	const seat = await makeRegistration(t, where.id, inside.id);
	await makeRegistration(t, where.id, outside.id);
	await door().checkIn({ gatheringId: where.id, registrationId: seat.id });
	const found = await door().search({ gatheringId: where.id, search: 'ahmad' });
	expect(found.map(({ name }) => name)).toEqual(['Ahmad Zaki', 'Áhmad Fauzi']);
	expect(await door().search({ gatheringId: where.id, search: '' })).toEqual([]);
	// Somebody the gathering does not know is not found at its door.
	await makePerson(t, home.id, { name: 'Ahmad Lain' });
	expect(await door().search({ gatheringId: where.id, search: 'ahmad lain' })).toEqual([]);
});

test('the door counts who is expected and inside, and a live sign says that somebody came in', async () => {
	const small = await makeGathering(t, home.id);
	await makeHost(t, small.id, keeper.id, 'door');
	const heard: unknown[] = [];
	const off = t.kernel.notices.listen(`gathering:${small.id}`, (notice) => heard.push(notice));
	const ids = [];
	for (let n = 0; n < 3; n++) ids.push((await makeRegistration(t, small.id, (await makePerson(t, home.id)).id)).id);
	await door().checkIn({ gatheringId: small.id, registrationId: ids[0]! });
	off();
	expect(heard).toEqual([{ topic: `gathering:${small.id}`, kind: 'door', id: ids[0] }]);
	expect(await door().counts({ gatheringId: small.id })).toMatchObject({ going: 3, inside: 1, lastHour: 1, recent: [{ registrationId: ids[0], by: 'Penjaga Pintu' }] });
});

test('the door of a gathering that was called off, or is long over, is shut', async () => {
	const guest = await makePerson(t, home.id);
	const now = t.clock.now().getTime();
	const cancelled = await makeGathering(t, home.id, { cancelledAt: new Date(now) });
	const over = await makeGathering(t, home.id, { startsAt: new Date(now - 30 * 3_600_000), endsAt: new Date(now - 20 * 3_600_000) });
	for (const [at, reason] of [[cancelled, 'gathering_cancelled'], [over, 'gathering_over']] as const) {
		const { id } = await makeRegistration(t, at.id, guest.id);
		expect(await door(organiser).checkIn({ gatheringId: at.id, registrationId: id })).toMatchObject({ light: 'red', reason, can: { letIn: false } });
		await expect(door(organiser).letIn({ gatheringId: at.id, registrationId: id })).rejects.toMatchObject({ code: 'DOOR_SHUT' });
	}
});

test('somebody who is inside does not give up their seat', async () => {
	const guest = await makePerson(t, home.id);
	const { id } = await makeRegistration(t, where.id, guest.id);
	await door().checkIn({ gatheringId: where.id, registrationId: id });
	await expect(t.as(guest.accountId).gather.registration.cancel({ gatheringId: where.id })).rejects.toMatchObject({ code: 'ALREADY_INSIDE' });
});
