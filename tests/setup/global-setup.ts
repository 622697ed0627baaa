import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/db/database.ts';
import { migrateDatabase } from '../../src/db/migrate.ts';
import { seedReferenceData } from '../../src/reference/seed-reference-data.ts';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { migratePostgresStore } from '../../src/jobs/bullmq/postgres-store.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { collectForeignConnections } from './foreign-connections.ts';
import { makeQuickFolder } from './quick-folder.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server on which tests make their databases. */
    postgresUrl: string;
    /** A Redis of the suite's own; null where no redis-server is installed. */
    redisUrl: string | null;
  }
}

/** Every test file gets a copy of this database, which is migrated once. */
export const TEMPLATE_DATABASE = 'scoracle_template';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the servers that the whole suite shares, each on a free port and in a folder of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const failOnForeignConnections = collectForeignConnections();
  const logger = silentLogger();
  const postgres = await startEmbeddedPostgres({
    projectRoot: PROJECT_ROOT,
    isTemporary: true,
    dataDirectory: await makeQuickFolder('scoracle-test-postgres-'),
    isDurable: false,
    maxConnections: 400,
    logger,
  });
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  await compareClocks(admin);
  await admin.query(`create database ${TEMPLATE_DATABASE}`);
  await admin.end();
  const templateUrl = new URL(postgres.url);
  templateUrl.pathname = `/${TEMPLATE_DATABASE}`;
  const template = openDatabase({ url: templateUrl.href, poolMax: 2, applicationName: 'test-setup', logger });
  await migrateDatabase(template.pool, PROJECT_ROOT, migratePostgresStore);
  await seedReferenceData(template.db);
  await template.close();

  const redisFolder = await mkdtemp(path.join(tmpdir(), 'scoracle-test-redis-'));
  const redis = await startRedisServer({ folder: redisFolder });
  if (!redis) process.stderr.write('redis-server is not installed: tests of the Redis store are skipped\n');

  project.provide('postgresUrl', postgres.url);
  project.provide('redisUrl', redis?.url ?? null);
  return async () => {
    await redis?.stop();
    await rm(redisFolder, { recursive: true, force: true });
    await postgres.stop();
    failOnForeignConnections();
  };
}

/** What moves the clock of a run (TEST_DATE) must move the server's too: nothing that follows would be believable. */
async function compareClocks(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ now: Date }>('select now()');
  const apartMs = Math.abs(Date.now() - (rows[0]?.now.getTime() ?? 0));
  if (apartMs > 600_000) throw new Error(`PostgreSQL's clock and ours are ${apartMs} ms apart`);
}
