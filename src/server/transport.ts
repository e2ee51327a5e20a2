import { SmartCoercionPlugin } from '@orpc/json-schema';
import { OpenAPIHandler } from '@orpc/openapi/fetch';
import { RPCHandler } from '@orpc/server/fetch';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { apiFor, liveTopics, router, type Api } from './app.ts';
import { touchSignIn } from './gate/account/commands.ts';
import { findSignIn } from './gate/account/queries.ts';
import { signInCookie } from './gate/account/rules.ts';
import { failCommon, isLocale, type Locale } from './kernel/errors.ts';
import type { Kernel } from './kernel/kernel.ts';
import type { OpenApiDocument } from './openapi.ts';
import { saying, toAnswer, type Context, type Viewer } from './kernel/procedures.ts';

/** What the faces and transports get of the running product. */
export interface Product {
	kernel: Kernel;
	/** Name of the cookie that holds the sign-in's token. */
	cookie: string;
	/** Who is behind a request. */
	findViewer(request: {
		token: string | null;
		locale: string | null;
		acceptLanguage: string | null;
		address: string;
		userAgent: string | null;
	}): Promise<Viewer>;
	contextFor(viewer: Viewer): Context;
	apiFor(context: Context): Api;
	/** The topics of live notices this caller may hear: about themselves, and these gatherings if they may work at their door. */
	liveTopics(context: Context, gatheringIds: string[]): Promise<string[]>;
	/** The OpenAPI document of transport 2. */
	describeApi(): Promise<OpenApiDocument>;
	/** What ends each live stream that is open; a stopping server calls them. */
	endLive: Set<() => void>;
	/** Transport 1: our own browser, under `/rpc`. */
	handleRpc(request: Request, context: Context): Promise<Response>;
	/** Transport 2: everyone else, under `/api/v1`. */
	handleRest(request: Request, context: Context): Promise<Response>;
}

/** The first language of ours that the browser asks for; English for those who ask for others only. */
function askedLocale(acceptLanguage: string | null): Locale {
	if (!acceptLanguage) return 'id';
	const asked = acceptLanguage
		.split(',')
		.map((part) => {
			const [tag, ...rest] = part.trim().toLowerCase().split(';');
			const weight = Number(/q=([\d.]+)/.exec(rest.join(';'))?.[1] ?? 1);
			return { language: tag!.split('-')[0]!, weight };
		})
		.sort((a, b) => b.weight - a.weight)
		.map(({ language }) => (language === 'ms' || language === 'jv' || language === 'su' ? 'id' : language));
	return asked.find(isLocale) ?? (asked[0] === '*' ? 'id' : 'en');
}

const refusesOtherOrigins = (request: Request, context: Context): Response | null => {
	const { origin } = new URL(request.url);
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
	const rest = new OpenAPIHandler(router, {
		clientInterceptors: [saying as never],
		// What a query string says as text becomes the number, date or truth its shape asks for.
		plugins: [new SmartCoercionPlugin({ schemaConverters: [new ZodToJsonSchemaConverter()] })]
	});
	return {
		kernel,
		cookie: signInCookie(kernel.config.origin),
		async findViewer({ token, locale, acceptLanguage, address, userAgent }) {
			const now = kernel.clock.now();
			const found = token ? await findSignIn(kernel.database.db, token, now) : null;
			if (found) await touchSignIn(kernel, found, now);
			return {
				accountId: found?.accountId ?? null,
				signInId: found?.signInId ?? null,
				locale: isLocale(locale) ? locale : (found?.locale ?? askedLocale(acceptLanguage)),
				address,
				userAgent
			};
		},
		contextFor: (viewer) => ({ kernel, viewer, reply: {} }),
		apiFor,
		liveTopics,
		describeApi: async () => (await import('./openapi.ts')).describeApi(kernel.config.origin),
		endLive: new Set(),
		async handleRpc(request, context) {
			const refused = refusesOtherOrigins(request, context);
			if (refused) return refused;
			const { response } = await rpc.handle(request, { prefix: '/rpc', context });
			return response ?? new Response('Not found', { status: 404 });
		},
		async handleRest(request, context) {
			const refused = refusesOtherOrigins(request, context);
			if (refused) return refused;
			const { response } = await rest.handle(request, { prefix: '/api/v1', context });
			return response ?? new Response('Not found', { status: 404 });
		}
	};
}
