import { doorKeepers, known, managers, type AccessRow } from './matrix.ts';
import type { AccessWorld } from './world.ts';

const here = ({ gathering }: AccessWorld) => ({ gatheringId: gathering.id });
const one = (world: AccessWorld) => ({ ...here(world), registrationId: world.otherRegistrationId });
const list = (world: AccessWorld) => ({ ...here(world), importId: world.guestListId });
// The gathering of the world is by invitation: a member without the link does not find it.
const whoSees = known.filter((kind) => kind !== 'member');

export const registrationRows: Record<string, AccessRow> = {
	'gather.registration.register': { input: here, may: whoSees },
	'gather.registration.cancel': { input: here, may: whoSees, refusals: ['NOT_REGISTERED'] },
	'gather.registration.ticket': {
		input: ({ organisation, gathering }) => ({ organisation: organisation.slug, gathering: gathering.slug }),
		may: whoSees,
		refusals: ['NOT_REGISTERED']
	},
	'gather.guestList.list': { input: here, may: managers },
	'gather.guestList.exportCsv': { input: here, may: managers },
	'gather.guestList.answer': {
		input: (world) => ({ ...here(world), registrationIds: [world.otherRegistrationId], answer: 'cancel' }),
		may: managers
	},
	'gather.guestList.add': { input: (world) => ({ ...here(world), name: 'Tamu' }), may: managers },
	'gather.guestList.handOver': { input: one, may: managers },
	'gather.registrationImport.upload': {
		input: (world) => ({ ...here(world), file: new File(['Nama\nTamu Satu\n'], 'tamu.csv') }),
		may: managers
	},
	'gather.registrationImport.find': { input: list, may: managers },
	'gather.registrationImport.setColumns': { input: (world) => ({ ...list(world), columns: ['name'] }), may: managers },
	'gather.registrationImport.apply': { input: (world) => ({ ...list(world), tell: false }), may: managers },
	'gather.registrationImport.discard': { input: list, may: managers },
	'gather.door.checkIn': { input: one, may: doorKeepers },
	'gather.door.undo': {
		input: (world) => ({ ...here(world), checkInId: world.checkInId }),
		may: doorKeepers
	},
	'gather.door.letIn': { input: one, may: managers },
	'gather.door.search': { input: (world) => ({ ...here(world), search: 'o' }), may: doorKeepers },
	'gather.door.counts': { input: here, may: doorKeepers }
};
