import { known, managers, organisers, takingPart, type AccessRow } from './matrix.ts';
import { meetingRows } from './meeting.ts';
import type { AccessWorld } from './world.ts';

const home = ({ organisation }: AccessWorld) => ({ organisation: organisation.slug });
const other = (world: AccessWorld) => ({ ...home(world), personId: world.other.id });
const here = (world: AccessWorld) => ({ ...home(world), gathering: world.gathering.slug });

/** People, and what is between two of them: whoever the organisation knows, and `other` is seen by all of these. */
const peopleRows: Record<string, AccessRow> = {
	'connect.profile.list': { input: home, may: known },
	'connect.profile.facets': { input: home, may: known },
	'connect.profile.find': { input: other, may: known },
	'connect.connection.find': { input: other, may: known },
	'connect.connection.ask': { input: (world) => ({ ...other(world), line: 'Kopi?' }), may: known },
	'connect.connection.accept': { input: other, may: known, refusals: ['NOTHING_ASKED'] },
	'connect.connection.decline': { input: other, may: known, refusals: ['NOTHING_ASKED'] },
	'connect.connection.end': { input: other, may: known },
	'connect.connection.block': { input: other, may: known },
	'connect.connection.unblock': { input: other, may: known },
	'connect.connection.listBlocked': { input: home, may: known },
	'connect.personalCode.make': { input: home, may: known },
	'connect.personalCode.read': { input: (world) => ({ ...home(world), code: 'x.y' }), may: known, refusals: ['CODE_OLD'] },
	'connect.personalCode.scan': { input: (world) => ({ ...home(world), code: 'x.y' }), may: known, refusals: ['CODE_OLD'] },
	'connect.contact.share': { input: (world) => ({ ...other(world), field: 'email' }), may: known, refusals: ['NOT_CONNECTED'] },
	'connect.contact.withdraw': { input: (world) => ({ ...other(world), field: 'email' }), may: known, refusals: ['NOT_CONNECTED'] },
	'connect.contact.listHolders': { input: home, may: known },
	'connect.contact.card': { input: other, may: known, refusals: ['NOT_CONNECTED'] },
	'connect.connection.saveNote': { input: (world) => ({ ...other(world), text: 'x' }), may: known, refusals: ['NOTHING_BETWEEN'] },
	'connect.conversation.list': { input: home, may: known },
	'connect.conversation.waiting': { input: home, may: known },
	'connect.conversation.find': { input: other, may: known },
	'connect.conversation.listMessages': { input: other, may: known },
	'connect.conversation.send': {
		input: (world) => ({ ...other(world), clientId: crypto.randomUUID(), text: 'Halo' }),
		may: known,
		refusals: ['THREAD_CLOSED']
	},
	'connect.conversation.sendAll': {
		input: (world) => ({ ...other(world), messages: [{ clientId: crypto.randomUUID(), text: 'Halo' }] }),
		may: known,
		refusals: ['THREAD_CLOSED']
	},
	'connect.conversation.markRead': { input: (world) => ({ ...other(world), sequence: 1 }), may: known },
	'connect.suggestion.list': { input: here, may: takingPart },
	'connect.suggestion.setWish': { input: (world) => ({ ...other(world), wish: 'meet' }), may: known },
	'connect.suggestion.mute': { input: (world) => ({ ...home(world), reason: 'city' }), may: known },
	'connect.suggestion.unmute': { input: (world) => ({ ...home(world), reason: 'city' }), may: known },
	'connect.suggestion.findRoleWeights': { input: here, may: managers },
	'connect.suggestionLearning.find': { input: home, may: organisers },
	'connect.suggestionLearning.set': { input: (world) => ({ ...home(world), on: true }), may: organisers },
	'connect.suggestion.saveRoleWeights': { input: (world) => ({ ...here(world), weights: null }), may: managers }
};

export const connectRows: Record<string, AccessRow> = {
	...peopleRows,
	...meetingRows
};
