import { isProcedure, type AnyProcedure } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { router } from '#server/app.ts';
import type { Tx } from '#server/kernel/database.ts';
import { connectRows } from './access/connect.ts';
import { gateRows } from './access/gate.ts';
import { gatherRows } from './access/gather.ts';
import { kinds, signedIn, type AccessRow, type Kind } from './access/matrix.ts';
import { makeAccessWorld, type AccessWorld } from './access/world.ts';
import { testProduct, type TestProduct } from './database.ts';

const demoRows: Record<string, AccessRow> = {
	'demo.find': { may: 'everybody' },
	// Only while an installation has no organisation of its own.
	'demo.make': { may: [] }
};
const rows: Record<string, AccessRow> = { ...demoRows, ...gateRows, ...gatherRows, ...connectRows };

function listProcedures(node: unknown, path: string[] = []): [string, AnyProcedure][] {
	if (isProcedure(node)) return [[path.join('.'), node]];
	return Object.entries(node as object).flatMap(([name, child]) => listProcedures(child, [...path, name]));
}

const procedures = listProcedures(router);

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

describe('access', () => {
	let t: TestProduct;
	let world: AccessWorld;

	beforeAll(async () => {
		t = await testProduct();
		world = await makeAccessWorld(t);
		// Each call is undone: all cells see the same world.
		const { transaction } = t.kernel.database;
		const undo = new Error('undone');
		t.kernel.database.transaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
			let result!: T;
			try {
				await transaction(async (tx) => {
					result = await work(tx);
					throw undo;
				});
			} catch (error) {
				if (error !== undo) throw error;
			}
			return result;
		};
	});
	afterAll(() => t?.close());

	const doors = ['NOT_FOUND', 'NOT_SIGNED_IN', 'NOT_ALLOWED', 'ROLE_NOT_YOURS'];

	for (const [name] of procedures) {
		const row = rows[name];
		if (!row) continue;
		test(`${name} lets in who may, and nobody else`, async () => {
			const may: readonly Kind[] = row.may === 'everybody' ? kinds : row.may === 'signed-in' ? signedIn : row.may;
			const found: Record<string, string> = {};
			for (const kind of kinds) {
				let call: unknown = t.as(world.viewers[kind], { address: `10.0.0.${kinds.indexOf(kind)}` });
				for (const step of name.split('.')) call = (call as Record<string, unknown>)[step];
				try {
					await (call as (input: unknown) => Promise<unknown>)(row.input?.(world, kind));
					found[kind] = 'in';
				} catch (error) {
					const { code, message } = error as { code?: string; message: string };
					found[kind] = doors.includes(code ?? '') ? 'out' : row.refusals?.includes(code ?? '') ? 'in' : `${code ?? 'bug'}: ${message}`;
				}
			}
			expect(found).toEqual(Object.fromEntries(kinds.map((kind) => [kind, may.includes(kind) ? 'in' : 'out'])));
		});
	}
});
