// A process that brings a database up to date and is killed before its statement of a given number.
// Arguments: the address of the database, and that number.
import pg from 'pg';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { migratePostgresStore } from '../../src/jobs/bullmq/postgres-store.ts';

const [databaseUrl, lastStatement] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
let statements = 0;
pool.on('connect', (client) => {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  client.query = ((...given: unknown[]) => {
    statements += 1;
    if (statements === Number(lastStatement)) process.kill(process.pid, 'SIGKILL');
    return query(...given);
  }) as typeof client.query;
});
await migrateDatabase(pool, process.cwd(), migratePostgresStore);
await pool.end();
process.stdout.write(`${statements}\n`);
