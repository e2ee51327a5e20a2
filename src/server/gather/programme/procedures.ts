import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { programmeImportProcedures } from '../programme-import/procedures.ts';
import { sessionProcedures } from '../session/procedures.ts';
import { speakerProcedures } from '../speaker/procedures.ts';
import { createRoom, createTrack, removeRoom, removeTrack, updateRoom, updateTrack } from './commands.ts';
import { findProgramme } from './queries.ts';
import { ProgrammeSearch, ProgrammeShape, RoomChange, TrackChange, Where } from './schema.ts';

const tags = ['programme'];
const Made = z.object({ id: z.uuid() });
const OneRoom = z.object({ roomId: z.uuid() });
const OneTrack = z.object({ trackId: z.uuid() });

const partProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/gatherings/{gathering}/programme',
			tags,
			summary: 'Find a programme',
			description:
				'The days, rooms, tracks and sessions of a gathering with the caller’s stars; filtered by day, room, track, words or stars. For everyone who may see the gathering.'
		})
		.input(Where.extend(ProgrammeSearch.shape))
		.output(ProgrammeShape)
		.handler(({ context, input }) => findProgramme(context, input)),
	createRoom: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/gatherings/{gathering}/rooms',
			tags,
			summary: 'Add a room',
			description: 'Adds a room by hand; one of that name is found instead. For organisers and hosts.'
		})
		.input(Where.extend(RoomChange.shape))
		.output(Made)
		.handler(({ context, input }) => createRoom(context, input)),
	updateRoom: write
		.route({
			method: 'PATCH',
			path: '/rooms/{roomId}',
			tags,
			summary: 'Change a room',
			description: 'Renames a room or says how many it holds. For organisers and hosts.'
		})
		.input(OneRoom.extend(RoomChange.partial().shape))
		.output(Made)
		.handler(({ context, input }) => updateRoom(context, input)),
	removeRoom: write
		.route({
			method: 'DELETE',
			path: '/rooms/{roomId}',
			tags,
			summary: 'Remove a room',
			description: 'Removes a room that no session uses (ROOM_IN_USE). For organisers and hosts.'
		})
		.input(OneRoom)
		.handler(({ context, input }) => removeRoom(context, input)),
	createTrack: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/gatherings/{gathering}/tracks',
			tags,
			summary: 'Add a track',
			description: 'Adds a track by hand; one of that name is found instead. For organisers and hosts.'
		})
		.input(Where.extend(TrackChange.shape))
		.output(Made)
		.handler(({ context, input }) => createTrack(context, input)),
	updateTrack: write
		.route({
			method: 'PATCH',
			path: '/tracks/{trackId}',
			tags,
			summary: 'Change a track',
			description: 'Renames or recolours a track. For organisers and hosts.'
		})
		.input(OneTrack.extend(TrackChange.partial().shape))
		.output(Made)
		.handler(({ context, input }) => updateTrack(context, input)),
	removeTrack: write
		.route({
			method: 'DELETE',
			path: '/tracks/{trackId}',
			tags,
			summary: 'Remove a track',
			description: 'Removes a track that no session uses (TRACK_IN_USE). For organisers and hosts.'
		})
		.input(OneTrack)
		.handler(({ context, input }) => removeTrack(context, input))
};

export const programmeProcedures = {
	...partProcedures,
	...programmeImportProcedures,
	...sessionProcedures,
	...speakerProcedures
};
