import type { RegistrationStatus, SeatNews } from './tables.ts';

/** Seats left; null where there is no limit. */
export const seatsLeft = (gathering: { capacity: number | null; goingCount: number }): number | null =>
	gathering.capacity === null ? null : Math.max(0, gathering.capacity - gathering.goingCount);

/** True if a seat could be given now. */
export const hasSeat = (gathering: { capacity: number | null; goingCount: number }): boolean =>
	seatsLeft(gathering) !== 0;

/** What becomes of somebody who asks: an organiser's yes comes first, then a free seat. */
export function admit(gathering: {
	approvalRequired: boolean;
	capacity: number | null;
	goingCount: number;
}): 'pending' | 'going' | 'waitlisted' {
	if (gathering.approvalRequired) return 'pending';
	return hasSeat(gathering) ? 'going' : 'waitlisted';
}

/** True of a state that holds a place which can be given up. */
export const isStanding = (status: RegistrationStatus): boolean =>
	status === 'going' || status === 'pending' || status === 'waitlisted';

/** True if the letter about a registration's present state has not been written. */
export const isUntold = (row: { news: SeatNews | null; toldAt: Date | null; statusAt: Date }): boolean =>
	row.news !== null && (row.toldAt === null || row.toldAt < row.statusAt);

const minute = 60_000;

/** True if somebody who asks for a seat they have may be sent their ticket again: at most every ten minutes. */
export const maySendAgain = (row: { status: RegistrationStatus; toldAt: Date | null }, now: Date): boolean =>
	isStanding(row.status) && row.toldAt !== null && now.getTime() - row.toldAt.getTime() > 10 * minute;
