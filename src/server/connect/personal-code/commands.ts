import { findGatheringLines, listSharedGatheringIds } from '#server/gather/public.ts';
import type { WriteContext } from '#server/kernel/procedures.ts';
import { becomeConnected, ensurePair } from '../connection/commands.ts';
import { findConnection } from '../connection/queries.ts';
import type { ConnectionView } from '../connection/schema.ts';
import { accessAsPerson, findLines } from '../profile/access.ts';
import { findCodeOwner } from './queries.ts';
import { fail, type Scan } from './schema.ts';

/**
 * Connects the caller with the person whose code they scanned: mutual and at once, both are told live, and each
 * sees which fields the other holds (those their own setting shows to connections). Where both take part in a
 * gathering of these days, it is where they met. Harmless the second time. Locks the pair.
 */
export async function scanCode(
	context: WriteContext,
	input: Scan
): Promise<{ personId: string; connection: ConnectionView }> {
	const { db, now } = context;
	const asking = await accessAsPerson(context, input.organisation);
	const { me, organisation } = asking;
	const personId = findCodeOwner(context, input.code, now);
	if (personId === me) fail('OWN_CODE');
	// A block, another organisation, a pause: all look like a code that is too old.
	if (!(await findLines(db, asking, [personId])).size) fail('CODE_OLD');
	const here = await gatheringOfToday(context, me, personId);
	const { pair } = await ensurePair(context, {
		organisationId: organisation.id,
		me,
		them: personId,
		via: 'scan',
		line: null,
		gatheringId: here
	});
	await becomeConnected(context, pair, { personId: me, via: 'scan', gatheringId: here });
	return { personId, connection: await findConnection(context, { ...input, personId }) };
}

/** The gathering of these days in which both take part, or null. */
async function gatheringOfToday(
	context: WriteContext,
	one: string,
	other: string
): Promise<string | null> {
	const ids = await listSharedGatheringIds(context.db, one, other);
	const lines = [...(await findGatheringLines(context.db, ids)).values()];
	const margin = 12 * 3_600_000;
	const at = context.now.getTime();
	return (
		lines.find(
			({ startsAt, endsAt }) => startsAt.getTime() - margin <= at && at <= endsAt.getTime() + margin
		)?.id ?? null
	);
}
