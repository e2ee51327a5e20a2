import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { RouterClient } from '@orpc/server';
import type { Router } from '#server/app.ts';

/** The product's procedures from the browser: `api.connect.connection.ask({…})`. Throws ORPCError with a sentence to show. */
export const api: RouterClient<Router> = createORPCClient(
	new RPCLink({ url: () => `${location.origin}/rpc` })
);
