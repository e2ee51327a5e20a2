import { z } from 'zod';
import { read } from '#server/kernel/procedures.ts';
import { findPicture } from './queries.ts';

export const pictureProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/files/{fileId}',
			tags: ['picture'],
			summary: 'Read a picture',
			description:
				'A photo, logo or cover. Its address cannot be guessed: whoever was shown it may read it.'
		})
		.input(z.object({ fileId: z.uuid() }))
		.output(z.file())
		.handler(({ context, input }) => findPicture(context, input))
};
