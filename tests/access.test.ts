import { meetingTable } from '#server/connect/meeting/tables.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kinds, signedIn, type Kind } from './access/matrix.ts';
import { call, procedures, rows, undoEverything } from './access/rows.ts';
import { makeAccessWorld, type AccessWorld } from './access/world.ts';
import { testProduct, type TestProduct } from './database.ts';
import { makeCompany, makeGathering, makePerson, makeRegistration } from './factories.ts';

test('every procedure has a row in the access matrix, and every row a procedure', () => {
	expect(Object.keys(rows).sort()).toEqual(procedures.map(([name]) => name).sort());
});

test('every procedure has an address, a tag, a summary and a description of its own', () => {
	const addresses = new Set<string>();
	for (const [name, procedure] of procedures) {
		const { method, path, tags, summary, description } = procedure['~orpc'].route;
		expect(method && path && tags?.length && summary && description, name).toBeTruthy();
		const address = `${method} ${path!.replace(/\{\w+\}/g, '{}')}`;
		expect(addresses.has(address), `${name}: ${address} is taken`).toBe(false);
		addresses.add(address);
	}
});

// Takes back one's own block, and answers nothing, whether there was one or not.
const tellsNothing = ['connect.connection.unblock'];
const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
/** The input with another organisation's slug or id where it names one; null where it names nothing else of the organisation. */
function from(world: AccessWorld, input: unknown): object | null {
	const { organisation, elsewhere } = world;
	if (typeof input !== 'object' || input === null) return null;
	const named = JSON.stringify(input);
	if (!named.includes(organisation.slug) && !named.includes(organisation.id)) return null;
	const rest = Object.entries(input).filter(([, value]) => value !== organisation.slug && value !== organisation.id);
	const isTheirs = rest.some(
		([name, value]) => name !== 'clientId' && (uuid.test(String(value)) || value === world.gathering.slug)
	);
	if (!isTheirs) return null;
	return Object.fromEntries(
		Object.entries(input).map(([name, value]) => [
			name,
			value === organisation.slug ? elsewhere.slug : value === organisation.id ? elsewhere.id : value
		])
	);
}

describe('access', () => {
	let t: TestProduct;
	let world: AccessWorld;

	beforeAll(async () => {
		t = await testProduct();
		world = await makeAccessWorld(t);
		undoEverything(t);
	});
	afterAll(() => t?.close());

	const shut = ['NOT_FOUND', 'NOT_SIGNED_IN', 'NOT_ALLOWED', 'ROLE_NOT_YOURS'];

	for (const [name] of procedures) {
		const row = rows[name];
		if (!row) continue;
		test(`${name} lets in who may, and nobody else`, async () => {
			const may: readonly Kind[] = row.may === 'everybody' ? kinds : row.may === 'signed-in' ? signedIn : row.may;
			const knock = (kind: Kind, input: unknown) =>
				call(t.as(world.viewers[kind], { address: `10.0.0.${kinds.indexOf(kind)}` }), name, input).then(
					() => 'in',
					({ code, message }: { code?: string; message: string }) =>
						row.refusals?.includes(code ?? '') ? 'in' : code && shut.includes(code) ? code : `${code ?? 'bug'}: ${message}`
				);
			const found: Record<string, string> = {};
			for (const kind of kinds) {
				const answer = await knock(kind, row.input?.(world, kind));
				found[kind] = shut.includes(answer) ? 'out' : answer;
				// Who belongs elsewhere does not even learn that it is there; who is signed in is not asked to sign in.
				const isOutsider = kind === 'outsider' && found[kind] === 'out';
				if (isOutsider) expect(answer, 'an owner elsewhere').toBe('NOT_FOUND');
				if (kind !== 'stranger') expect(answer, kind).not.toBe('NOT_SIGNED_IN');
			}
			expect(found).toEqual(Object.fromEntries(kinds.map((kind) => [kind, may.includes(kind) ? 'in' : 'out'])));
			const own = from(world, row.input?.(world, 'outsider'));
			if (own && !tellsNothing.includes(name)) {
				expect(await knock('outsider', own), 'an owner elsewhere, from their own organisation').toBe('NOT_FOUND');
			}
		});
	}

	test('what belongs to another organisation cannot be named in one’s own', async () => {
		const { elsewhere, people, other, gathering, home, programme, otherRegistrationId, checkInId } = world;
		const api = t.as(world.viewers.outsider);
		const organisation = elsewhere.slug;
		const personId = other.id;
		const own = await makeGathering(t, elsewhere.id);
		const colleague = await makePerson(t, elsewhere.id);
		for (const { id } of [people.outsider, colleague]) await makeRegistration(t, own.id, id);
		const company = await makeCompany(t, elsewhere.id);
		const [table] = await t.kernel.database.db
			.insert(meetingTable)
			.values({ gatheringId: gathering.id, name: 'Meja 1', position: 0 })
			.returning();
		const here = { gatheringId: own.id };
		const at = { organisation, gathering: own.slug };
		const setting = { ...here, slotMinutes: 20, gapMinutes: 5, pendingLimit: 5, hours: [] };
		const calls: Record<string, () => Promise<unknown>> = {
			'a company to merge into': () =>
				api.gate.company.merge({ organisation, companyId: company.id, intoCompanyId: home.companyId }),
			'the company one works at': () => api.gate.me.update({ organisation, companyId: home.companyId }),
			'a host': () => api.gather.gathering.setHost({ ...here, personId, duty: 'host' }),
			'a guest': () => api.gather.guestList.add({ ...here, personId }),
			'whom to answer': () =>
				api.gather.guestList.answer({ ...here, registrationIds: [otherRegistrationId], answer: 'cancel' }),
			'a ticket to hand over': () => api.gather.guestList.handOver({ ...here, registrationId: otherRegistrationId }),
			'a list of guests': () => api.gather.registrationImport.find({ ...here, importId: world.guestListId }),
			'whom to let in anyway': () => api.gather.door.letIn({ ...here, registrationId: otherRegistrationId }),
			'a passing to undo': () => api.gather.door.undo({ ...here, checkInId }),
			'a room': () => api.gather.programme.createSession({ ...at, title: 'Buka', roomId: programme.roomId }),
			'a track': () => api.gather.programme.createSession({ ...at, title: 'Buka', trackId: programme.trackId }),
			'a table': () => api.connect.meetingSetting.change({ ...setting, tables: [{ id: table!.id, name: 'Meja 1' }] }),
			'whom to meet': () => api.connect.meeting.ask({ ...here, personId, line: 'Kopi?', anyTime: true }),
			'when somebody is free': () => api.connect.meeting.options({ ...here, personId }),
			'whom one promises': () =>
				api.connect.followUp.promise({ organisationId: elsewhere.id, personId, text: 'Kirim', dueOn: '2030-01-01' }),
			'whose people': () => api.connect.profile.list({ organisation, gathering: gathering.slug })
		};
		const found: Record<string, string> = {};
		for (const [what, run] of Object.entries(calls)) {
			found[what] = await run().then(
				() => 'in',
				({ code, status }: { code?: string; status?: number }) => (status && status < 500 ? code! : 'bug')
			);
		}
		const refused = (code: string) => !['in', 'bug', 'INPUT_INVALID'].includes(code);
		expect(Object.entries(found).filter(([, code]) => !refused(code))).toEqual([]);

		const door = await api.gather.door.checkIn({ ...here, registrationId: otherRegistrationId });
		expect(door).toMatchObject({ light: 'red', guest: null, gathering: null });
		const asked = await api.connect.connection.ask({
			organisation,
			personId: colleague.id,
			line: 'Kopi?',
			gatheringId: gathering.id
		});
		expect(asked.metAt).toBeNull();
		const agenda = await api.connect.agenda.find({ organisation, gatheringId: gathering.id }).catch(() => ({ total: 0 }));
		expect(agenda.total).toBe(0);
	});
});
