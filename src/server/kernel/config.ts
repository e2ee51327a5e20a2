import { resolve } from 'node:path';
import { z } from 'zod';

/** "name@host" or "Name <name@host>". */
const isSender = (value: string) => /^([^<>@\s]+@[^<>@\s]+|[^<>]*<[^<>@\s]+@[^<>@\s]+>)$/.test(value.trim());

const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');

const Environment = z.object({
	HOST: z.string().default('::'),
	PORT: z.coerce.number().int().min(0).max(65535).default(3000),
	ORIGIN: z
		.url({ protocol: /^https?$/ })
		.refine((value) => !URL.canParse(value) || new URL(value).pathname === '/', 'has a path; give only scheme, host and port')
		.transform((value) => new URL(value).origin)
		.optional(),
	DATA_DIR: z.string().min(1).default('data').transform((value) => resolve(value)),
	DATABASE_URL: z
		.string()
		// "postgres://gerbang@/gerbang?host=/run/postgresql" names a socket and no host.
		.refine((value) => /^postgres(ql)?:/.test(value) && URL.canParse(value.replace('@/', '@socket/')), 'Invalid URL')
		.optional(),
	DATABASE_POOL: z.coerce.number().int().min(2).max(90).default(12),
	SMTP_URL: z
		.url({ protocol: /^smtps?$/ })
		.refine((value) => URL.canParse(value) && new URL(value).hostname !== '', 'names no host')
		.optional(),
	MAIL_FROM: z
		.string()
		.refine(isSender, 'Invalid sender: expected name@host or "Name <name@host>"')
		.default('Gerbang <gerbang@localhost>'),
	TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
	WORKER: flag.default(true),
	OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
	OIDC_CLIENT_ID: z.string().min(1).optional(),
	OIDC_CLIENT_SECRET: z.string().min(1).optional(),
	OIDC_NAME: z.string().min(1).default('OpenID'),
	LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info')
});

/** The settings of one running Gerbang. `docs/operate.md` says what each is for. */
export interface Config {
	host: string;
	port: number;
	/** Public address without a path; what links in mails begin with. */
	origin: string;
	/** Whether the operator named the origin; else it is whatever the browser calls this machine. */
	originIsGiven: boolean;
	dataDir: string;
	/** Null: the embedded database in `dataDir` is used. */
	databaseUrl: string | null;
	databasePool: number;
	/** Null: mail waits in the outbox. */
	smtpUrl: string | null;
	mailFrom: string;
	/** How many proxies of the operator's stand before this process; that many entries of X-Forwarded-For, from the right, are believed. */
	trustedProxies: number;
	/** Whether background jobs run in this process too. */
	worker: boolean;
	oidc: { issuer: string; clientId: string; clientSecret: string; name: string } | null;
	logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
}

/** A setting that cannot be used; the message is one sentence for the operator. */
export class ConfigRefusal extends Error {}

/**
 * Reads and checks every setting once. Errors: `ConfigRefusal` naming the first wrong variable,
 * what it holds, and what it may hold. An empty variable counts as absent.
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
	const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
	const read = Environment.safeParse(given);
	if (!read.success) {
		const issue = read.error.issues[0]!;
		const name = String(issue.path[0]);
		const held = /SECRET|URL/.test(name) ? '' : ` (it is ${JSON.stringify(environment[name])})`;
		throw new ConfigRefusal(`${name} cannot be used${held}: ${issue.message}. See docs/operate.md.`);
	}
	const value = read.data;
	const oidc = [value.OIDC_ISSUER, value.OIDC_CLIENT_ID, value.OIDC_CLIENT_SECRET];
	if (oidc.some(Boolean) && !oidc.every(Boolean)) {
		throw new ConfigRefusal(
			'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: set all three or none. See docs/operate.md.'
		);
	}
	return {
		host: value.HOST,
		port: value.PORT,
		origin: value.ORIGIN ?? `http://localhost:${value.PORT}`,
		originIsGiven: value.ORIGIN !== undefined,
		dataDir: value.DATA_DIR,
		databaseUrl: value.DATABASE_URL ?? null,
		databasePool: value.DATABASE_POOL,
		smtpUrl: value.SMTP_URL ?? null,
		mailFrom: value.MAIL_FROM,
		trustedProxies: value.TRUSTED_PROXIES,
		worker: value.WORKER,
		oidc: value.OIDC_ISSUER
			? {
					issuer: value.OIDC_ISSUER,
					clientId: value.OIDC_CLIENT_ID!,
					clientSecret: value.OIDC_CLIENT_SECRET!,
					name: value.OIDC_NAME
				}
			: null,
		logLevel: value.LOG_LEVEL
	};
}
