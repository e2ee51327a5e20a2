import { ConfigRefusal } from '../kernel/config.ts';
import { Refusal } from '../kernel/errors.ts';
import { PostgresRefusal } from '../kernel/postgres/postgres.ts';

/** Ends the command with one sentence where the operator can do something about it; anything else is a bug and shows its stack. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const sentence =
			error instanceof Refusal
				? error.say('en')
				: error instanceof ConfigRefusal || error instanceof PostgresRefusal
					? error.message
					: databaseSentence(error);
		if (sentence === null) throw error;
		console.error(sentence);
		process.exit(1);
	}
}

function databaseSentence(error: unknown): string | null {
	const { code, message } = error as { code?: string; message?: string };
	if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
		return `The database at DATABASE_URL does not answer (${message || code}). Is it running, and is the address right?`;
	}
	if (code === '28P01' || code === '28000') return 'The database refuses the user or password in DATABASE_URL.';
	if (code === '3D000') return 'The database named in DATABASE_URL does not exist. Create it first.';
	return null;
}
