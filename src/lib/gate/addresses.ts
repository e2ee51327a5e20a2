/**
 * People as somebody pastes them into one field: an address a line, or parted by commas, each alone or as
 * `Nama <alamat@contoh.id>`. Repeats are dropped; what is no address stays as it is, for the server to refuse.
 */
export function readAddresses(text: string): { email: string; name?: string }[] {
	const seen = new Set<string>();
	return text
		.split(/[\n;,]+/)
		.map((part) => part.trim())
		.filter(Boolean)
		.flatMap((part) => {
			const named = /^"?([^"<]*)"?\s*<([^>]+)>$/.exec(part);
			const email = (named?.[2] ?? part).trim();
			const key = email.toLowerCase();
			if (seen.has(key)) return [];
			seen.add(key);
			const name = named?.[1]?.trim();
			return [{ email, ...(name && { name }) }];
		});
}
