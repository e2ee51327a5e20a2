/** What a timeline needs to know of a session. */
export interface Placed {
	id: string;
	startsAt: Date | null;
	endsAt: Date | null;
	roomId: string | null;
	/** A break is for everybody: it goes across the rooms beside its own where nothing runs. */
	isService?: boolean;
}

/** Where a session stands in a timeline: its room's column, its rows of five minutes, its lane where two overlap. */
export interface Spot {
	/** From 0; the last column is for what has no room. */
	column: number;
	/** How many columns it goes across. */
	span: number;
	/** Row of five minutes, from 0. */
	from: number;
	length: number;
	lane: number;
	lanes: number;
}

export interface Timeline {
	/** Ids of the rooms in use, in order; null is the column without a room. */
	columns: (string | null)[];
	startsAt: Date;
	rows: number;
	/** Height of one row in rem, so that a short session still has room for its title. */
	rowHeight: number;
	/** Whole hours as rows. */
	hours: { at: Date; row: number }[];
	spots: Map<string, Spot>;
}

const step = 5 * 60_000;
const hour = 3_600_000;
/** What is shown of a session without an end. */
const unknownLength = 6;

/**
 * Lays a day's sessions out by room and time. Sessions that overlap in one room share its column side by side.
 * Null when nothing has a time.
 */
export function layTimeline(sessions: Placed[], rooms: { id: string }[]): Timeline | null {
	const timed = sessions
		.filter((session) => session.startsAt !== null)
		.map((session) => {
			const from = session.startsAt!.getTime();
			const end = session.endsAt?.getTime() ?? from + unknownLength * step;
			return { id: session.id, roomId: session.roomId, isService: session.isService ?? false, from, to: Math.max(end, from + step) };
		})
		.sort((a, b) => a.from - b.from || b.to - a.to);
	if (!timed.length) return null;
	const first = Math.floor(timed[0]!.from / (hour / 2)) * (hour / 2);
	const last = Math.ceil(Math.max(...timed.map(({ to }) => to)) / (hour / 2)) * (hour / 2);
	const used = new Set(timed.map(({ roomId }) => roomId));
	const columns: (string | null)[] = rooms.map(({ id }) => id).filter((id) => used.has(id));
	if (timed.some(({ roomId }) => !roomId || !columns.includes(roomId))) columns.push(null);

	const spots = new Map<string, Spot>();
	for (const [column, room] of columns.entries()) {
		const inRoom = timed.filter(({ roomId }) => (roomId && columns.includes(roomId) ? roomId : null) === room);
		let cluster: { id: string; lane: number }[] = [];
		let laneEnds: number[] = [];
		const close = () => {
			for (const { id } of cluster) spots.get(id)!.lanes = laneEnds.length;
			cluster = [];
			laneEnds = [];
		};
		for (const { id, from, to } of inRoom) {
			if (cluster.length && laneEnds.every((end) => end <= from)) close();
			const free = laneEnds.findIndex((end) => end <= from);
			const lane = free < 0 ? laneEnds.length : free;
			laneEnds[lane] = to;
			cluster.push({ id, lane });
			spots.set(id, {
				column,
				span: 1,
				from: Math.round((from - first) / step),
				length: Math.max(1, Math.round((to - from) / step)),
				lane,
				lanes: 1
			});
		}
		close();
	}
	// A break takes the rooms beside its own in which nothing runs meanwhile.
	const columnOf = (roomId: string | null) => Math.max(0, columns.indexOf(roomId && columns.includes(roomId) ? roomId : null));
	for (const { id, isService, from, to } of timed) {
		const spot = spots.get(id)!;
		if (!isService || spot.lanes > 1) continue;
		const busy = new Set(
			timed.filter((other) => other.id !== id && other.from < to && from < other.to).map((other) => columnOf(other.roomId))
		);
		let [left, right] = [spot.column, spot.column];
		while (left > 0 && !busy.has(left - 1)) left--;
		while (right < columns.length - 1 && !busy.has(right + 1)) right++;
		Object.assign(spot, { column: left, span: right - left + 1 });
	}
	const lengths = [...spots.values()].map(({ length }) => length).sort((a, b) => a - b);
	const short = lengths[Math.floor(lengths.length / 5)]!;
	const hours: Timeline['hours'] = [];
	for (let at = Math.ceil(first / hour) * hour; at < last; at += hour) {
		hours.push({ at: new Date(at), row: (at - first) / step });
	}
	return {
		columns,
		startsAt: new Date(first),
		rows: (last - first) / step,
		rowHeight: Math.min(1.15, Math.max(0.5, 5 / short)),
		hours,
		spots
	};
}

/** The row, with its fraction, an instant stands at; null outside the timeline. */
export function rowAt(timeline: Timeline, now: Date): number | null {
	const row = (now.getTime() - timeline.startsAt.getTime()) / step;
	return row >= 0 && row <= timeline.rows ? row : null;
}
