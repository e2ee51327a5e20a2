import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kinds, signedIn, type Kind } from './access/matrix.ts';
import { call, procedures, rows, undoEverything } from './access/rows.ts';
import { makeAccessWorld, type AccessWorld } from './access/world.ts';
import { testProduct, type TestProduct } from './database.ts';

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
});
