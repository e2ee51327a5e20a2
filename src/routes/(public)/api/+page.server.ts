import { product } from '#server/handover.ts';
import type { PageServerLoad } from './$types';

interface Schema {
	type?: string | string[];
	description?: string;
	format?: string;
	enum?: unknown[];
	const?: unknown;
	items?: Schema;
	properties?: Record<string, Schema>;
	required?: string[];
	anyOf?: Schema[];
	default?: unknown;
}

interface Operation {
	operationId: string;
	summary?: string;
	description?: string;
	tags?: string[];
	parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
	requestBody?: { content: Record<string, { schema?: Schema }> };
	responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

interface Line {
	name: string;
	kind: string;
	required: boolean;
	text: string | null;
}

const sayKind = (schema: Schema | undefined): string => {
	if (!schema) return 'any';
	if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
	if (schema.const !== undefined) return JSON.stringify(schema.const);
	if (schema.anyOf) return [...new Set(schema.anyOf.map(sayKind))].join(' | ');
	if (schema.type === 'array') return `${sayKind(schema.items)}[]`;
	const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any');
	return schema.format ? `${type} (${schema.format})` : type;
};

/** An object's fields, one a line; objects inside are indented by their path. */
function lines(schema: Schema | undefined, prefix = '', depth = 0): Line[] {
	const object = schema?.type === 'array' ? schema.items : (schema?.anyOf?.find((one) => one.properties) ?? schema);
	return Object.entries(object?.properties ?? {}).flatMap(([name, field]) => [
		{
			name: prefix + name,
			kind: sayKind(field),
			required: object!.required?.includes(name) ?? false,
			text: field.description ?? null
		},
		...(depth < 2 ? lines(field, `${prefix}${name}${field.type === 'array' ? '[]' : ''}.`, depth + 1) : [])
	]);
}

export const load: PageServerLoad = async () => {
	const document = await product().describeApi();
	const groups = new Map<string, unknown[]>();
	for (const [path, methods] of Object.entries(document.paths ?? {})) {
		for (const [method, given] of Object.entries(methods)) {
			const operation = given as Operation;
			const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
			const answer = Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith('2'))?.[1];
			const tag = operation.tags?.[0] ?? 'other';
			groups.set(tag, [
				...(groups.get(tag) ?? []),
				{
					id: operation.operationId,
					method: method.toUpperCase(),
					path,
					summary: operation.summary ?? operation.operationId,
					description: operation.description ?? null,
					input: [
						...(operation.parameters ?? []).map(({ name, required, schema }) => ({
							name,
							kind: sayKind(schema),
							required: required ?? false,
							text: schema?.description ?? null
						})),
						...lines(body)
					],
					output: lines(Object.values(answer?.content ?? {})[0]?.schema)
				}
			]);
		}
	}
	return {
		description: document.info.description ?? '',
		groups: [...groups].sort(([a], [b]) => a.localeCompare(b)) as [
			string,
			{ id: string; method: string; path: string; summary: string; description: string | null; input: Line[]; output: Line[] }[]
		][]
	};
};
