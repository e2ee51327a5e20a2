/** Dyes offered for an organisation's colour; the empty one is the house's own indigo. */
export const dyes = [
	{ key: 'nila', colour: '' },
	{ key: 'soga', colour: '#7a4a21' },
	{ key: 'mengkudu', colour: '#9c2a2f' },
	{ key: 'daun', colour: '#2f6b3c' },
	{ key: 'laut', colour: '#0f5f73' },
	{ key: 'manggis', colour: '#5d2a5c' }
] as const;

/** The colour a form with a ColourField sent: `#rrggbb`, or null for the house's own. */
export function readColour(data: FormData): string | null {
	const colour = data.get('colour');
	const chosen = colour === 'own' ? data.get('colourOwn') : colour;
	return typeof chosen === 'string' && chosen ? chosen.toLowerCase() : null;
}
