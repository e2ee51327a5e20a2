import type { Api } from '#server/app.ts';
import type { Context } from '#server/kernel/procedures.ts';

declare global {
	namespace App {
		interface Error {
			message: string;
			code?: string;
		}
		interface Locals {
			/** Who asks, and the reply's cookie. */
			context: Context;
			/** The router, in process; throws ORPCError. In `load`, go through `orRefuse`; in actions, through `orFail`. */
			api: Api;
		}
	}
}

export {};
