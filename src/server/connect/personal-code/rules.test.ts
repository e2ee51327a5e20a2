import { expect, test } from 'vitest';
import { codeSeconds, packCode, unpackCode } from './rules.ts';

const id = '01a20bb9-aa05-758c-bce3-e665424ffdaa';
const made = new Date('2026-03-14T02:00:00Z');
const later = (seconds: number) => new Date(made.getTime() + seconds * 1000);

test('a personal code says whose it is for three minutes, and never before its time', () => {
	const code = packCode(id, made);
	expect(unpackCode(code, made)).toBe(id);
	expect(unpackCode(code, later(codeSeconds))).toBe(id);
	expect(unpackCode(code, later(codeSeconds + 1))).toBeNull();
	expect(unpackCode(code, later(-61))).toBeNull();
	expect(unpackCode(code.subarray(1), made)).toBeNull();
});
