import { expect, test } from 'vitest';
import { learntWeights, sayChange, sumUp, type Asked } from './rules.ts';

const ask = (outcome: Asked['outcome'], held = false, by = 'a'): Asked => ({
	by,
	of: 'b',
	outcome,
	held
});

test('each asking pair counts once, by the strongest that came of it', () => {
	expect(sumUp([ask('ignored'), ask('accepted'), ask('declined')])).toEqual([ask('accepted')]);
	expect(sumUp([ask('declined'), ask('declined', false, 'c')])).toHaveLength(2);
	expect(sumUp([ask('kept', true), ask('accepted')])).toEqual([ask('kept', true)]);
	expect(sumUp([ask('kept', true), ask('kept', true)])).toMatchObject([{ outcome: 'met_again' }]);
});

test('more or less is said only of what is sure', () => {
	expect(sayChange({ before: 1, after: 1.4, error: 0.1 })).toBe('more');
	expect(sayChange({ before: 1, after: 1.4, error: 0.5 })).toBe('usual');
	expect(sayChange({ before: 1, after: 0.5, error: 0.2 })).toBe('less');
	expect(sayChange({ before: 1, after: 1.05, error: 0.01 })).toBe('usual');
});

test('what is off counts as shipped', () => {
	const changes = [{ signal: 'brings', after: 2 }];
	expect(learntWeights(undefined)).toEqual({});
	expect(learntWeights({ offAt: null, changes })).toEqual({ brings: 2 });
	expect(learntWeights({ offAt: new Date(0), changes })).toEqual({});
});
