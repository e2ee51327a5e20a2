import { isProcedure, type AnyProcedure } from '@orpc/server';
import { router } from '#server/app.ts';
import type { Tx } from '#server/kernel/database.ts';
import type { TestProduct } from '../database.ts';
import { connectRows } from './connect.ts';
import { gateRows } from './gate.ts';
import { gatherRows } from './gather.ts';
import type { AccessRow } from './matrix.ts';

const demoRows: Record<string, AccessRow> = {
	'demo.find': { may: 'everybody' },
	// Only while an installation has no organisation of its own.
	'demo.make': { may: [] }
};

/** Who may, for each procedure by its name. */
export const rows: Record<string, AccessRow> = { ...demoRows, ...gateRows, ...gatherRows, ...connectRows };

function listProcedures(node: unknown, path: string[] = []): [string, AnyProcedure][] {
	if (isProcedure(node)) return [[path.join('.'), node]];
	return Object.entries(node as object).flatMap(([name, child]) => listProcedures(child, [...path, name]));
}

export const procedures = listProcedures(router);

/** Calls a procedure by its name. */
export function call(api: unknown, name: string, input: unknown): Promise<unknown> {
	let procedure = api;
	for (const step of name.split('.')) procedure = (procedure as Record<string, unknown>)[step];
	return (procedure as (input: unknown) => Promise<unknown>)(input);
}

/** From now on each call is undone, so that all of them see the same world; `look` sees what it did before that. Returns what ends it. */
export function undoEverything(t: TestProduct, look?: (tx: Tx) => Promise<void>): () => void {
	const { transaction } = t.kernel.database;
	const undo = new Error('undone');
	t.kernel.database.transaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
		let result!: T;
		try {
			await transaction(async (tx) => {
				result = await work(tx);
				await look?.(tx);
				throw undo;
			});
		} catch (error) {
			if (error !== undo) throw error;
		}
		return result;
	};
	return () => void (t.kernel.database.transaction = transaction);
}
