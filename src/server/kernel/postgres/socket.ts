import { lchownSync, lstatSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { PostgresRefusal } from './refusal.ts';

/** The address for `pg`. Port and sslmode are said so that PGPORT and PGSSLMODE do not decide. */
export const urlOf = (socketDirectory: string, database = 'gerbang') =>
	`postgres://gerbang@/${database}?host=${encodeURIComponent(socketDirectory)}&port=5432&sslmode=disable`;

/**
 * A directory for the socket of the cluster called `name`, which the account alone may enter. A socket's path may hold
 * 107 bytes, and what others put into /tmp under our name is not used.
 */
export function makeSocketDirectory(name: string, account: Account): string {
	const longest = 107 - '/.s.PGSQL.5432.lock'.length;
	const base = Buffer.byteLength(join(tmpdir(), name)) <= longest ? tmpdir() : '/tmp';
	const usual = join(base, name);
	let path = usual;
	const found = lstatSync(usual, { throwIfNoEntry: false });
	const ours = found?.isDirectory() && found.uid === account.uid && (found.mode & 0o777) === 0o700;
	try {
		if (!found) mkdirSync(usual, { mode: 0o700 });
		else if (!ours) path = mkdtempSync(`${usual}-`);
	} catch (error) {
		throw new PostgresRefusal(
			`The database cannot make its socket in ${base} (${(error as NodeJS.ErrnoException).code}): set TMPDIR to a directory that this user may write.`
		);
	}
	if (account.lowered && !ours) lchownSync(path, account.uid, account.gid);
	rmSync(join(path, '.s.PGSQL.5432'), { force: true });
	rmSync(join(path, '.s.PGSQL.5432.lock'), { force: true });
	return path;
}
