/** What a TagField sends, as a list: split at commas and line ends, trimmed, each word once whatever its case. */
export function readTags(text: FormDataEntryValue | null | undefined): string[] {
	const seen = new Map<string, string>();
	for (const part of String(text ?? '').split(/[,\n;]/)) {
		const tag = part.replace(/\s+/g, ' ').trim();
		if (tag && !seen.has(tag.toLocaleLowerCase())) seen.set(tag.toLocaleLowerCase(), tag);
	}
	return [...seen.values()];
}
