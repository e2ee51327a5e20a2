import { expect, test } from 'vitest';
import { z } from 'zod';
import { sayIssue } from './issues.ts';

const said = (schema: z.ZodType, input: unknown, locale: 'id' | 'en' = 'en') =>
	sayIssue(schema.safeParse(input).error!.issues[0]!, locale);

test('what is wrong with a field is said as a person would', () => {
	expect(said(z.string().min(1), '')).toBe('Fill this in.');
	expect(said(z.string(), undefined, 'id')).toBe('Isi dulu.');
	expect(said(z.string().max(5), 'too long')).toBe('Too long: at most 5 characters.');
	expect(said(z.email(), 'sukarno@', 'id')).toBe('Ini bukan alamat email.');
	expect(said(z.url(), 'nowhere')).toBe('This is no web address.');
	expect(said(z.enum(['onsite', 'online']), 'elsewhere')).toBe('Choose one of these.');
	expect(said(z.number().min(1), 0)).toBe('At least 1.');
	expect(said(z.int().max(10), 11, 'id')).toBe('Paling banyak 10.');
	expect(said(z.number(), NaN)).toBe('Write a number.');
	expect(said(z.coerce.date(), 'yesterday')).toBe('This date cannot be read.');
	expect(said(z.string().refine(() => false, 'Not so.'), 'x')).toBe('Not so.');
});

test('a program that sends the wrong type still learns which was expected', () => {
	expect(said(z.string(), 7)).toContain('string');
	expect(said(z.strictObject({}), { unknown: 1 })).toContain('unknown');
});
