import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { router } from './app.ts';

/** One OpenAPI 3.1 document of every procedure, as far as the page that shows it reads it. */
export interface OpenApiDocument {
	openapi: string;
	info: { title: string; version: string; description?: string };
	paths?: Record<string, Record<string, unknown>>;
}

let made: Promise<OpenApiDocument> | undefined;

/** Describes `/api/v1`; made once, when it is first asked for. */
export const describeApi = (origin: string): Promise<OpenApiDocument> =>
	(made ??= new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] }).generate(router, {
		info: {
			title: 'Gerbang',
			version: '1',
			description:
				'Everything the pages do, for programs. Send the token of a sign-in as `Authorization: Bearer …`. A refusal answers with its status and `{ code, message, data: { fields } }`; the message is a sentence in the language of `Accept-Language` (id or en).'
		},
		servers: [{ url: `${origin}/api/v1` }],
		security: [{ signIn: [] }],
		components: { securitySchemes: { signIn: { type: 'http', scheme: 'bearer' } } }
	}) as Promise<OpenApiDocument>);
