import { z } from 'zod';
import { raw, read, write } from '#server/kernel/procedures.ts';
import { Code } from '../account/schema.ts';
import { openPersonalLink, openPersonalLinkWithCode, requestLinkCode } from './commands.ts';
import { findLink } from './queries.ts';
import { LinkCodeSent, LinkShape, OpenedShape, Token } from './schema.ts';

const tags = ['link'];

export const linkProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/links/{token}',
			tags,
			summary: 'Look at a link',
			description:
				'What a personal link or an invitation is and what opens it. Uses nothing up, so that a messenger’s preview is harmless.'
		})
		.input(z.object({ token: Token }))
		.output(LinkShape)
		.handler(({ context, input }) => findLink(context, input)),

	open: write
		.route({
			method: 'POST',
			path: '/links/{token}/open',
			tags,
			summary: 'Open a personal link',
			description:
				'The first use signs the browser in as the link’s person. Later uses are refused with LINK_USED: ask for a code and open it with that.'
		})
		.input(z.object({ token: Token }))
		.output(OpenedShape)
		.handler(({ context, input }) => openPersonalLink(context, input)),

	requestCode: raw
		.route({
			method: 'POST',
			path: '/links/{token}/codes',
			tags,
			summary: 'Ask for a code to open a link again',
			description: 'Sends six digits to the address on file of the link’s person; the answer shows most of it hidden.'
		})
		.input(z.object({ token: Token }))
		.output(LinkCodeSent)
		.handler(({ context, input }) => requestLinkCode(context, input)),

	openWithCode: raw
		.route({
			method: 'POST',
			path: '/links/{token}/open-with-code',
			tags,
			summary: 'Open a link again with a code',
			description: 'Takes the code, signs the browser in as the link’s person and says where to go.'
		})
		.input(z.object({ token: Token, code: Code }))
		.output(OpenedShape)
		.handler(({ context, input }) => openPersonalLinkWithCode(context, input))
};
