import { customType, timestamp, uuid } from 'drizzle-orm/pg-core';
import { uuidv7 } from './ids.ts';

/** `id uuid` (version 7: sorts by the time of its making), made by the application so that a row knows its id before it is written. */
export const id = () => uuid('id').primaryKey().$defaultFn(uuidv7);

/** An instant, `timestamptz`, as a JavaScript Date. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const createdAt = () => instant('created_at').notNull().defaultNow();

/** `citext`: compares without regard to case; for e-mail addresses. */
export const citext = customType<{ data: string }>({ dataType: () => 'citext' });

export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** `tstzrange`, half-open, written as `[from,to)`. */
export const during = customType<{ data: { from: Date; to: Date }; driverData: string }>({
	dataType: () => 'tstzrange',
	toDriver: ({ from, to }) => `[${from.toISOString()},${to.toISOString()})`,
	fromDriver: (text) => {
		const [from, to] = text.replace(/[[\]()"]/g, '').split(',');
		return { from: new Date(from!), to: new Date(to!) };
	}
});
