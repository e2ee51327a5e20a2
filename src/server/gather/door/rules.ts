import type { RegistrationStatus } from '../registration/tables.ts';

/** What the door says, in one of three colours. */
export type Light = 'green' | 'amber' | 'red';

/** Why. */
export type Reason =
	| 'in'
	| 'already_in'
	| 'pending'
	| 'waitlisted'
	| 'declined'
	| 'cancelled'
	| 'other_gathering'
	| 'unknown'
	| 'gathering_cancelled'
	| 'gathering_over';

/**
 * The colour of a reason: green comes in; amber is somebody we know whom an organiser may let in; red does not come
 * in with what they showed.
 */
export const lightOf = (reason: Reason): Light => {
	switch (reason) {
		case 'in':
			return 'green';
		case 'already_in':
		case 'pending':
		case 'waitlisted':
		case 'cancelled':
			return 'amber';
		default:
			return 'red';
	}
};

/** What a registration in this state means at the door; `in` where nothing stands against it. */
export const reasonFor = (status: RegistrationStatus): Reason => (status === 'going' ? 'in' : status);

/** How long after its end a gathering's door still takes people in (a clock that is wrong, a programme that runs late). */
export const graceHours = 12;

/** True if the door is shut: called off, or long over. */
export function doorShut(
	gathering: { cancelledAt: Date | null; endsAt: Date },
	now: Date
): 'gathering_cancelled' | 'gathering_over' | null {
	if (gathering.cancelledAt) return 'gathering_cancelled';
	return now.getTime() > gathering.endsAt.getTime() + graceHours * 3_600_000 ? 'gathering_over' : null;
}
