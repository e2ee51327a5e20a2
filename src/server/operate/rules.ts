import type { Config } from '../kernel/config.ts';

/** What was looked at, and what is to be said about it. */
export interface Finding {
	subject: 'configuration' | 'database' | 'mail' | 'disk' | 'clock' | 'web';
	state: 'good' | 'warning' | 'bad';
	says: string;
	/** What the operator should do, where something is to be done. */
	todo?: string;
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

const isLocal = (origin: string) =>
	/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(origin).hostname);

/** What settings that can be read still say between the lines. */
export function judgeConfiguration(config: Config, isRoot: boolean): Finding[] {
	const found: Finding[] = [];
	const warn = (says: string, todo: string) =>
		found.push({ subject: 'configuration', state: 'warning', says, todo });
	const secure = config.origin.startsWith('https:');
	if (!config.originIsGiven) {
		warn(
			`ORIGIN is not set: links in mails begin with ${config.origin}, which opens on this machine alone.`,
			'Set ORIGIN to the address people use, e.g. ORIGIN=https://temu.example.org.'
		);
	} else if (!secure && !isLocal(config.origin)) {
		warn(
			`ORIGIN is ${config.origin}, without encryption: browsers then refuse the camera, passkeys and installing.`,
			'Put Caddy or nginx in front, as docs/operate.md shows, and set ORIGIN to the https address.'
		);
	}
	if (secure && config.trustedProxies === 0) {
		warn(
			'ORIGIN is https, so a proxy stands in front, but TRUSTED_PROXIES is 0: all visitors seem to come from one address and share one rate limit.',
			'Set TRUSTED_PROXIES to the number of your proxies, usually 1.'
		);
	}
	if (config.smtpUrl && /@localhost>?$/.test(config.mailFrom)) {
		warn(
			`MAIL_FROM is ${config.mailFrom}: many servers refuse or hide mail from there.`,
			'Set MAIL_FROM to an address of yours that may send through SMTP_URL.'
		);
	}
	if (isRoot) {
		warn(
			'This is root. Gerbang works so, and keeps its database to another user, but needs no such power.',
			'Run it as a user of its own, as docs/operate.md shows.'
		);
	}
	if (found.length === 0) {
		found.push({
			subject: 'configuration',
			state: 'good',
			says: `All settings can be used. The address is ${config.origin}.`
		});
	}
	return found;
}

/** What a PostgreSQL says about itself. */
export interface DatabaseFacts {
	embedded: boolean;
	version: { number: number; name: string };
	encoding: string;
	/** Extensions the migrations ask for that are neither there nor can be made. */
	missingExtensions: string[];
	/** Migrations of this checkout that the database has not had. */
	waiting: number;
	/** Migrations the database has had that this checkout does not know. */
	unknown: number;
	connections: { used: number; most: number };
	/** Settings that trade safety away: fsync, full_page_writes, synchronous_commit. */
	off: string[];
	checksumFailures: number;
	bytes: number;
}

/** `needed`: connections one Gerbang opens at most. */
export function judgeDatabase(facts: DatabaseFacts, needed: number): Finding[] {
	const found: Finding[] = [];
	const say = (state: 'warning' | 'bad', says: string, todo: string) =>
		found.push({ subject: 'database', state, says, todo });
	const { used, most } = facts.connections;
	if (facts.version.number < 150000) {
		say(
			'bad',
			`The database is PostgreSQL ${facts.version.name}; Gerbang needs 15 or newer.`,
			'Upgrade PostgreSQL.'
		);
	}
	if (facts.encoding !== 'UTF8') {
		say(
			'bad',
			`The database keeps text as ${facts.encoding}, which cannot hold every name.`,
			`Make a new one: create database gerbang encoding 'UTF8' template template0.`
		);
	}
	if (facts.missingExtensions.length) {
		say(
			'bad',
			`PostgreSQL's ${facts.missingExtensions.join(', ')} cannot be had here.`,
			'Install the contrib package (Debian and Ubuntu: it comes with postgresql; Fedora: postgresql-contrib) and let the user of DATABASE_URL own the database.'
		);
	}
	if (facts.unknown) {
		say(
			'bad',
			`The database has ${counted(facts.unknown, 'migration')} this version does not know: it was used by a newer Gerbang.`,
			'Start the newer version, or restore the backup made before it.'
		);
	}
	if (facts.waiting) {
		say(
			'warning',
			`${counted(facts.waiting, 'migration')} ${facts.waiting === 1 ? 'waits' : 'wait'}.`,
			'The next start brings it up to date; or now: npx gerbang migrate.'
		);
	}
	if (facts.off.length) {
		say(
			'bad',
			`${facts.off.join(', ')} ${facts.off.length === 1 ? 'is' : 'are'} off: a power cut loses what people were told is saved.`,
			'Turn it on in postgresql.conf and restart PostgreSQL.'
		);
	}
	if (facts.checksumFailures) {
		say(
			'bad',
			`PostgreSQL found ${counted(facts.checksumFailures, 'damaged page')}: the disk or the memory of this machine fails.`,
			'Stop, copy DATA_DIR away, restore the last good backup on another disk.'
		);
	}
	if (needed > most) {
		say(
			'bad',
			`The database allows ${most} connections and one Gerbang may open ${needed}.`,
			`Set DATABASE_POOL to ${Math.max(2, most - (needed - 2))} or less, or raise max_connections.`
		);
	} else if (used > most * 0.8) {
		say(
			'warning',
			`${used} of ${most} database connections are taken.`,
			'Lower DATABASE_POOL of each process, or raise max_connections.'
		);
	}
	if (found.length === 0) {
		found.push({
			subject: 'database',
			state: 'good',
			says: `${facts.embedded ? 'The embedded PostgreSQL' : 'PostgreSQL'} ${facts.version.name} answers, holds ${sizeOf(facts.bytes)}, and ${used} of ${most} connections are taken.`
		});
	}
	return found;
}

/** `free` and `total` bytes of the disk under `dataDir`; `used` by the database there. */
export function judgeDisk(disk: {
	dataDir: string;
	free: number;
	total: number;
	used: number;
}): Finding {
	const says = `${sizeOf(disk.free)} of ${sizeOf(disk.total)} are free where ${disk.dataDir} is.`;
	const todo = 'Free space or move DATA_DIR to a larger disk: a full disk stops the database.';
	// Recovery and index builds need room beside what is there.
	if (disk.free < 300e6) return { subject: 'disk', state: 'bad', says, todo };
	if (disk.free < Math.max(1.5e9, disk.used))
		return { subject: 'disk', state: 'warning', says, todo };
	return { subject: 'disk', state: 'good', says };
}

/**
 * `offset`: milliseconds the database's clock is ahead of this process's; `synchronised`: what the machine
 * says of itself, null if it does not say; `newest`: when the newest migration was written.
 */
export function judgeClock(clock: {
	now: Date;
	offset: number;
	synchronised: boolean | null;
	newest: Date;
}): Finding {
	const subject = 'clock';
	const todo = 'Turn on time synchronisation: timedatectl set-ntp true (or install chrony).';
	if (clock.now < clock.newest) {
		return {
			subject,
			state: 'bad',
			says: `This machine believes it is ${clock.now.toISOString()}, which is before this version of Gerbang was made.`,
			todo
		};
	}
	const seconds = Math.abs(clock.offset) / 1000;
	if (seconds > 2) {
		return {
			subject,
			state: seconds > 30 ? 'bad' : 'warning',
			says: `The clocks of the database and of this machine differ by ${seconds.toFixed(1)} s: codes, requests and reminders would run out at the wrong moment.`,
			todo: `On both machines: ${todo}`
		};
	}
	if (clock.synchronised === false) {
		return {
			subject,
			state: 'warning',
			says: 'Nothing keeps the clock of this machine right.',
			todo
		};
	}
	return {
		subject,
		state: 'good',
		says: `It is ${clock.now.toISOString().slice(0, 16).replace('T', ' ')} UTC${clock.synchronised ? ', kept right over the network' : ''}.`
	};
}

/** Letters that could not be sent, and whether any mail leaves. */
export function judgeMail(mail: {
	smtp: boolean;
	/** What the mail server said instead of yes. */
	refusal: string | null;
	/** Letters of the outbox, and those of them whose last try failed. Null: not known. */
	outbox: { waiting: number; failed: number; lastFailure: string | null } | null;
}): Finding {
	const subject = 'mail';
	const waiting = mail.outbox?.waiting ?? 0;
	if (!mail.smtp) {
		return {
			subject,
			state: 'warning',
			says: `No mail leaves this machine: ${counted(waiting, 'letter')} ${waiting === 1 ? 'waits' : 'wait'} in the outbox, which the owner reads in the interface.`,
			todo: 'Set SMTP_URL (and MAIL_FROM) to a mail server, or go on sending links by WhatsApp.'
		};
	}
	if (mail.refusal) {
		return {
			subject,
			state: 'bad',
			says: `The mail server refuses: ${mail.refusal.replace(/\.$/, '')}.`,
			todo: 'Check address, user and password in SMTP_URL (special letters in a password are written %-encoded).'
		};
	}
	if (mail.outbox?.failed) {
		return {
			subject,
			state: 'warning',
			says: `The mail server takes mail, but ${counted(mail.outbox.failed, 'letter')} could not be sent yet; the last because: ${mail.outbox.lastFailure}`,
			todo: 'They are tried again for two days. Look at them in the outbox.'
		};
	}
	return { subject, state: 'good', says: 'The mail server takes mail.' };
}

/** Who answers on the port, and at the public address (null: not asked). */
export function judgeWeb(web: {
	port: number;
	here: 'gerbang' | 'ill' | 'another' | 'nobody';
	origin: string;
	there: 'gerbang' | 'ill' | 'another' | 'nobody' | null;
	milliseconds: number;
}): Finding {
	const subject = 'web';
	if (web.here === 'another') {
		return {
			subject,
			state: 'bad',
			says: `Another program answers on port ${web.port}.`,
			todo: 'Stop it, or choose another port with PORT.'
		};
	}
	if (web.here === 'ill') {
		return {
			subject,
			state: 'bad',
			says: `Gerbang answers on port ${web.port}, but cannot reach its database.`,
			todo: 'See the database line above, and the log of Gerbang.'
		};
	}
	if (web.here === 'nobody') {
		return {
			subject,
			state: 'warning',
			says: `Gerbang does not run on port ${web.port}.`,
			todo: 'Start it: npm start.'
		};
	}
	if (web.there && web.there !== 'gerbang') {
		return {
			subject,
			state: 'warning',
			says: `Gerbang answers on port ${web.port}, but from this machine ${web.origin} leads ${web.there === 'nobody' ? 'nowhere' : 'elsewhere'}.`,
			todo: 'Check the name (DNS), the firewall (ports 80 and 443) and the proxy.'
		};
	}
	return {
		subject,
		state: 'good',
		says: `Gerbang answers on port ${web.port} in ${web.milliseconds} ms${web.there ? `, and at ${web.origin}` : ''}.`
	};
}

/** 1500000000 is "1.5 GB". */
export function sizeOf(bytes: number): string {
	const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
	const power = Math.min(4, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
	const value = bytes / 1000 ** power;
	return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}
