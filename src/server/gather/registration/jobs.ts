import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import { findAddressee, issuePersonalLink } from '#server/gate/public.ts';
import type { Tx } from '#server/kernel/database.ts';
import { defineJob } from '#server/kernel/jobs.ts';
import type { Kernel } from '#server/kernel/kernel.ts';
import { seatLetter } from '../gathering/mails.ts';
import { gathering } from '../gathering/tables.ts';
import { isUntold } from './rules.ts';
import { registration, type SeatNews } from './tables.ts';

/** Writes to one person what became of their seat. `again`: 1 sends the ticket once more, though they were told. */
export const tellSeat = defineJob<{ registrationId: string; again: number }>('registration.tell');

/** Writes to everybody of a gathering who has not been told what became of their seat: after many changed at once. */
export const tellUntold = defineJob<{ gatheringId: string }>('registration.tell-untold');

/** Writes to everybody with a seat, a request or a place in the queue that the gathering `moved` or is cancelled. */
export const tellSeats = defineJob<{ gatheringId: string; news: string; what: string }>('registration.tell-all');

/** Somebody gave up, or lost, their place at a gathering: what hangs on their being there ends too. */
export const seatLeft = defineJob<{ gatheringId: string; personId: string }>('registration.left');

type Row = typeof registration.$inferSelect;
type Place = typeof gathering.$inferSelect;

/** A link of a person's own to their ticket; `sentTo` where only the reader of that address gets to see it. */
export async function ticketLink(
	context: { kernel: Kernel; db: Tx; now: Date },
	by: { personId: string; organisationSlug: string; gathering: Pick<Place, 'slug' | 'endsAt'>; sentTo: string | null }
): Promise<string> {
	const { url } = await issuePersonalLink(context, {
		personId: by.personId,
		purpose: 'ticket',
		path: `/${by.organisationSlug}/g/${by.gathering.slug}/ticket`,
		expiresAt: new Date(by.gathering.endsAt.getTime() + 30 * 86_400_000),
		sentTo: by.sentTo
	});
	return url;
}

async function post(
	context: { kernel: Kernel; db: Tx; now: Date },
	by: {
		row: Row;
		gathering: Place;
		news: SeatNews | 'moved' | 'gathering_cancelled';
		what?: ('time' | 'place')[];
	}
): Promise<void> {
	const to = await findAddressee(context.db, by.row.personId);
	if (to?.email) {
		const link = await ticketLink(context, {
			personId: to.personId,
			organisationSlug: to.organisation.slug,
			gathering: by.gathering,
			sentTo: to.email
		});
		await context.kernel.mail.post(
			context.db,
			seatLetter(
				{ ...to, email: to.email },
				{
					news: by.news,
					gathering: by.gathering,
					origin: context.kernel.config.origin,
					link,
					ticketCode: by.row.ticketCode,
					...(by.what && { what: by.what })
				}
			)
		);
	}
	// Told or unreachable: either way there is nothing more to write about this.
	const ofSeat = by.news !== 'moved' && by.news !== 'gathering_cancelled';
	await context.db
		.update(registration)
		.set({ ...(ofSeat && { toldAt: context.now }), toldSequence: by.gathering.sequence })
		.where(eq(registration.id, by.row.id));
}

/** Writes the letter of `tellSeat`, once for each state; of a state that has passed meanwhile nothing is said. */
export async function runTellSeat(kernel: Kernel, data: { registrationId: string; again: number }): Promise<void> {
	await kernel.database.transaction(async (db) => {
		const [row] = await db.select().from(registration).where(eq(registration.id, data.registrationId)).for('update');
		if (!row) return;
		const [at] = await db.select().from(gathering).where(eq(gathering.id, row.gatheringId));
		if (!at || at.cancelledAt) return;
		const news = isUntold(row) ? row.news! : data.again && row.news !== 'declined' ? row.news : null;
		if (news) await post({ kernel, db, now: kernel.clock.now() }, { row, gathering: at, news });
	});
}

const batch = 100;

/** Writes to all who have not been told, a hundred in a transaction; what is done stays done if it is stopped. */
export async function runTellUntold(kernel: Kernel, data: { gatheringId: string }): Promise<void> {
	for (;;) {
		const count = await kernel.database.transaction(async (db) => {
			const [at] = await db.select().from(gathering).where(eq(gathering.id, data.gatheringId));
			if (!at || at.cancelledAt) return 0;
			const rows = await db
				.select()
				.from(registration)
				.where(
					and(
						eq(registration.gatheringId, at.id),
						sql`${registration.news} is not null and (${registration.toldAt} is null or ${registration.toldAt} < ${registration.statusAt})`
					)
				)
				.orderBy(asc(registration.id))
				.limit(batch)
				.for('update');
			const context = { kernel, db, now: kernel.clock.now() };
			for (const row of rows) await post(context, { row, gathering: at, news: row.news! });
			return rows.length;
		});
		if (count < batch) return;
	}
}

/** Writes to everybody once for each change of the gathering's sequence, a hundred in a transaction. */
export async function runTellSeats(
	kernel: Kernel,
	data: { gatheringId: string; news: string; what: string }
): Promise<void> {
	for (;;) {
		const count = await kernel.database.transaction(async (db) => {
			const [at] = await db.select().from(gathering).where(eq(gathering.id, data.gatheringId));
			if (!at) return 0;
			const rows = await db
				.select()
				.from(registration)
				.where(
					and(
						eq(registration.gatheringId, at.id),
						inArray(registration.status, ['going', 'pending', 'waitlisted']),
						lt(registration.toldSequence, at.sequence)
					)
				)
				.orderBy(asc(registration.id))
				.limit(batch)
				.for('update');
			const context = { kernel, db, now: kernel.clock.now() };
			const news = at.cancelledAt ? 'gathering_cancelled' : (data.news as 'moved');
			const what = data.what.split(',').filter(Boolean) as ('time' | 'place')[];
			for (const row of rows) await post(context, { row, gathering: at, news, what });
			return rows.length;
		});
		if (count < batch) return;
	}
}
