import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { isFirstRun } from '../gate/setup/queries.ts';
import { failCommon } from '../kernel/errors.ts';
import { read, write } from '../kernel/procedures.ts';
import { demoProgress, makeDemo } from './jobs.ts';
import { findDemo, listDemoRoles } from './load.ts';

const tags = ['demo'];
const DemoShape = z.object({
	state: z.enum(['absent', 'making', 'ready']),
	slug: z.string().nullable(),
	progress: z.object({ done: z.number(), of: z.number() }).nullable(),
	people: z.array(z.object({ personId: z.uuid(), name: z.string(), part: z.enum(['organiser', 'speaker', 'member']) })),
	can: z.object({ make: z.boolean() })
});

export const demoProcedures = {
	find: read
		.route({
			method: 'GET',
			path: '/demo',
			tags,
			summary: 'Find the demo summit',
			description: 'Whether the demo is here or being made, and whom one may be in it.'
		})
		.output(DemoShape)
		.handler(async ({ context }) => {
			const { kernel, db } = context;
			const found = await findDemo(kernel);
			const progress = demoProgress();
			const waiting = await db.execute(
				sql`select 1 from pgboss.job where name = 'gerbang' and state < 'completed' and data->>'job' = ${makeDemo.name} limit 1`
			);
			const state = found?.isWhole ? ('ready' as const) : progress || waiting.rowCount ? ('making' as const) : ('absent' as const);
			return {
				state,
				slug: state === 'ready' ? found!.slug : null,
				progress,
				people: state === 'ready' ? await listDemoRoles(kernel) : [],
				can: { make: state === 'absent' && (await isFirstRun(db)) }
			};
		}),
	make: write
		.route({
			method: 'POST',
			path: '/demo',
			tags,
			summary: 'Make the demo summit',
			description: 'Begins to make the demo, while this installation has no organisation of its own. Asking twice makes one.'
		})
		.output(z.void())
		.handler(async ({ context }) => {
			if (!(await isFirstRun(context.db))) failCommon('NOT_FOUND');
			if ((await findDemo(context.kernel))?.isWhole) return;
			await context.kernel.jobs.enqueue(context.db, makeDemo, {}, { once: 'demo' });
		})
};
