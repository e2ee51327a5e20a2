import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('the log of a database error holds its statement and code, and nothing that was asked with it', () => {
	const script = `
		const { openLog } = await import(${JSON.stringify(new URL('./log.ts', import.meta.url).href)});
		const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(secret@leak.example) already exists.', constraint: 'once' });
		const error = Object.assign(new Error('Failed query: select $1\\nparams: secret@leak.example,42', { cause }), { params: ['secret@leak.example'], code: '23505' });
		openLog('error').error({ error }, 'a procedure failed');`;
	const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
	expect(stderr).toContain('Failed query: select $1');
	expect(stderr).toContain('23505');
	expect(stderr).not.toContain('secret@leak.example');
});
