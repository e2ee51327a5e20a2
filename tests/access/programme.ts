import { person } from '#server/gate/person/tables.ts';
import { room, session, speaker, track } from '#server/gather/programme/tables.ts';
import type { TestProduct } from '../database.ts';
import { managers, takingPart, type AccessRow } from './matrix.ts';
import type { AccessWorld } from './world.ts';

/** One thing of each kind on the programme of the world's gathering. */
export interface AccessProgramme {
	roomId: string;
	trackId: string;
	sessionId: string;
	/** A speaker who has not signed in. */
	speakerId: string;
}

export async function makeAccessProgramme(
	t: TestProduct,
	gathering: { id: string; organisationId: string; startsAt: Date; endsAt: Date }
): Promise<AccessProgramme> {
	const { db } = t.kernel.database;
	const of = { gatheringId: gathering.id };
	const [made] = await db
		.insert(person)
		.values({ organisationId: gathering.organisationId, name: 'Sari' })
		.returning();
	const [madeRoom] = await db.insert(room).values({ ...of, guid: 'room-1', name: 'Aula' }).returning();
	const [madeTrack] = await db.insert(track).values({ ...of, guid: 'track-1', name: 'Umum' }).returning();
	const [madeSession] = await db
		.insert(session)
		.values({ ...of, guid: 'session-1', title: 'Buka', startsAt: gathering.startsAt, endsAt: gathering.endsAt })
		.returning();
	const [madeSpeaker] = await db
		.insert(speaker)
		.values({ ...of, guid: 'speaker-2', name: 'Sari', personId: made!.id })
		.returning();
	return {
		roomId: madeRoom!.id,
		trackId: madeTrack!.id,
		sessionId: madeSession!.id,
		speakerId: madeSpeaker!.id
	};
}

const here = ({ organisation, gathering }: AccessWorld) => ({ organisation: organisation.slug, gathering: gathering.slug });
const one = ({ programme }: AccessWorld) => ({ sessionId: programme.sessionId });
const oneRoom = ({ programme }: AccessWorld) => ({ roomId: programme.roomId });
const oneTrack = ({ programme }: AccessWorld) => ({ trackId: programme.trackId });
const oneSpeaker = ({ programme }: AccessWorld) => ({ speakerId: programme.speakerId });
const files = () => [new File(['{}'], 'x.json')];

/** Who may see the gathering sees its programme; who manages it changes it. */
export const programmeRows: Record<string, AccessRow> = {
	'gather.programme.find': { input: here, may: takingPart },
	'gather.programme.findSession': { input: one, may: takingPart },
	'gather.programme.findSpeaker': { input: oneSpeaker, may: takingPart },
	'gather.programme.star': { input: one, may: takingPart },
	'gather.programme.unstar': { input: one, may: takingPart },
	'gather.programme.preview': { input: (world) => ({ ...here(world), files: files() }), may: managers, refusals: ['PROGRAMME_UNKNOWN'] },
	'gather.programme.import': { input: (world) => ({ ...here(world), files: files() }), may: managers, refusals: ['PROGRAMME_UNKNOWN'] },
	'gather.programme.listImports': { input: here, may: managers },
	'gather.programme.listSpeakers': { input: here, may: managers },
	'gather.programme.inviteSpeaker': { input: oneSpeaker, may: managers },
	'gather.programme.createSession': { input: (world) => ({ ...here(world), title: 'Tutup' }), may: managers },
	'gather.programme.updateSession': { input: (world) => ({ ...one(world), title: 'Tutup' }), may: managers },
	'gather.programme.removeSession': { input: one, may: managers },
	'gather.programme.restoreSession': { input: one, may: managers },
	'gather.programme.createRoom': { input: (world) => ({ ...here(world), name: 'Balkon' }), may: managers },
	'gather.programme.updateRoom': { input: (world) => ({ ...oneRoom(world), name: 'Balkon' }), may: managers },
	'gather.programme.removeRoom': { input: oneRoom, may: managers },
	'gather.programme.createTrack': { input: (world) => ({ ...here(world), name: 'Awan' }), may: managers },
	'gather.programme.updateTrack': { input: (world) => ({ ...oneTrack(world), name: 'Awan' }), may: managers },
	'gather.programme.removeTrack': { input: oneTrack, may: managers }
};
