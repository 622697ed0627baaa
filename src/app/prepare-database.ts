import { readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { openDatabase } from '../db/database.ts';
import { type MigrationStatus, readMigrationStatus } from '../db/migration-status.ts';
import { readReleaseMark, writeReleaseMark } from '../db/release-mark.ts';
import { WORK_LIMITS } from '../db/work-limits.ts';
import { abortable } from '../platform/abortable.ts';
import type { Logger } from '../platform/logger.ts';
import { sourceDigest } from '../platform/source-digest.ts';

/** The database is older than this version needs. */
export class MigrationNeededError extends Error {
  override readonly name = 'MigrationNeededError';
  /** What to do; outside production nobody has to do anything but to start the processes. */
  readonly remedy: string;

  constructor({ applied, known, isProduction }: MigrationStatus & { isProduction: boolean }) {
    super(
      applied === 0
        ? 'The database has no tables yet.'
        : `The database has ${applied} of ${known} migrations.`,
    );
    const command = '`npm run -s scoracle -- migrate`';
    this.remedy = isProduction
      ? `Run ${command} first: under NODE_ENV=production no process does it by itself.`
      : `Control and workers bring it up to date when they start, as every other command does; ${command} does it now.`;
  }
}

export type PrepareOptions = {
  /**
   * `always` brings the database up to date, `unlessDone` where this release has not left its mark there, and `check`
   * refuses an outdated one.
   */
  migrate: 'always' | 'unlessDone' | 'check';
  isProduction: boolean;
  /** Past a pooler: a migration needs a session of its own. */
  directUrl: string;
  projectRoot: string;
  /** Of the package. */
  version: string;
  logger: Logger;
  signal: AbortSignal | undefined;
};

/** Sees to it that the database is as this release needs it. Throws MigrationNeededError where it may only look. */
export async function prepareDatabase(pool: pg.Pool, options: PrepareOptions): Promise<void> {
  const { migrate, isProduction, projectRoot } = options;
  const status = migrate === 'always' ? undefined : await readMigrationStatus(pool, projectRoot);
  if (migrate === 'check' && status?.isUpToDate === false)
    throw new MigrationNeededError({ ...status, isProduction });
  if (migrate === 'check') return;
  const mark = releaseMark(options);
  const isDone = status?.isUpToDate === true && (await readReleaseMark(pool)) === mark;
  if (!isDone) await bringUpToDate(options, mark);
}

/** Names what a release brings along beside its migrations: the reference data, and the queue's own tables. */
function releaseMark({ projectRoot, version }: Pick<PrepareOptions, 'projectRoot' | 'version'>): string {
  const built = sourceDigest([path.join(projectRoot, 'src/reference/built-in')]);
  const manifest = readFileSync(path.join(projectRoot, 'package.json'), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: { bullmq: string } };
  return `scoracle ${version}, reference data ${built}, bullmq ${dependencies.bullmq}`;
}

/** On connections of its own: a migration may take as long as it needs. What it takes is imported for it alone. */
async function bringUpToDate(
  { directUrl, projectRoot, logger, signal }: PrepareOptions,
  mark: string,
): Promise<void> {
  const { migrateDatabase } = await import('../db/migrate.ts');
  const { migratePostgresStore } = await import('../jobs/bullmq/postgres-store.ts');
  const { seedReferenceData } = await import('../reference/seed-reference-data.ts');
  const database = openDatabase({
    url: directUrl,
    poolMax: 2,
    applicationName: 'scoracle-migrate',
    limits: WORK_LIMITS.migrate,
    logger,
  });
  try {
    await abortable(migrateDatabase(database.pool, projectRoot, migratePostgresStore, { signal }), signal);
    await seedReferenceData(database.db);
    await writeReleaseMark(database.pool, mark);
  } finally {
    await database.close();
  }
}
