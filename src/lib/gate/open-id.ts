import { ORPCError } from '@orpc/client';

/** Cookie that keeps an OpenID sign-in's state in the browser that began it. */
export const openIdCookie = { name: 'gerbang-open-id', path: '/sign-in/oidc' };

/** What a call answers, or the refusal's sentence for the page. A bug is thrown on. */
export async function orMessage<T>(call: Promise<T>): Promise<T | { message: string }> {
	try {
		return await call;
	} catch (thrown) {
		if (thrown instanceof ORPCError && thrown.code !== 'INTERNAL')
			return { message: thrown.message };
		throw thrown;
	}
}
