import { expect, test } from 'vitest';
import { backPath } from './forms.ts';

test('a way back stays on this site, whatever is written in it', () => {
	for (const path of ['/', '/mitra/g/temu?day=2#s-1', '/a//b', '/sign-in?back=%2F%2Fevil.example']) expect(backPath(path, '/home')).toBe(path);
	for (const elsewhere of [null, '', 'mitra', 'https://evil.example/', '//evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example', '/\n/evil.example', '\t//evil.example', '/.//evil.example', '/a/..//evil.example', 'javascript:alert(1)']) {
		expect(backPath(elsewhere, '/home'), JSON.stringify(elsewhere)).toBe('/home');
	}
});
