import { and, asc, eq, inArray, notExists, sql } from 'drizzle-orm';
import { findAddressee } from '#server/gate/public.ts';
import { defineJob } from '#server/kernel/jobs.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import { gathering } from '../gathering/tables.ts';
import type { ProgrammeChange } from '../programme/reading/compare.ts';
import { programmeImport, programmeTold, session, star } from '../programme/tables.ts';
import { programmeChangedLetter } from './mails.ts';
import { changesToTell } from './rules.ts';

export const tellProgrammeChanges = defineJob<{ importId: string }>('programme.tell-changes');

/**
 * Tells each person who starred a session that an import moved or removed, once, in one letter that lists what
 * changed for them. Run again, it goes on with those not told yet. Nobody is told of a draft, or after the end.
 */
export async function tellChangesOf(kernel: Kernel, { importId }: { importId: string }): Promise<void> {
	const { db } = kernel.database;
	const now = kernel.clock.now();
	const [found] = await db
		.select({ changes: programmeImport.changes, gathering })
		.from(programmeImport)
		.innerJoin(gathering, eq(gathering.id, programmeImport.gatheringId))
		.where(eq(programmeImport.id, importId));
	if (!found || !found.gathering.publishedAt || found.gathering.cancelledAt || found.gathering.endsAt < now) return;
	const changes = changesToTell(found.changes as ProgrammeChange[]);
	if (!changes.length) return;
	const stars = await db
		.select({ personId: star.personId, guid: session.guid })
		.from(star)
		.innerJoin(session, eq(session.id, star.sessionId))
		.where(
			and(
				eq(session.gatheringId, found.gathering.id),
				inArray(
					session.guid,
					changes.map(({ guid }) => guid)
				),
				notExists(
					db
						.select({ one: sql`1` })
						.from(programmeTold)
						.where(and(eq(programmeTold.importId, importId), eq(programmeTold.personId, star.personId)))
				)
			)
		)
		.orderBy(asc(star.personId));
	const guidsOf = new Map<string, Set<string>>();
	for (const { personId, guid } of stars) guidsOf.set(personId, (guidsOf.get(personId) ?? new Set()).add(guid));
	for (const [personId, guids] of guidsOf) {
		await kernel.database.transaction(async (tx) => {
			const told = await tx
				.insert(programmeTold)
				.values({ importId, personId, at: now })
				.onConflictDoNothing()
				.returning({ personId: programmeTold.personId });
			if (!told.length) return;
			kernel.notices.notify(tx, { topic: `person:${personId}`, kind: 'programme', id: found.gathering.id });
			const addressee = await findAddressee(tx, personId);
			if (!addressee?.email) return;
			await kernel.mail.post(
				tx,
				programmeChangedLetter({
					to: { ...addressee, email: addressee.email },
					gathering: found.gathering,
					changes: changes.filter(({ guid }) => guids.has(guid)),
					origin: kernel.config.origin
				})
			);
		});
	}
}
