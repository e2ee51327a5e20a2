import { writeSync } from 'node:fs';
import pg from 'pg';
import { startPostgres } from '#server/kernel/postgres/postgres.ts';

// Writes rows until it is killed, and says each number only once the database has acknowledged it.
const [dataDir = '', first = '0'] = process.argv.slice(2);
try {
	const database = await startPostgres({ dataDir });
	const pool = new pg.Pool({ connectionString: database.url, max: 4 });
	await pool.query('create table if not exists word (id integer primary key, said text not null)');
	writeSync(1, `running ${database.pid}\n`);
	let next = Number(first);
	const write = async () => {
		for (;;) {
			const id = next++;
			await pool.query('insert into word values ($1, $2)', [id, 'x'.repeat(300)]);
			writeSync(1, `${id}\n`);
		}
	};
	await Promise.all([write(), write(), write(), write()]);
} catch (error) {
	writeSync(1, `refused ${(error as Error).message}\n`);
	process.exitCode = 1;
}
