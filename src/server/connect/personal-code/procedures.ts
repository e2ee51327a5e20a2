import { z } from 'zod';
import { read, write } from '#server/kernel/procedures.ts';
import { ConnectionShape } from '../connection/schema.ts';
import { InOrganisation, PersonLineShape, Tie } from '../profile/schema.ts';
import { scanCode } from './commands.ts';
import { makeCode, readCode } from './queries.ts';
import { CodeShape, Scan } from './schema.ts';

const tags = ['connection'];

export const personalCodeProcedures = {
	make: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/personal-code',
			tags,
			summary: 'Get your personal code',
			description:
				'A signed code for a QR, good for three minutes; whoever scans it in person is connected with you at once.'
		})
		.input(InOrganisation)
		.output(CodeShape)
		.handler(({ context, input }) => makeCode(context, input)),
	read: read
		.route({
			method: 'GET',
			path: '/organisations/{organisation}/scan',
			tags,
			summary: 'See whose personal code it is',
			description: 'The person behind a code that was just scanned, before connecting with them.'
		})
		.input(Scan)
		.output(PersonLineShape.extend({ tie: Tie }))
		.handler(({ context, input }) => readCode(context, input)),
	scan: write
		.route({
			method: 'POST',
			path: '/organisations/{organisation}/scan',
			tags,
			summary: "Scan somebody's personal code",
			description:
				'Connects both at once, tells both, and keeps the gathering of the day as the place where you met. Each gets the contact fields the other shows to connections.'
		})
		.input(Scan)
		.output(z.object({ personId: z.uuid(), connection: ConnectionShape }))
		.handler(({ context, input }) => scanCode(context, input))
};
