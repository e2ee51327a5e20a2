import type { Refused } from '#lib/forms.ts';

/** The refusal in what a form's action answered, or null. */
export const refusedOf = (form: object | null): Refused | null =>
	form && 'message' in form && 'values' in form ? (form as Refused) : null;

/** What an action answered when it was no refusal, by the name of one of its fields; else null. */
export function answeredOf<T extends object, K extends string>(
	form: T | null,
	name: K
): Extract<T, Record<K, unknown>> | null {
	return form && name in form ? (form as Extract<T, Record<K, unknown>>) : null;
}
