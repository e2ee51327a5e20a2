import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../random.ts';
import { fitLogistic, learnable, learnWeights, type Answer, type Outcome } from './learn.ts';
import { defaultWeights } from './profile.ts';

/** People who, in truth, want to meet for what is brought, and do not care for the city at all. */
function answersOf(count: number, seed = 1): Answer[] {
	const random = new Random(seed);
	return Array.from({ length: count }, () => {
		const brings = random.unit();
		const city = random.below(2);
		const odds = 1 / (1 + Math.exp(-(-1.5 + 3 * brings)));
		return { signals: { brings, city }, outcome: random.unit() < odds ? 'accepted' : 'declined' };
	});
}
const change = (found: ReturnType<typeof learnWeights>, of: string) =>
	found.changes.find(({ signal }) => signal === of)!;

test('many answers find what people go by', () => {
	const found = learnWeights(answersOf(4000));
	expect(found.weights.brings).toBeGreaterThan(2.3);
	expect(found.weights.brings).toBeLessThan(3.4);
	expect(found.weights.city).toBeLessThan(0.2);
	expect(change(found, 'brings').error).toBeLessThan(0.3);
});

test('a handful of answers changes nothing, and a few hardly anything', () => {
	expect(learnWeights(answersOf(29)).weights).toEqual(defaultWeights);
	const few = learnWeights(answersOf(40));
	for (const { before, after } of few.changes) expect(Math.abs(after - before)).toBeLessThan(0.6);
});

test('what nobody had is as it was', () => {
	const found = learnWeights(answersOf(2000));
	for (const signal of ['together', 'common', 'speaks'] as const)
		expect(found.weights[signal]).toBeCloseTo(defaultWeights[signal], 5);
});

test('not answering says less than declining', () => {
	const with_ = (outcome: Outcome) =>
		learnWeights(
			Array.from({ length: 200 }, (_, i): Answer => ({
				signals: { city: i % 2 },
				outcome: i % 2 ? outcome : 'accepted'
			}))
		).weights.city;
	expect(with_('declined')).toBeLessThanOrEqual(with_('ignored'));
	expect(with_('ignored')).toBeLessThan(defaultWeights.city);
});

const outcome = fc.constantFrom<Outcome>('accepted', 'kept', 'met_again', 'declined', 'ignored');
const answer = fc.record({
	signals: fc.dictionary(fc.constantFrom(...learnable), fc.double({ min: 0, max: 1, noNaN: true })),
	outcome
});

test('whatever the answers: finite, of the same sign, the same in any order, and rules are left alone', () => {
	fc.assert(
		fc.property(fc.array(answer, { minLength: 30, maxLength: 120 }), (answers) => {
			const found = learnWeights(answers as Answer[]);
			const turned = learnWeights([...answers].reverse() as Answer[]);
			for (const [signal, weight] of Object.entries(found.weights)) {
				const before = defaultWeights[signal as keyof typeof defaultWeights];
				expect(Number.isFinite(weight)).toBe(true);
				expect(weight * before).toBeGreaterThanOrEqual(0);
				expect(turned.weights[signal as keyof typeof defaultWeights]).toBeCloseTo(weight, 6);
				if (!learnable.includes(signal as never)) expect(weight).toBe(before);
			}
		}),
		{ numRuns: 60 }
	);
});

test('the optimum is one: the slope there is nothing', () => {
	const rows = answersOf(300, 3).map(({ signals, outcome }) => ({
		x: [1, signals.brings!],
		y: outcome === 'accepted' ? 1 : 0
	}));
	const { weights } = fitLogistic(rows, [0, 0], [1, 1]);
	const slope = [0, 1].map((at) =>
		rows.reduce(
			(sum, { x, y }) =>
				sum + (y - 1 / (1 + Math.exp(-(weights[0]! + weights[1]! * x[1]!)))) * x[at]!,
			-weights[at]!
		)
	);
	for (const one of slope) expect(Math.abs(one)).toBeLessThan(1e-5);
});
