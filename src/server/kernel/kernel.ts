import { systemClock, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import { openDatabase, type Database } from './database.ts';
import { openJobs, type Jobs } from './jobs.ts';
import { openLog, type Log } from './log.ts';
import { openMail, type Mail, type MailTransport } from './mail.ts';
import { openNotices, type Notices } from './notices.ts';
import { openRateLimits, type RateLimits } from './rate-limit.ts';
import { openSigner, type Signer } from './secrets.ts';

/** The mechanisms one running Gerbang has, handed to every domain; no nouns. */
export interface Kernel {
	config: Config;
	clock: Clock;
	log: Log;
	database: Database;
	jobs: Jobs;
	mail: Mail;
	notices: Notices;
	rateLimits: RateLimits;
	signer: Signer;
	close(): Promise<void>;
}

/** Opens everything on a migrated database. What the outside world is (clock, mail transport) may be handed in. */
export async function openKernel(options: {
	config: Config;
	databaseUrl: string;
	clock?: Clock;
	mailTransport?: MailTransport;
	/** False in tests and one-off commands: no listening to other processes, no housekeeping of the job queue. */
	serves?: boolean;
}): Promise<Kernel> {
	const { config } = options;
	const serves = options.serves ?? true;
	const clock = options.clock ?? systemClock;
	const log = openLog(config.logLevel);
	const database = openDatabase({ url: options.databaseUrl, pool: config.databasePool });
	const [jobs, notices, signer] = await Promise.all([
		openJobs({ url: options.databaseUrl, log, supervise: serves }),
		openNotices(options.databaseUrl, serves),
		openSigner(database.db)
	]);
	const rateLimits = openRateLimits(options.databaseUrl);
	const mail = openMail({
		database,
		jobs,
		clock,
		log,
		from: config.mailFrom,
		smtpUrl: config.smtpUrl,
		transport: options.mailTransport
	});
	return {
		config,
		clock,
		log,
		database,
		jobs,
		mail,
		notices,
		rateLimits,
		signer,
		async close() {
			await jobs.stop();
			await notices.close();
			await rateLimits.close();
			await database.close();
		}
	};
}
