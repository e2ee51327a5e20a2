import { fromLocalInput, toLocalInput } from '#lib/time.ts';

/** A row of the table list, as typed. */
export interface TableRow {
	id: string;
	name: string;
	zone: string;
	seats: string;
	meetings: number;
}

/** A span of hours, as typed into two fields of the venue's zone. */
export interface HoursRow {
	from: string;
	to: string;
}

interface Setting {
	hours: { from: Date; to: Date }[];
	tables: { id: string; name: string; zone: string | null; seats: number; meetings: number }[];
}

export const rowsOf = (setting: Setting, zone: string): { hours: HoursRow[]; tables: TableRow[] } => ({
	hours: setting.hours.map(({ from, to }) => ({ from: toLocalInput(from, zone), to: toLocalInput(to, zone) })),
	tables: setting.tables.map(({ id, name, zone, seats, meetings }) => ({
		id,
		name,
		zone: zone ?? '',
		seats: String(seats),
		meetings
	}))
});

/** What was typed, as rows again: after a refusal nothing is lost. */
export function rowsTyped(data: FormData): { hours: HoursRow[]; tables: TableRow[] } {
	const all = (name: string) => data.getAll(name).map(String);
	const [from, to] = [all('from'), all('to')];
	const [ids, names, zones, seats] = [all('tableId'), all('tableName'), all('tableZone'), all('tableSeats')];
	const removed = new Set(all('tableRemove'));
	return {
		hours: from.map((value, n) => ({ from: value, to: to[n] ?? '' })),
		tables: names.flatMap((name, n) =>
			removed.has(String(n)) ? [] : [{ id: ids[n] ?? '', name, zone: zones[n] ?? '', seats: seats[n] ?? '', meetings: 0 }]
		)
	};
}

/** More tables, numbered on from those there are. */
export function moreTables(
	rows: TableRow[],
	more: { count: number; zone: string; seats: string },
	named: (number: number) => string
): TableRow[] {
	const taken = new Set(rows.map(({ name }) => name.trim().toLowerCase()));
	const made: TableRow[] = [];
	for (let number = 1; made.length < more.count; number++) {
		const name = named(number);
		if (taken.has(name.toLowerCase())) continue;
		made.push({ id: '', name, zone: more.zone, seats: more.seats, meetings: 0 });
	}
	return [...rows, ...made];
}

/** The form as the procedure takes it; rows left empty are gone. */
export function readSetting(data: FormData, gatheringId: string, zone: string) {
	const { hours, tables } = rowsTyped(data);
	const number = (name: string) => Number(data.get(name));
	return {
		gatheringId,
		slotMinutes: number('slotMinutes'),
		gapMinutes: number('gapMinutes'),
		pendingLimit: number('pendingLimit'),
		roomTemplate: String(data.get('roomTemplate') ?? '').trim(),
		hours: hours.flatMap(({ from, to }) => {
			const [begin, end] = [fromLocalInput(from, zone), fromLocalInput(to, zone)];
			return begin && end ? [{ from: begin, to: end }] : [];
		}),
		tables: tables
			.filter(({ name }) => name.trim())
			.map(({ id, name, zone, seats }) => ({ ...(id && { id }), name, zone, seats: Number(seats) || 4 }))
	};
}
