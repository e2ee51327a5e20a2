import {
	converter,
	formatHex,
	modeLrgb,
	modeOklch,
	modeRgb,
	useMode,
	wcagContrast
} from 'culori/fn';

useMode(modeRgb);
useMode(modeLrgb);
useMode(modeOklch);
const toOklch = converter('oklch');

/** The grounds an accent must be read on; the same values as in `ui/tokens.css`. */
const grounds = {
	day: { papers: ['#fffdf9', '#faf7f1', '#f1ece2'], light: '#fffdf9', dark: '#1a1822' },
	night: { papers: ['#12131d', '#1a1c29', '#1e2030'], light: '#fffdf9', dark: '#12131d' }
};

/** One accent on one ground: the fill, the words on it, the accent as words, a tint to lay things on, large drawn surfaces. */
export interface Accent {
	fill: string;
	on: string;
	text: string;
	soft: string;
	cloth: string;
}

/** The house's own: indigo nila. */
export const nila = '#2c3f8f';

const reads = (a: string, b: string, ratio: number): boolean => wcagContrast(a, b) >= ratio;

/** The colour itself, or the nearest lightness (`step` darker or lighter at a time) that passes. */
function shift(colour: string, step: number, passes: (colour: string) => boolean): string {
	const { l, c, h } = toOklch(colour)!;
	for (let lightness = l; lightness >= 0 && lightness <= 1; lightness += step) {
		const room = 1 - Math.max(0, (lightness - 0.72) * 2);
		const tried = formatHex({ mode: 'oklch', l: lightness, c: Math.min(c, 0.24) * room, h });
		const kept = lightness === l ? colour : tried;
		if (passes(kept)) return kept;
	}
	return step < 0 ? '#000000' : '#ffffff';
}

function tint(colour: string, l: number, most: number): string {
	const { c, h } = toOklch(colour)!;
	return formatHex({ mode: 'oklch', l, c: Math.min(c * 0.3, most), h });
}

/** The same dye under a lamp. */
function dim(colour: string): string {
	const { l, c, h } = toOklch(colour)!;
	return formatHex({
		mode: 'oklch',
		l: Math.min(0.58, Math.max(l, 0.44)),
		c: Math.min(c, 0.13),
		h
	});
}

const words = (fill: string, choices: string[]): string =>
	choices.find((choice) => reads(choice, fill, 4.5)) ?? '#000000';

/**
 * An organisation's colour made readable (WCAG 2.2 AA) by day and by night. By day the fill stays the
 * organisation's own; by night a dark one is lifted. `null`, or what is no `#rrggbb`, is the house's indigo.
 */
export function accentOf(colour: string | null): { day: Accent; night: Accent } {
	const own = /^#[0-9a-f]{6}$/i.test(colour ?? '') ? colour!.toLowerCase() : nila;
	const daySoft = tint(own, 0.93, 0.03);
	const nightSoft = tint(own, 0.29, 0.06);
	const { day, night } = grounds;
	const dayText = shift(own, -0.01, (c) => [...day.papers, daySoft].every((p) => reads(c, p, 4.5)));
	// Lifted a little past what the standard asks: thin light words on dark glare less when they are clearly light.
	const nightText = shift(own, 0.01, (c) =>
		[...night.papers, nightSoft].every((p) => reads(c, p, p === nightSoft ? 5.5 : 6.5))
	);
	const nightFill = shift(own, 0.01, (c) => night.papers.every((p) => reads(c, p, 6)));
	return {
		day: {
			fill: own,
			on: words(own, [day.light, day.dark, '#ffffff']),
			text: dayText,
			soft: daySoft,
			cloth: own
		},
		night: {
			fill: nightFill,
			on: words(nightFill, [night.dark, night.light]),
			text: nightText,
			soft: nightSoft,
			cloth: dim(own)
		}
	};
}

const styles = new Map<string, string>();

/**
 * The value of `style` on an element that also carries `data-accent`: everything inside speaks in the
 * organisation's colour. `null` gives an empty string, and the house's indigo stays.
 */
export function accentStyle(colour: string | null): string {
	if (!colour) return '';
	const known = styles.get(colour);
	if (known !== undefined) return known;
	const made = Object.entries(accentOf(colour))
		.flatMap(([time, accent]) => [
			`--accent-${time}:${accent.fill}`,
			`--accent-${time}-on:${accent.on}`,
			`--accent-${time}-text:${accent.text}`,
			`--accent-${time}-soft:${accent.soft}`,
			...(time === 'night' ? [`--accent-night-cloth:${accent.cloth}`] : [])
		])
		.join(';');
	if (styles.size > 500) styles.clear();
	styles.set(colour, made);
	return made;
}
