import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { ProgrammeSearch, Where } from '../programme/schema.ts';
import { createSession, removeSession, restoreSession, starSession, unstarSession, updateSession } from './commands.ts';
import { findSession } from './queries.ts';
import { One, SessionChange, SessionShape } from './schema.ts';

const tags = ['programme'];
const Made = z.object({ id: z.uuid() });
const Starred = z.object({ isStarred: z.boolean() });

export const sessionProcedures = {
	findSession: read
		.route({
			method: 'GET',
			path: '/sessions/{sessionId}',
			tags,
			summary: 'Find a session',
			description: 'One session of a programme with its texts, speakers and links. For everyone who may see the gathering.'
		})
		.input(One.extend({ key: ProgrammeSearch.shape.key }))
		.output(SessionShape)
		.handler(({ context, input }) => findSession(context, input)),
	star: write
		.route({
			method: 'PUT',
			path: '/sessions/{sessionId}/star',
			tags,
			summary: 'Star a session',
			description: 'Puts a session on the caller’s agenda; twice is harmless. Breaks cannot be starred (SERVICE_SESSION).'
		})
		.input(One)
		.output(Starred)
		.handler(({ context, input }) => starSession(context, input)),
	unstar: write
		.route({
			method: 'DELETE',
			path: '/sessions/{sessionId}/star',
			tags,
			summary: 'Unstar a session',
			description: 'Takes a session off the caller’s agenda; twice is harmless.'
		})
		.input(One)
		.output(Starred)
		.handler(({ context, input }) => unstarSession(context, input)),
	createSession: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/gatherings/{gathering}/sessions',
			tags,
			summary: 'Add a session by hand',
			description: 'Adds a session that is in no file; imports leave it alone. For organisers and hosts.'
		})
		.input(Where.extend(SessionChange.shape))
		.output(Made)
		.handler(({ context, input }) => createSession(context, input)),
	updateSession: write
		.route({
			method: 'PATCH',
			path: '/sessions/{sessionId}',
			tags,
			summary: 'Change a session',
			description:
				'Changes what is given and leaves the rest. Who starred the session is told if it moved. A later import whose file says otherwise changes it back. For organisers and hosts.'
		})
		.input(One.extend(SessionChange.partial().shape))
		.output(Made)
		.handler(({ context, input }) => updateSession(context, input)),
	removeSession: write
		.route({
			method: 'DELETE',
			path: '/sessions/{sessionId}',
			tags,
			summary: 'Take a session off the programme',
			description: 'Who starred it is told. `restoreSession` puts it back. For organisers and hosts.'
		})
		.input(One)
		.output(Made)
		.handler(({ context, input }) => removeSession(context, input)),
	restoreSession: write
		.route({
			method: 'PUT',
			path: '/sessions/{sessionId}',
			tags,
			summary: 'Put a session back',
			description: 'Puts a removed session back on the programme. For organisers and hosts.'
		})
		.input(One)
		.output(Made)
		.handler(({ context, input }) => restoreSession(context, input))
};
