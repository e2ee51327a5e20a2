import { sendAhead } from '#server/kernel/database.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { history } from './tables.ts';

/** Writes one line of history in the transaction: who did what to which row. Ids, states and field names only. */
export async function record(
	context: Pick<WriteContext, 'db' | 'now'>,
	line: {
		organisationId: string;
		byPersonId: string | null;
		noun: string;
		nounId: string;
		verb: string;
		detail?: Record<string, unknown>;
	}
): Promise<void> {
	await sendAhead(context.db, context.db.insert(history).values({ ...line, detail: line.detail ?? {}, at: context.now }));
}
