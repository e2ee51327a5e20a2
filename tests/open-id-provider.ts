import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
// @ts-expect-error The package brings no types.
import { Provider } from 'oidc-provider';

export const clientSecret = 'rahasia-klien-yang-panjang';

/** What the provider says about somebody it knows. */
export type Claims = { email?: string; email_verified?: boolean };

/** A real OpenID provider beside the product: discovery, authorization code, PKCE, signed ID tokens over HTTP. */
export interface OpenIdProvider {
	issuer: string;
	/** Who it knows, by subject; the login page takes the subject and any password. */
	known: Record<string, Claims>;
	/** Begins to serve: `origin` is the site its one client lives at. */
	serve(origin: string): void;
	close(): void;
}

export async function openProvider(): Promise<OpenIdProvider> {
	const server = createServer();
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const known: Record<string, Claims> = {};
	return {
		issuer,
		known,
		serve(origin) {
			const provider = new Provider(issuer, {
				clients: [
					{
						client_id: 'gerbang',
						client_secret: clientSecret,
						redirect_uris: [`${origin}/sign-in/oidc`],
						grant_types: ['authorization_code'],
						response_types: ['code']
					}
				],
				cookies: { keys: ['kunci-uji'] },
				pkce: { required: () => true },
				claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
				conformIdTokenClaims: false,
				findAccount: (_context: unknown, sub: string) => ({
					accountId: sub,
					claims: () => ({ sub, ...known[sub] })
				}),
				features: { devInteractions: { enabled: true } }
			});
			server.on('request', provider.callback());
		},
		close() {
			server.closeAllConnections();
			server.close();
		}
	};
}

/** The settings that point the product at a provider. */
export const providerSettings = ({ issuer }: OpenIdProvider): Record<string, string> => ({
	OIDC_ISSUER: issuer,
	OIDC_CLIENT_ID: 'gerbang',
	OIDC_CLIENT_SECRET: clientSecret,
	OIDC_NAME: 'Mitra ID'
});
