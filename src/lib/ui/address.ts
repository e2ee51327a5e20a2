/** What a list needs of the page's address: `page.url` of `$app/state`, or any URL. */
export interface Address {
	readonly pathname: string;
	readonly searchParams: Iterable<[string, string]> & {
		get(name: string): string | null;
		getAll(name: string): string[];
	};
}
