import { readFileSync } from 'node:fs';
import { wcagContrast } from 'culori';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accentOf, accentStyle } from './colour.ts';

const css = readFileSync(new URL('./ui/tokens.css', import.meta.url), 'utf8');
const blocks = css.split(/\n\t(?=:root|@media)/);
const tokensOf = (opening: string) => {
	const block = blocks.find((block) => block.startsWith(opening));
	return Object.fromEntries(
		[...block!.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6,8});/g)].map(([, name, value]) => [
			name,
			value!
		])
	);
};
const grounds = { day: tokensOf(':root {'), night: tokensOf(":root[data-theme='dark'] {") };
const papers = ['paper', 'paper-deep', 'paper-lift'] as const;

describe.each(['day', 'night'] as const)('by %s', (time) => {
	const ground = grounds[time];

	test('ink, soft ink, faint ink and every dye are readable on every paper', () => {
		for (const ink of ['ink', 'ink-soft', 'ink-faint', 'nila', 'soga', 'mengkudu', 'daun']) {
			for (const paper of papers) {
				expect(
					wcagContrast(ground[ink]!, ground[paper]!),
					`${ink} on ${paper}`
				).toBeGreaterThanOrEqual(4.5);
			}
		}
	});

	test('every dye is readable on its own tint, and carries words', () => {
		for (const dye of ['nila', 'soga', 'mengkudu', 'daun']) {
			expect(
				wcagContrast(ground[dye]!, ground[`${dye}-soft`]!),
				`${dye}-soft`
			).toBeGreaterThanOrEqual(4.5);
			expect(wcagContrast(ground[dye]!, ground['on-dye']!), `on ${dye}`).toBeGreaterThanOrEqual(
				4.5
			);
			expect(
				wcagContrast(ground.ink!, ground[`${dye}-soft`]!),
				`ink on ${dye}-soft`
			).toBeGreaterThan(7);
		}
	});

	test('the line of a field is seen on every paper', () => {
		for (const paper of papers) {
			expect(wcagContrast(ground['line-strong']!, ground[paper]!)).toBeGreaterThanOrEqual(3);
		}
	});

	test('whatever colour an organisation picks, its words are readable', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
				const colour = `#${number.toString(16).padStart(6, '0')}`;
				const accent = accentOf(colour)[time];
				expect(wcagContrast(accent.on, accent.fill), 'words on the fill').toBeGreaterThanOrEqual(
					4.5
				);
				for (const paper of [...papers.map((paper) => ground[paper]!), accent.soft]) {
					expect(wcagContrast(accent.text, paper), `accent on ${paper}`).toBeGreaterThanOrEqual(
						4.5
					);
				}
				expect(wcagContrast(ground.ink!, accent.soft), 'ink on the tint').toBeGreaterThanOrEqual(7);
			}),
			{ numRuns: 2000 }
		);
	});
});

test('the two ways into the night say the same', () => {
	const media = /:root:not\(\[data-theme='light'\]\) \{([^}]*)\}/.exec(css)![1]!;
	const own = /:root\[data-theme='dark'\] \{([^}]*)\}/.exec(css)![1]!;
	const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
	expect(plain(media)).toBe(plain(own));
});

test('the house speaks in the indigo that is computed', () => {
	const { day, night } = accentOf(null);
	for (const [time, accent] of [
		['day', day],
		['night', night]
	] as const) {
		const of = (part: string) => grounds.day[`accent-${time}${part}`];
		expect([of(''), of('-on'), of('-text'), of('-soft')]).toEqual([
			accent.fill,
			accent.on,
			accent.text,
			accent.soft
		]);
	}
	expect(grounds.day['accent-night-cloth']).toBe(night.cloth);
});

test('by day an organisation keeps its own colour as the fill', () => {
	expect(accentOf('#FFD500').day.fill).toBe('#ffd500');
});

test('what is no colour falls back to indigo, and no colour sets nothing', () => {
	expect(accentOf('red;}')).toEqual(accentOf(null));
	expect(accentStyle(null)).toBe('');
	expect(accentStyle('#0a7f5a')).toMatch(
		/^(--accent-(day|night)(-on|-text|-soft|-cloth)?:#[0-9a-f]{6};?){9}$/
	);
});
