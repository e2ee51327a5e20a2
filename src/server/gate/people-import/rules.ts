import type { Signer } from '#server/kernel/secrets.ts';

/**
 * The import key of somebody who is known by an address, a number or a name: keyed with this installation's secret,
 * so that it says nothing, and lets an import leave out who has erased themselves.
 */
export const peopleKey = (signer: Signer, identity: string): string =>
	`people:${signer.sign('people-import', Buffer.from(identity.toLowerCase())).split('.')[1]!}`;
