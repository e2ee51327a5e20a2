import { createRouterClient, type RouterClient } from '@orpc/server';
import { organisationProcedures } from './gate/organisation/procedures.ts';
import type { Kernel } from './kernel/kernel.ts';
import { saying, type Context } from './kernel/procedures.ts';

/** Every procedure of the product, by domain, noun and verb. */
export const router = {
	gate: { organisation: organisationProcedures },
	gather: {},
	connect: {}
};

export type Router = typeof router;
export type Api = RouterClient<Router>;

/** The router called in process: what pages and forms use. Throws ORPCError with a code, a status and a sentence. */
export const apiFor = (context: Context): Api =>
	createRouterClient(router, { context, interceptors: [saying as never] });

/** Tells each job which function runs it. The only place where news of one domain meets another. */
export function wireJobs(_kernel: Kernel): void {}
