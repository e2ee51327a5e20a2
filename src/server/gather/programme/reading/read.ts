import { readFrabXml } from './frab-xml.ts';
import type { Programme, ProgrammeFile } from './programme.ts';
import { nameInSentence, refuseProgramme } from './refusal.ts';
import { isScheduleJson, readScheduleJson } from './schedule-json.ts';
import { readSessionize, sessionizeView, type SessionizeView } from './sessionize.ts';

const maxBytes = 12_000_000;
const maxFiles = 6;

type Recognised =
	| { name: string; kind: 'xml'; xml: string }
	| { name: string; kind: 'schedule-json'; json: unknown }
	| { name: string; kind: 'sessionize'; json: unknown; view: SessionizeView };

/**
 * Reads a programme from one file, or from several that belong together (Sessionize's views). The format is
 * recognised by content, never by name. `timeZone` (IANA) is what times mean where the file does not say.
 * Errors: only refusals whose code begins with `PROGRAMME_`, each one clear sentence. Loads nothing from anywhere.
 */
export function readProgramme(files: ProgrammeFile[], options: { timeZone: string }): Programme {
	if (!files.length) refuseProgramme('PROGRAMME_EMPTY', { file: 'file' });
	if (files.length > maxFiles) {
		refuseProgramme('PROGRAMME_TOO_LARGE', { file: nameInSentence(files[0]!.name), max: `${maxFiles} files` });
	}
	let bytes = 0;
	for (const { name, content } of files) {
		bytes += content.length;
		if (bytes > maxBytes) {
			refuseProgramme('PROGRAMME_TOO_LARGE', { file: nameInSentence(name), max: `${maxBytes / 1e6} MB` });
		}
	}
	const recognised = files.map(recognise);
	const [first, ...others] = recognised as [Recognised, ...Recognised[]];
	if (first.kind === 'sessionize') {
		const views = new Set<string>();
		const all = recognised.map((file) => {
			if (file.kind !== 'sessionize') return refuseProgramme('PROGRAMME_MIXED', { file: nameInSentence(file.name) });
			// Two grids are two programmes, or two versions of one.
			if (views.has(file.view) && file.view !== 'sessions') {
				return refuseProgramme('PROGRAMME_MIXED', { file: nameInSentence(file.name) });
			}
			views.add(file.view);
			return file;
		});
		return readSessionize(all, options.timeZone);
	}
	if (others.length) refuseProgramme('PROGRAMME_MIXED', { file: nameInSentence(others[0]!.name) });
	return first.kind === 'xml'
		? readFrabXml(first.xml, first.name, options.timeZone)
		: readScheduleJson(first.json, first.name, options.timeZone);
}

function recognise({ name, content }: ProgrammeFile): Recognised {
	const file = nameInSentence(name);
	const text = decode(content, file).replace(/^\uFEFF/, '').trim();
	if (!text) refuseProgramme('PROGRAMME_EMPTY', { file });
	if (text.startsWith('<')) return { name, kind: 'xml', xml: text };
	if (!/^[{[]/.test(text)) return refuseProgramme('PROGRAMME_UNKNOWN', { file });
	const json = parseJson(text, file);
	if (isScheduleJson(json)) return { name, kind: 'schedule-json', json };
	const view = sessionizeView(json);
	if (view) return { name, kind: 'sessionize', json, view };
	return refuseProgramme('PROGRAMME_UNKNOWN', { file });
}

function parseJson(text: string, file: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		const { message } = error as Error;
		const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
		return refuseProgramme('PROGRAMME_BROKEN', { file, line: text.slice(0, position).split('\n').length });
	}
}

// ZIP (and what is one inside), gzip, RAR, 7z, bzip2, xz.
const archives = [[0x50, 0x4b, 0x03, 0x04], [0x1f, 0x8b], [0x52, 0x61, 0x72, 0x21], [0x37, 0x7a, 0xbc, 0xaf], [0x42, 0x5a, 0x68], [0xfd, 0x37, 0x7a]];

/** The file's text: as its byte order mark or XML declaration says, else UTF-8. */
function decode(content: Uint8Array | string, file: string): string {
	if (typeof content === 'string') return content;
	if (archives.some((magic) => magic.every((byte, i) => content[i] === byte))) {
		refuseProgramme('PROGRAMME_ARCHIVE', { file });
	}
	const start = new TextDecoder('latin1').decode(content.subarray(0, 200));
	const mark = start.startsWith('ÿþ') ? 'utf-16le' : start.startsWith('þÿ') ? 'utf-16be' : null;
	const declared = /^(?:ï»¿)?\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]{2,40})["']/i.exec(start)?.[1];
	try {
		return new TextDecoder(mark ?? declared ?? 'utf-8', { fatal: true }).decode(content);
	} catch {
		return refuseProgramme('PROGRAMME_ENCODING', { file });
	}
}
