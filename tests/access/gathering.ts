import type { TestProduct } from '../database.ts';
import { makeGathering, makeHost, type MadeOrganisation, type MadePerson } from '../factories.ts';
import { known, managers, members, type AccessRow } from './matrix.ts';
import type { AccessWorld } from './world.ts';

/** A draft that the host of the world's gathering prepares. */
export async function makeAccessDraft(
	t: TestProduct,
	by: { organisation: MadeOrganisation; host: MadePerson }
): Promise<string> {
	const { id } = await makeGathering(t, by.organisation.id, { audience: 'members', publishedAt: null });
	await makeHost(t, id, by.host.id);
	return id;
}

const one = ({ gathering }: AccessWorld) => ({ gatheringId: gathering.id });
const draft = ({ draftId }: AccessWorld) => ({ gatheringId: draftId });
const home = ({ organisation }: AccessWorld) => ({ organisation: organisation.slug });
const address = (world: AccessWorld) => ({ ...home(world), slug: world.gathering.slug });
// The gathering of the world is by invitation: a member without the link does not find it.
const whoSees = known.filter((kind) => kind !== 'member');

export const gatheringRows: Record<string, AccessRow> = {
	'gather.gathering.list': { input: home, may: 'everybody' },
	'gather.gathering.find': { input: address, may: whoSees },
	'gather.gathering.calendar': { input: address, may: whoSees },
	'gather.gathering.overview': { input: one, may: managers },
	'gather.gathering.create': {
		input: (world) => ({
			...home(world),
			title: 'Meja di Bandung',
			mode: 'onsite',
			startsAt: '2030-03-14T09:00',
			endsAt: '2030-03-14T12:00',
			timeZone: 'Asia/Jakarta',
			placeName: 'Kopi Toko Djawa',
			audience: 'members',
			publish: true
		}),
		may: members
	},
	'gather.gathering.update': { input: (world) => ({ ...one(world), title: 'Temu Lain' }), may: managers },
	'gather.gathering.publish': { input: draft, may: managers },
	'gather.gathering.cancel': { input: one, may: managers },
	'gather.gathering.duplicate': { input: one, may: managers },
	'gather.gathering.deleteDraft': { input: draft, may: managers },
	'gather.gathering.setCover': { input: (world) => ({ ...one(world), picture: null }), may: managers },
	'gather.gathering.setHost': {
		input: (world) => ({ ...one(world), personId: world.other.id, duty: 'door' }),
		may: managers
	},
	'gather.gathering.invitationLink': { input: one, may: managers }
};
