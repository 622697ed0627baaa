import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { type App } from '../../src/app/app.ts';
import { buildApp } from '../../src/app/build-app.ts';
import { firstRow } from '../../src/db/rows.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createSimulatedProvider } from '../../simulator/provider/simulated-provider.ts';
import { brokenInvariants, tally } from '../support/invariants.ts';
import { type OldVersion, layOutVersionBefore } from '../support/old-version.ts';
import { type TestProcess, startProcess } from '../support/processes.ts';
import { startOwnRedis } from '../support/redis-of-own.ts';
import { findRedisServer } from '../support/redis-server.ts';
import { scheduleOf, sendSchedule, slatesUntil } from '../support/schedules.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';
import { createEmptyDatabase } from '../support/test-database.ts';
import { crashForm } from './form.ts';
import { runsOf } from './scenarios/conditions.ts';

/** The last version with the schema that was released first; everything after it has to be additive. */
const FIRST_MIGRATION_AFTER_RELEASE = '0002_provider_limits_shared.sql';

/** Games of each of three files in the short form. */
const SHORT_GAMES = 15;

const TIMEOUT_MS = 900_000;

const form = crashForm();

describe('an upgrade under load', () => {
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  const stores = form.isFull
    ? form.stores.filter((store) => store !== 'redis-cluster')
    : ['postgres' as const];
  const isPlayed = form.scenarios?.some((part) => 'upgrade-under-load'.includes(part)) ?? true;
  for (const store of stores) {
    const hasStore = store === 'postgres' || findRedisServer() !== undefined;
    it.skipIf(!isPlayed || !hasStore)(
      `loses nothing while old and new versions work side by side, on the ${store} store`,
      async ({ skip, task }) => {
        const startedAtMs = performance.now();
        const old = await layOutVersionBefore(FIRST_MIGRATION_AFTER_RELEASE);
        if ('missing' in old) return skip(old.missing);
        undo.push(old.remove);
        const { start, post, provider, environment } = await prepare(store, old);

        const oldControl = await start('src/app/control-main.ts', old);
        const oldWorkers = [await start('workers/main.ts', old)];
        await post(oldControl);
        // From here on the database is migrated by the new version while the old one works on it.
        const app = await buildNew(environment);
        const until = untilIn(app);
        expect(await migrationsOf(app)).toBeGreaterThan(old.migrations);
        // A supervisor may start the old version once more.
        oldWorkers.push(await start('workers/main.ts', old));
        await post(oldControl);
        await until(anyRuns(oldWorkers));

        const newControl = await start('src/app/control-main.ts');
        const newWorkers = await Promise.all([start('workers/main.ts'), start('workers/main.ts')]);
        await post(newControl);
        await until(anyRuns(oldWorkers));
        await until(anyRuns(newWorkers));
        for (const leaver of [oldControl, ...oldWorkers]) leaver.signal('SIGTERM');
        for (const leaver of [oldControl, ...oldWorkers])
          expect(await leaver.exited).toEqual({ code: 0, signal: null });

        await until(
          "not exists (select 1 from seeding_tasks where status in ('pending', 'running') and due_at < now() + interval '100 seconds')",
        );
        expect(await brokenInvariants({ app, provider })).toEqual([]);
        const { limits } = provider.stats();
        task.meta.crash = {
          scenario: 'upgrade-under-load',
          store,
          ...(await tally(app)),
          breaches: limits.overDay + limits.overSlidingMinute + limits.overSecond,
          recoveriesMs: [],
          seconds: (performance.now() - startedAtMs) / 1000,
        };
      },
      TIMEOUT_MS,
    );
  }

  /** An empty database, a queue store and a provider, and what a test does with them. */
  async function prepare(store: 'postgres' | 'redis' | 'redis-cluster', old: OldVersion) {
    const database = await createEmptyDatabase();
    undo.push(database.drop);
    const redis = store === 'redis' ? await startOwnRedis() : undefined;
    if (redis) undo.push(() => redis.close());
    const provider = createSimulatedProvider({
      sport: 'NBA',
      seed: 7,
      clock: systemClock(),
      logger: silentLogger(),
      dials: { plan: 'mega', perSecond: null, latencyMs: 150 },
    });
    const { url } = await provider.start();
    undo.push(() => provider.stop());
    const environment: Record<string, string> = {
      DATABASE_URL: database.url,
      DATABASE_POOL_MAX: '6',
      LOG_LEVEL: 'info',
      PORT: '0',
      API_SPORTS_KEY: 'test-key',
      API_SPORTS_NBA_URL: url,
      API_SPORTS_PLAN: 'mega',
      CORRECTION_DELAYS_HOURS: '',
      SCHEDULE_REFRESH_HOURS: '0',
      ROSTER_REFRESH: 'off',
      RETRY_BACKOFF_SECONDS: '1,1,1',
      RECONCILE_INTERVAL_SECONDS: '5',
      MAX_CONCURRENT_SEEDS: '4',
      ...(redis ? { REDIS_URL: redis.url } : {}),
    };
    const games = form.isFull ? Math.ceil((form.games ?? 0) / 3 / 15) * 15 : SHORT_GAMES;
    const slates = slatesUntil(Date.now() - 5_000, 3 * games);

    async function start(
      entry: Parameters<typeof startProcess>[0],
      version?: OldVersion,
    ): Promise<TestProcess> {
      const root = version === old ? { root: old.folder } : {};
      const started = await startProcess(entry, { environment, ...root });
      undo.push(() => started.crash());
      return started;
    }

    /** Sends the next third of the games. */
    async function post(control: TestProcess): Promise<void> {
      const file = scheduleOf({ provider }, slates.splice(0, games / 15));
      expect(await sendSchedule(control, file)).toMatchObject({ games_added: games });
    }
    return { start, post, provider, environment };
  }

  async function buildNew(environment: Record<string, string>): Promise<App> {
    const app = await buildApp({
      processName: 'control',
      environment,
      projectRoot: PROJECT_ROOT,
      overrides: { logger: silentLogger() },
      migrate: 'always',
    });
    undo.push(() => app.close());
    return app;
  }
});

function anyRuns(workers: readonly TestProcess[]): string {
  return workers.map(runsOf).join(' or ');
}

async function migrationsOf({ database }: App): Promise<number> {
  const row = await firstRow<{ count: number }>(
    database.db,
    sql`select count(*)::int as count from drizzle.__drizzle_migrations`,
  );
  return row?.count ?? 0;
}

function untilIn({ database }: App) {
  return (condition: string): Promise<void> =>
    expect
      .poll(
        async () =>
          (await firstRow<{ met: boolean }>(database.db, sql.raw(`select (${condition}) as met`)))?.met,
        {
          interval: 50,
          timeout: TIMEOUT_MS / 2,
          message: condition,
        },
      )
      .toBe(true);
}
