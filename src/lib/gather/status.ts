import { m } from '#lib/paraglide/messages.js';

type Status = 'pending' | 'going' | 'waitlisted' | 'declined' | 'cancelled';

/** A registration's state in words. */
export const statusWord = (status: Status): string => m[`core_state_${status}`]();

/** The look of a state's badge. */
export const statusKind = (status: Status): 'go' | 'warm' | 'plain' | 'lost' =>
	status === 'going' ? 'go' : status === 'declined' ? 'lost' : status === 'cancelled' ? 'plain' : 'warm';
