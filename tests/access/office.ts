import { mail } from '#server/kernel/tables.ts';
import type { TestProduct } from '../database.ts';
import type { MadeOrganisation } from '../factories.ts';
import type { AccessRow } from './matrix.ts';
import type { AccessWorld } from './world.ts';

/** What owners look after. */
export interface AccessOffice {
	letterId: string;
}

export async function makeAccessOffice(t: TestProduct, home: MadeOrganisation): Promise<AccessOffice> {
	const [letter] = await t.kernel.database.db
		.insert(mail)
		.values({ organisationId: home.id, kind: 'x', locale: 'id', toAddress: 'x@example.com', subject: 'x', text: 'x' })
		.returning();
	return { letterId: letter!.id };
}

const home = ({ organisation }: AccessWorld) => ({ organisation: organisation.slug });
const letter = (world: AccessWorld) => ({ ...home(world), letterId: world.office.letterId });

/** Letters, history, pictures, and the end of it all. */
export const officeRows: Record<string, AccessRow> = {
	'gate.history.list': { input: home, may: ['owner'] },
	'gate.organisation.close': {
		input: (world) => ({ ...home(world), confirm: world.organisation.slug }),
		may: ['owner']
	},
	'gate.outbox.list': { input: home, may: ['owner'] },
	'gate.outbox.find': { input: letter, may: ['owner'] },
	'gate.outbox.send': { input: letter, may: ['owner'], refusals: ['LETTER_SENT', 'MAIL_STAYS'] },
	'gate.outbox.sendFailed': { input: home, may: ['owner'] },
	'gate.outbox.markSent': { input: letter, may: ['owner'] },
	// The address is the permission; this one leads nowhere.
	'gate.picture.find': { input: () => ({ fileId: '00000000-0000-7000-8000-000000000000' }), may: [] }
};
