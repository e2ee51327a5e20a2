import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { Home } from '../organisation/schema.ts';
import { eraseOwn, eraseUnclaimed, setConsent, updatePrivacy } from './commands.ts';
import { findPrivacy, takeEverything } from './queries.ts';
import { ExportShape, PrivacyShape } from './schema.ts';

const tags = ['privacy'];

export const privacyProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/me/privacy',
			tags,
			summary: 'Find what I decided about my data',
			description: 'Consents with their texts, pause, profiling, and who sees each contact field.'
		})
		.input(Home)
		.output(PrivacyShape)
		.handler(({ context, input }) => findPrivacy(context, input)),
	update: write
		.route({
			method: 'PATCH',
			path: '/organisations/{organisation}/me/privacy',
			tags,
			summary: 'Pause, or turn profiling off',
			description:
				'Paused: nobody but organisers sees the caller, at once and everywhere. Profiling off: no suggestions are made from what they wrote; search still works. What is left out stays.'
		})
		.input(Home.extend({ paused: z.boolean().optional(), profilingOff: z.boolean().optional() }))
		.output(PrivacyShape)
		.handler(({ context, input }) => updatePrivacy(context, input)),
	setConsent: write
		.route({
			method: 'PUT',
			path: '/organisations/{organisation}/me/consents/{purpose}',
			tags,
			summary: 'Give or withdraw a consent',
			description:
				'Each purpose on its own; kept with the version of its text, the time and the channel.'
		})
		.input(Home.extend({ purpose: z.string().max(40), given: z.boolean() }))
		.output(PrivacyShape)
		.handler(({ context, input }) => setConsent(context, input)),
	takeEverything: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/me/export',
			tags,
			summary: 'Take everything about me',
			description: 'All that is kept about the caller here, as data, and what is left out and why.'
		})
		.input(Home)
		.output(ExportShape)
		.handler(({ context, input }) => takeEverything(context, input)),
	erase: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/me/erase',
			tags,
			summary: 'Erase me',
			description:
				'Erases the caller here, at once and for good. Seats go to who waits, meetings that have not been are cancelled. The last owner is refused (ERASE_LAST_OWNER).'
		})
		.input(Home.extend({ confirm: z.string().max(40).describe('The word HAPUS or ERASE.') }))
		.handler(({ context, input }) => eraseOwn(context, input)),
	erasePerson: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/people/{personId}/erase',
			tags,
			summary: 'Erase a person who asked for it',
			description:
				'Erases somebody without an account. For organisers; who has an account erases themselves.'
		})
		.input(Home.extend({ personId: z.uuid() }))
		.handler(({ context, input }) => eraseUnclaimed(context, input))
};
