import { eq, isNotNull } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { block, connection, contactShare } from '#server/connect/connection/tables.ts';
import { accountEmail } from '#server/gate/account/tables.ts';
import { person } from '#server/gate/person/tables.ts';
import { mail } from '#server/kernel/tables.ts';
import { kinds, known, managers, members, organisers, signedIn, type Kind } from './access/matrix.ts';
import { call, procedures, rows, undoEverything } from './access/rows.ts';
import { makeAccessWorld, type AccessWorld } from './access/world.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makePerson } from './factories.ts';

let t: TestProduct;
let world: AccessWorld;
let letters: { toAddress: string; personId: string | null; kind: string; said: string }[];
const before = new Set<string>();
let undoNoMore: () => void;

beforeAll(async () => {
	t = await testProduct();
	world = await makeAccessWorld(t);
	await plantContacts();
	for (const { id } of await t.kernel.database.db.select({ id: mail.id }).from(mail)) before.add(id);
	undoNoMore = undoEverything(t, async (tx) => {
		for (const row of await tx.select().from(mail)) {
			if (before.has(row.id)) continue;
			const said = JSON.stringify([row.subject, row.text, row.html, row.attachments]);
			letters.push({ toAddress: row.toAddress, personId: row.personId, kind: row.kind, said });
		}
	});
});
afterAll(() => t?.close());

/** Everybody's e-mail address and phone number, found again in any answer; shown to nobody unless said below. */
const contacts = new Map<string, { email: string; phone: string }>();
/** Shows its address to members. */
let open: string;
/** Shows its number to connections, and is connected with `going`, whom it also gave its address. */
let other: string;

async function plantContacts(): Promise<void> {
	const { db } = t.kernel.database;
	open = (await makePerson(t, world.organisation.id)).id;
	other = world.other.id;
	const people = await db.select().from(person).where(isNotNull(person.accountId));
	for (const [n, one] of people.entries()) {
		const email = `rahasia-${n}-@kontak.example`;
		const phone = `+6281177${String(n).padStart(6, '0')}`;
		contacts.set(one.id, { email, phone });
		await db
			.update(person)
			.set({ email, phone, ...(one.id === open && { emailVisibility: 'members' }), ...(one.id === other && { phoneVisibility: 'connections' }) })
			.where(eq(person.id, one.id));
		await db.update(accountEmail).set({ email }).where(eq(accountEmail.accountId, one.accountId!));
	}
	const [tie] = await db.select().from(connection);
	await db.insert(contactShare).values({ connectionId: tie!.id, fromPersonId: other, toPersonId: world.people.going.id, field: 'email' });
}

type Answer = { procedure: string; to: string | null; kind: Kind; said: string };

/** Calls a procedure as each of these kinds whom it lets in, about everybody where it finds a person. */
async function ask(name: string, who: readonly Kind[]): Promise<Answer[]> {
	const row = rows[name]!;
	const may = row.may === 'everybody' ? kinds : row.may === 'signed-in' ? signedIn : row.may;
	const people = [...Object.values(world.people).map(({ id }) => id), other, open];
	const answers: Answer[] = [];
	const isRead = procedures.some(([of, one]) => of === name && one['~orpc'].route.method === 'GET');
	const knock = async (kind: Kind, input: unknown) => {
		const api = t.as(world.viewers[kind], { address: `10.0.0.${kinds.indexOf(kind)}` });
		const answer = await call(api, name, input).catch(({ message, data }) => ({ message, data }));
		answers.push({ procedure: name, kind, to: personOf(kind), said: JSON.stringify(answer) ?? '' });
	};
	for (const kind of who.filter((kind) => may.includes(kind))) {
		const input = row.input?.(world, kind);
		const isAboutOne = typeof input === 'object' && input !== null && 'personId' in input;
		const inputs = isAboutOne ? people.map((personId) => ({ ...input, personId })) : [input];
		if (isRead) {
			await Promise.all(inputs.map((asked) => knock(kind, asked)));
			continue;
		}
		for (const asked of kind === 'going' || kind === 'owner' ? inputs : [input]) {
			letters = [];
			await knock(kind, asked);
			for (const { personId, kind: about, said } of letters) {
				answers.push({ procedure: `${name}, letter ${about}`, kind, to: personId, said });
			}
		}
	}
	return answers;
}

const personOf = (kind: Kind): string | null => (kind === 'stranger' ? null : world.people[kind].id);

describe('a person’s address and number', () => {
	// Where they may be read by others, and why.
	const asRegistered = 'who registers is told that the organisers of the gathering see both';
	const allowed: Record<string, { by: readonly Kind[]; because: string }> = {
		'gather.guestList.list': { by: managers, because: asRegistered },
		'gather.guestList.exportCsv': { by: managers, because: asRegistered },
		'gather.guestList.handOver': { by: managers, because: asRegistered }
	};

	const seen = new Set<string>();

	for (const [name] of procedures.filter(([name]) => rows[name])) {
		test(`${name} tells nobody the address or the number of somebody who did not give it to them`, async () => {
			const found = new Set<string>();
			for (const { procedure, kind, to, said } of await ask(name, kinds)) {
				for (const [id, { email, phone }] of contacts) {
					for (const [field, value] of Object.entries({ email, phone })) {
						if (!said.includes(value) && !said.includes(value.slice(1))) continue;
						const why =
							id === to
								? 'their own'
								: id === open && field === 'email' && isMember(to)
									? 'shown to members'
									: id === other && to === world.people.going.id
										? `given: ${field}`
										: allowed[procedure]?.by.includes(kind)
											? procedure
											: null;
						if (why) seen.add(why);
						else found.add(`${procedure} (by ${kind}) tells ${nameOf(to)} the ${field} of ${nameOf(id)}`);
					}
				}
			}
			expect([...found].sort()).toEqual([]);
		});
	}

	test('were there to be found', () => {
		const due = ['given: email', 'given: phone', 'shown to members', 'their own', ...Object.keys(allowed)];
		expect([...seen].sort()).toEqual(due.sort());
	});
});

const isMember = (id: string | null): boolean => members.some((kind) => personOf(kind) === id) || id === other || id === open;
const nameOf = (id: string | null): string =>
	id === other ? 'other' : id === open ? 'open' : (Object.entries(world.people).find(([, one]) => one.id === id)?.[0] ?? 'somebody');

describe('a person who is not to be seen', () => {
	const name = 'Zulkarnaen Sembojo';
	const calls = procedures.filter(([name, one]) => rows[name] && one['~orpc'].route.method === 'GET').map(([name]) => name);
	const ownExport = 'the own export holds what one wrote and asked oneself, with the names it was about';
	const atTheDoor = 'who has a seat is let in by whoever keeps the door';
	const seats = 'who runs the gathering sees who has a seat';

	/** Who reads the name, and where; each place that is allowed must have been one. */
	async function reads(who: readonly Kind[], allowed: Record<string, string>): Promise<string[]> {
		const found = new Set<string>();
		const met = new Set<string>();
		for (const one of calls) {
			for (const { procedure, kind, said } of await ask(one, who)) {
				if (!said.includes(name)) continue;
				if (allowed[procedure]) met.add(procedure);
				else found.add(`${procedure} tells ${kind}`);
			}
		}
		expect([...met].sort()).toEqual(Object.keys(allowed).sort());
		return [...found].sort();
	}

	const change = async (set: Partial<typeof person.$inferInsert>) =>
		void (await t.kernel.database.db.update(person).set(set).where(eq(person.id, other)));

	beforeAll(async () => {
		// A colleague of `going`, so that each is on the page of the other's company.
		await change({ name, companyId: world.home.companyId });
	});

	test('is seen by all these while nothing hides them', async () => {
		const found = await reads(['going'], {});
		for (const at of ['connect.profile.list', 'connect.conversation.find', 'connect.meeting.find', 'gate.company.find']) {
			expect(found).toContain(`${at} tells going`);
		}
	});

	for (const [who, words] of [['other', 'by whom they are blocked'], ['going', 'whom they blocked']] as const) {
		test(`is nowhere for somebody ${words}`, async () => {
			const { going } = world.people;
			const [byPersonId, personId] = who === 'other' ? [other, going.id] : [going.id, other];
			await t.kernel.database.db.insert(block).values({ byPersonId, personId });
			const found = await reads(['going'], {
				'gate.privacy.takeEverything': ownExport,
				...(who === 'going' && { 'connect.connection.listBlocked': 'one’s own list of whom one blocked' })
			});
			await t.kernel.database.db.delete(block);
			expect(found).toEqual([]);
		});
	}

	test('is found by no search for their address or number', async () => {
		const { email, phone } = contacts.get(other)!;
		for (const kind of known) {
			for (const q of [email, phone, email.split('@')[0]!, phone.slice(-8)]) {
				const api = t.as(world.viewers[kind]);
				const { total } = await api.connect.profile.list({ organisation: world.organisation.slug, q });
				expect(total, `${kind} looks for ${q}`).toBe(0);
			}
		}
	});

	test('is nowhere for anybody but organisers while they pause', async () => {
		await change({ pausedAt: t.clock.now() });
		const found = await reads(['guest', 'speaker', 'member', 'going', 'door', 'host'], {
			'gate.privacy.takeEverything': ownExport,
			'gather.door.search': atTheDoor,
			'gather.guestList.list': seats,
			'gather.guestList.exportCsv': seats
		});
		await change({ pausedAt: null });
		expect(found).toEqual([]);
	});

	test('is nowhere for anybody once they erased themselves', async () => {
		undoNoMore();
		const organisation = world.organisation.slug;
		await t.as(world.other.accountId).gate.privacy.erase({ organisation, confirm: 'HAPUS' });
		await t.drain();
		undoNoMore = undoEverything(t);
		expect(await reads(kinds, {})).toEqual([]);
	});
});
