import { eq } from 'drizzle-orm';
import type { Tx } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { Gathering } from '../gathering/access.ts';
import { gathering } from '../gathering/tables.ts';

/**
 * Holds a gathering's seats until the transaction ends, and returns its row as it then stands. `alone` to take or
 * free a seat: everybody else waits. `together` for whoever takes none (asks for approval, queues behind a full
 * house): they only keep the seats from moving meanwhile, and do not wait for each other. Weaker than `for update`,
 * so that rows which merely point at the gathering can be written beside it.
 */
export async function holdSeats(db: Tx, gatheringId: string, how: 'alone' | 'together'): Promise<Gathering> {
	const [row] = await db
		.select()
		.from(gathering)
		.where(eq(gathering.id, gatheringId))
		.for(how === 'alone' ? 'no key update' : 'share');
	return row ?? failCommon('NOT_FOUND');
}

/** The seats moved between looking and holding them together; whoever finds that begins again and holds them alone. */
export class SeatsMoved extends Error {}
