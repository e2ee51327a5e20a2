import type { Limit } from '#server/kernel/rate-limit.ts';

export const ceremonyMinutes = 15;

export const signInsOfNetwork: Limit = { name: 'passkey-network', points: 900, seconds: 600 };

/** The challenge a browser's answer speaks of; null if it cannot be read. */
export function readClientData(clientDataJson: string): { challenge: string; origin: string } | null {
	try {
		const { challenge, origin } = JSON.parse(Buffer.from(clientDataJson, 'base64url').toString('utf8'));
		return typeof challenge === 'string' && typeof origin === 'string' ? { challenge, origin } : null;
	} catch {
		return null;
	}
}

/**
 * The origin an answer must come from. Where the operator named none, this machine answers to localhost on
 * whatever port it got; the browser itself ties the key to the host.
 */
export function expectedOrigin(config: { origin: string; originIsGiven: boolean }, answered: string): string {
	if (config.originIsGiven) return config.origin;
	return /^http:\/\/localhost(:\d+)?$/.test(answered) ? answered : config.origin;
}
