/** An own property; never what an object inherits. */
export const own = (node: unknown, key: string): unknown =>
	typeof node === 'object' && node !== null && !Array.isArray(node) && Object.hasOwn(node, key)
		? (node as Record<string, unknown>)[key]
		: undefined;

/**
 * A text, a number as text, or the text of a multilingual object (`{ en, de }`: English, Indonesian, else its
 * first), or null if it says nothing.
 */
export function text(node: unknown, key: string): string | null {
	let value = own(node, key);
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
		value = own(value, 'en') ?? own(value, 'id') ?? Object.values(value).find((said) => typeof said === 'string');
	}
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	return typeof value === 'string' && value.trim() ? value : null;
}

export const number = (node: unknown, key: string): number | null => {
	const value = own(node, key);
	return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

export const list = (node: unknown, key: string): unknown[] => {
	const value = own(node, key);
	return Array.isArray(value) ? value : [];
};

export const entries = (node: unknown): [string, unknown][] =>
	typeof node === 'object' && node !== null && !Array.isArray(node) ? Object.entries(node) : [];
