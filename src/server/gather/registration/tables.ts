import { sql } from 'drizzle-orm';
import { bigserial, check, index, integer, jsonb, text, unique, uuid } from 'drizzle-orm/pg-core';
import { person } from '#server/gate/keys.ts';
import { createdAt, id, instant } from '#server/kernel/columns.ts';
import { gather } from '../database.ts';
import { gathering } from '../gathering/tables.ts';

export type RegistrationStatus = 'pending' | 'going' | 'waitlisted' | 'declined' | 'cancelled';

/** Why somebody hears of their seat. */
export type SeatNews =
	| 'going'
	| 'pending'
	| 'waitlisted'
	| 'declined'
	| 'seat_freed'
	| 'approved'
	| 'cancelled_by_organiser';

/** A person's seat at a gathering, in whatever state. One row a pair for ever: asking twice is harmless. */
export const registration = gather.table(
	'registration',
	{
		id: id(),
		gatheringId: uuid('gathering_id').notNull().references(() => gathering.id, { onDelete: 'cascade' }),
		personId: uuid('person_id').notNull().references(() => person.id, { onDelete: 'cascade' }),
		status: text('status').$type<RegistrationStatus>().notNull(),
		statusAt: instant('status_at').notNull().defaultNow(),
		/** Order on the waiting list: the lower goes first. Renewed when somebody queues again. */
		queue: bigserial('queue', { mode: 'number' }).notNull(),
		/** What is read aloud at the door: letters and digits that cannot be mistaken for one another. */
		ticketCode: text('ticket_code').notNull(),
		answers: jsonb('answers').$type<Record<string, string | boolean>>().notNull().default({}),
		/** How they came: `self`, `import`, `organiser`, `speaker`, `door`. */
		source: text('source').notNull().default('self'),
		/** How it came to this state, as its person is told; null: nobody needs telling (their own doing). */
		news: text('news').$type<SeatNews>(),
		/** When the news was told, or found to have no address: older than `status_at` means a letter is due. */
		toldAt: instant('told_at'),
		/** The gathering's sequence they were last told of. */
		toldSequence: integer('told_sequence').notNull().default(0),
		createdAt: createdAt()
	},
	(t) => [
		unique('registration_person').on(t.gatheringId, t.personId),
		unique('registration_ticket_code').on(t.gatheringId, t.ticketCode),
		index('registration_status').on(t.gatheringId, t.status, t.queue),
		index('registration_person_id').on(t.personId),
		index('registration_untold').on(t.gatheringId).where(sql`news is not null and (told_at is null or told_at < status_at)`),
		check(
			'registration_status_known',
			sql`${t.status} in ('pending', 'going', 'waitlisted', 'declined', 'cancelled')`
		)
	]
);
