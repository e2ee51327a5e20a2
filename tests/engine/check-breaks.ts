/**
 * Reads a B2BSOP instance from its text and checks a timetable against it: every rule and the number of breaks,
 * counted anew. Shares no code with the engine nor with the bench; everything from 1, as in the file.
 */
export function checkBreaks(
	text: string,
	fairness: number,
	slotOf: (meeting: number) => number
): { wrong: string[]; breaks: number } {
	const after = (name: string): string => {
		const start = text.search(new RegExp(`(^|\\n)\\s*${name}\\s*=`));
		if (start < 0) throw new Error(`No ${name} in the instance.`);
		const from = text.indexOf('=', start) + 1;
		return text.slice(from, text.indexOf(';', from)).trim();
	};
	const lists = (body: string): number[][] =>
		body
			.slice(body.indexOf('[') + 1, body.lastIndexOf(']'))
			.split(/,\s*(?=\{|\d+\s*\.\.)/)
			.map((set) => {
				const range = /^(\d+)\s*\.\.\s*(\d+)/.exec(set.trim());
				if (range) {
					const all: number[] = [];
					for (let i = Number(range[1]); i <= Number(range[2]); i++) all.push(i);
					return all;
				}
				return set
					.replace(/[{}\s]/g, '')
					.split(',')
					.filter(Boolean)
					.map(Number);
			});
	const people = Number(after('nBusiness'));
	const count = Number(after('nMeetings'));
	const tables = Number(after('nTables'));
	const slots = Number(after('nTotalSlots'));
	const morning = Number(after('nMorningSlots'));
	const requested = after('requested')
		.replace(/[[\]\s]/g, '')
		.split('|')
		.filter((row) => row.length > 1)
		.map((row) => row.split(',').filter(Boolean).map(Number));
	const forbidden = lists(after('forbidden'));
	const precedences = lists(after('precedences'));
	const fixed = after('fixed').replace(/[[\]\s]/g, '').split(',').map(Number);

	const wrong: string[] = [];
	if (requested.length !== count) wrong.push(`${requested.length} meetings are listed, ${count} are said`);
	const calendar: (number | undefined)[][] = Array.from({ length: people + 1 }, () => []);
	const load: number[] = Array.from({ length: slots + 1 }, () => 0);
	for (let m = 1; m <= count; m++) {
		const [a, b, session] = requested[m - 1] as [number, number, number];
		const slot = slotOf(m);
		if (!Number.isInteger(slot) || slot < 1 || slot > slots) {
			wrong.push(`meeting ${m} is at ${slot}`);
			continue;
		}
		load[slot]!++;
		for (const p of [a, b]) {
			if (calendar[p]![slot] !== undefined) wrong.push(`person ${p} is twice at ${slot}`);
			calendar[p]![slot] = m;
			if (forbidden[p - 1]?.includes(slot)) wrong.push(`person ${p} may not meet at ${slot}`);
		}
		if (session === 1 && slot > morning) wrong.push(`meeting ${m} is not in the morning`);
		if (session === 2 && slot <= morning) wrong.push(`meeting ${m} is not in the afternoon`);
		if (fixed[m - 1]! > 0 && fixed[m - 1] !== slot) wrong.push(`meeting ${m} was fixed`);
		for (const earlier of precedences[m - 1] ?? []) {
			if (earlier > 0 && slotOf(earlier) >= slot) wrong.push(`meeting ${earlier} is not before ${m}`);
		}
	}
	load.forEach((n, slot) => n > tables && wrong.push(`slot ${slot} has ${n} meetings`));
	const breaks: number[] = [];
	for (let p = 1; p <= people; p++) {
		const row = Array.from({ length: slots }, (_, s) => (calendar[p]![s + 1] === undefined ? '.' : 'x')).join('');
		breaks.push((row.replace(/^\.+|\.+$/g, '').match(/\.+/g) ?? []).length);
	}
	if (Math.max(...breaks) - Math.min(...breaks) > fairness) wrong.push('breaks are not fairly spread');
	return { wrong, breaks: breaks.reduce((sum, n) => sum + n, 0) };
}
