import { eq } from 'drizzle-orm';
import type { Db } from '#server/kernel/database.ts';
import { failCommon } from '#server/kernel/errors.ts';
import type { Viewer } from '#server/kernel/procedures.ts';
import { accessGathering, type GatheringNeed, type GatheringStanding } from '../gathering/access.ts';
import { session } from '../programme/tables.ts';

export type Session = typeof session.$inferSelect;

/** A session and its gathering, if the viewer is there what `need` asks; else not found. Removed ones too. `key`: as in `accessGathering`. */
export async function accessSession(
	context: { db: Db; viewer: Viewer },
	sessionId: string,
	need: GatheringNeed,
	key?: string | undefined
): Promise<{ session: Session; at: GatheringStanding }> {
	const [found] = await context.db.select().from(session).where(eq(session.id, sessionId));
	if (!found) return failCommon('NOT_FOUND');
	return { session: found, at: await accessGathering(context, { id: found.gatheringId }, need, key) };
}
