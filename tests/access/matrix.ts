import type { AccessWorld } from './world.ts';

/** Every kind of viewer a procedure may meet. */
export const kinds = [
	'stranger',
	'outsider',
	'guest',
	'speaker',
	'member',
	'going',
	'door',
	'host',
	'organiser',
	'owner'
] as const;
export type Kind = (typeof kinds)[number];

/** One procedure: what it is called with, and who gets past its door. */
export interface AccessRow {
	input?: (world: AccessWorld, viewer: Kind) => unknown;
	/** Who may; for all others it is not found (or: sign in first). */
	may: readonly Kind[] | 'everybody' | 'signed-in';
	/** Refusals that say nothing about access: the caller got in, and the matter itself said no. */
	refusals?: readonly string[];
}

export const signedIn = kinds.filter((kind) => kind !== 'stranger');
export const members: readonly Kind[] = ['member', 'going', 'door', 'host', 'organiser', 'owner'];
export const organisers: readonly Kind[] = ['organiser', 'owner'];
export const managers: readonly Kind[] = ['host', 'organiser', 'owner'];
export const doorKeepers: readonly Kind[] = ['door', 'host', 'organiser', 'owner'];
/** Who takes part in the gathering of the world. */
export const takingPart: readonly Kind[] = ['guest', 'speaker', 'going', 'door', 'host', 'organiser', 'owner'];
/** Everybody the organisation knows. */
export const known: readonly Kind[] = ['guest', 'speaker', 'member', 'going', 'door', 'host', 'organiser', 'owner'];
