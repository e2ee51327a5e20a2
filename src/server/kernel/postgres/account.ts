import { execFileSync } from 'node:child_process';
import { lstatSync, lchownSync, readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { PostgresRefusal } from './refusal.ts';

/** The account of this machine the database runs as. */
export interface Account {
	uid: number;
	gid: number;
	/** True if this process is root and hands the database to another account. */
	lowered: boolean;
	/** Accounts of this machine that may connect. */
	admits: string[];
}

/**
 * Who runs the database: this process's own user; or, for root, the owner of the cluster that stands
 * (`nobody` for a new one), since PostgreSQL refuses to run as root.
 */
export function chooseAccount(cluster: string): Account {
	const uid = process.getuid!();
	const gid = process.getgid!();
	const owner = lstatSync(cluster, { throwIfNoEntry: false });
	const name = ownName(uid);
	if (uid !== 0) {
		if (owner && owner.uid !== uid) {
			throw new PostgresRefusal(
				`The database in ${cluster} belongs to another user (${owner.uid}): start Gerbang as before, or hand it over once with "chown -R ${name} ${join(cluster, '..')}" as root.`
			);
		}
		return { uid, gid, lowered: false, admits: [name] };
	}
	if (process.platform !== 'linux') {
		throw new PostgresRefusal(
			'The embedded database does not run for root here: start Gerbang as an ordinary user, or set DATABASE_URL.'
		);
	}
	const other = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : nobody();
	return { ...other, lowered: true, admits: [name] };
}

function ownName(uid: number): string {
	try {
		return userInfo().username;
	} catch {
		throw new PostgresRefusal(
			`The user id ${uid} that Gerbang runs as has no name on this machine, and PostgreSQL needs one: run it as a user listed in /etc/passwd, or set DATABASE_URL.`
		);
	}
}

function nobody(): { uid: number; gid: number } {
	const line = readPasswd().find((fields) => fields[0] === 'nobody');
	if (line) return { uid: Number(line[2]), gid: Number(line[3]) };
	try {
		const id = (flag: string) =>
			Number(execFileSync('id', [flag, 'nobody'], { stdio: 'pipe' }).toString());
		return { uid: id('-u'), gid: id('-g') };
	} catch {
		throw new PostgresRefusal(
			'The embedded database does not run as root, and this machine has no user "nobody" to run it: start Gerbang as an ordinary user, or set DATABASE_URL.'
		);
	}
}

function readPasswd(): string[][] {
	try {
		return readFileSync('/etc/passwd', 'utf8')
			.split('\n')
			.map((line) => line.split(':'));
	} catch {
		return [];
	}
}

/** Gives `path` and everything in it to the account, where it is another's (after a restore by root, for instance). Follows no links. */
export function handTo(account: Account, path: string): void {
	if (!account.lowered) return;
	const found = lstatSync(path);
	if (found.uid !== account.uid) lchownSync(path, account.uid, account.gid);
	if (found.isDirectory()) for (const name of readdirSync(path)) handTo(account, join(path, name));
}
