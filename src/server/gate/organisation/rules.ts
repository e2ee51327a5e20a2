import type { ChannelRole } from './tables.ts';

/** The channel roles a new organisation begins with; it may edit the list. */
export const defaultChannelRoles: ChannelRole[] = [
	{ key: 'principal', id: 'Prinsipal', en: 'Principal' },
	{ key: 'distributor', id: 'Distributor', en: 'Distributor' },
	{ key: 'system-integrator', id: 'Integrator sistem', en: 'System integrator' },
	{ key: 'reseller', id: 'Reseller', en: 'Reseller' },
	{ key: 'customer', id: 'Pelanggan', en: 'Customer' },
	{ key: 'other', id: 'Lainnya', en: 'Other' }
];

// First parts of the site's own addresses: an organisation called so could not be reached.
const reserved = new Set(
	(
		'api rpc live files link sign-in sign-out setup demo style admin app assets static build health icon icons ' +
		'manifest robots favicon sitemap well-known me new offline service-worker gerbang language'
	).split(' ')
);

/** True if an organisation may live at this address. */
export const isFreeWord = (slug: string): boolean => !reserved.has(slug);

/** An address made from a name: "Asosiasi Mitra TI Indonesia" is `asosiasi-mitra-ti-indonesia`. Never empty. */
export function slugOf(name: string): string {
	const slug = name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '')
		.slice(0, 50)
		.replace(/-+$/, '');
	if (slug.length < 2) return 'organisasi';
	return isFreeWord(slug) ? slug : `${slug}-1`;
}

/** A channel role's key made from its words: `Integrator sistem` is `integrator-sistem`. */
export const channelRoleKey = (words: string): string =>
	words
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '')
		.slice(0, 40);

/** True if `zone` is an IANA time zone this machine knows. */
export function isTimeZone(zone: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: zone });
		return /^[A-Z]/.test(zone);
	} catch {
		return false;
	}
}

/** The keys that `after` no longer has. */
export const removedRoles = (before: ChannelRole[], after: ChannelRole[]): string[] => {
	const kept = new Set(after.map(({ key }) => key));
	return before.map(({ key }) => key).filter((key) => !kept.has(key));
};
