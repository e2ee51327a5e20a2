export type Told = { name: string; title: string | null; about: string | null; links: { label: string; url: string }[] };

/**
 * What stands on a person after a source tells of them again, or null if nothing changes. Without an account, a
 * field follows the source while it is empty or still what the source said `before`; with one, only an empty
 * field is filled, and only by something new.
 */
export function renewed(
	stands: Told & { accountId: string | null },
	said: Told & { before: Told | null }
): Told | null {
	const key = (value: Told[keyof Told]) =>
		Array.isArray(value) ? value.map(({ label, url }) => `${label} ${url}`).join('\n') : value;
	const same = (a: Told[keyof Told], b: Told[keyof Told]) => key(a) === key(b);
	const isEmpty = (value: unknown) => value === null || value === '' || (Array.isArray(value) && !value.length);
	const next = <Field extends keyof Told>(field: Field): Told[Field] => {
		if (isEmpty(said[field]) || same(stands[field], said[field])) return stands[field];
		if (isEmpty(stands[field])) return said.before && same(said.before[field], said[field]) ? stands[field] : said[field];
		const stillTheirs = stands.accountId === null && said.before !== null && same(stands[field], said.before[field]);
		return stillTheirs ? said[field] : stands[field];
	};
	const made: Told = { name: next('name'), title: next('title'), about: next('about'), links: next('links') };
	return (Object.keys(made) as (keyof Told)[]).some((field) => !same(made[field], stands[field])) ? made : null;
}
