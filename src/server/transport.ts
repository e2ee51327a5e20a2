import { OpenAPIHandler } from '@orpc/openapi/fetch';
import { RPCHandler } from '@orpc/server/fetch';
import { apiFor, router, type Api } from './app.ts';
import { touchSignIn } from './gate/account/commands.ts';
import { findSignIn } from './gate/account/queries.ts';
import { signInCookie } from './gate/account/rules.ts';
import { failCommon, type Locale } from './kernel/errors.ts';
import type { Kernel } from './kernel/kernel.ts';
import { saying, toAnswer, type Context, type Viewer } from './kernel/procedures.ts';

/** What the faces and transports get of the running product. */
export interface Product {
	kernel: Kernel;
	/** Name of the cookie that holds the sign-in's token. */
	cookie: string;
	/** Who is behind a request. */
	findViewer(request: {
		token: string | null;
		locale: Locale | null;
		acceptLanguage: string | null;
		address: string;
		userAgent: string | null;
	}): Promise<Viewer>;
	contextFor(viewer: Viewer): Context;
	apiFor(context: Context): Api;
	/** Transport 1: our own browser, under `/rpc`. */
	handleRpc(request: Request, context: Context): Promise<Response>;
	/** Transport 2: everyone else, under `/api/v1`. */
	handleRest(request: Request, context: Context): Promise<Response>;
}

const refusesOtherOrigins = (origin: string, request: Request, context: Context): Response | null => {
	const from = request.headers.get('origin');
	const bearer = request.headers.has('authorization');
	if (request.method === 'GET' || request.method === 'HEAD' || bearer) return null;
	if (from === origin || (from === null && request.headers.get('sec-fetch-site') === null)) return null;
	try {
		failCommon('WRONG_ORIGIN');
	} catch (error) {
		const answer = toAnswer(error, context);
		return Response.json(answer.toJSON(), { status: answer.status });
	}
	return null;
};

export function openProduct(kernel: Kernel): Product {
	const rpc = new RPCHandler(router, { clientInterceptors: [saying as never] });
	const rest = new OpenAPIHandler(router, { clientInterceptors: [saying as never] });
	const { origin } = kernel.config;
	return {
		kernel,
		cookie: signInCookie(origin),
		async findViewer({ token, locale, acceptLanguage, address, userAgent }) {
			const now = kernel.clock.now();
			const found = token ? await findSignIn(kernel.database.db, token, now) : null;
			if (found) await touchSignIn(kernel, found, now);
			const asked = /^\s*(id|en)\b/i.exec(acceptLanguage ?? '')?.[1]?.toLowerCase() as Locale | undefined;
			return {
				accountId: found?.accountId ?? null,
				signInId: found?.signInId ?? null,
				locale: found?.locale ?? locale ?? asked ?? 'id',
				address,
				userAgent
			};
		},
		contextFor: (viewer) => ({ kernel, viewer, reply: {} }),
		apiFor,
		async handleRpc(request, context) {
			const refused = refusesOtherOrigins(origin, request, context);
			if (refused) return refused;
			const { response } = await rpc.handle(request, { prefix: '/rpc', context });
			return response ?? new Response('Not found', { status: 404 });
		},
		async handleRest(request, context) {
			const refused = refusesOtherOrigins(origin, request, context);
			if (refused) return refused;
			const { response } = await rest.handle(request, { prefix: '/api/v1', context });
			return response ?? new Response('Not found', { status: 404 });
		}
	};
}
