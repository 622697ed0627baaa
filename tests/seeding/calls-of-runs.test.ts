import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { sql } from 'drizzle-orm';
import { DateTime } from 'luxon';
import { afterEach, describe, expect, it } from 'vitest';
import { buildProviders } from '../../src/app/build-providers.ts';
import { buildRefreshers } from '../../src/app/build-refreshers.ts';
import { firstRow, rowsOf } from '../../src/db/rows.ts';
import { closeOrphanedRuns } from '../../src/jobs/runs/orphaned-runs.ts';
import { beginRun } from '../../src/jobs/runs/run-log.ts';
import { createRunCounts } from '../../src/monitoring/quota/run-counts.ts';
import { type CrashWorld, createCrashWorld } from '../support/crash-world.ts';
import { randomFor } from '../../simulator/provider/sampling.ts';
import type { TestProcess } from '../support/processes.ts';
import { type Slate, ingestSlates } from '../support/schedules.ts';
import { PROJECT_ROOT, redisIsAvailable } from '../support/test-app.ts';

const FILE = path.join(PROJECT_ROOT, '../shared/data/schedules/fixturedownload_nba-2024-UTC.csv');
const hasSeason = existsSync(FILE);
const ABSENT = hasSeason ? '' : ' (skipped: there is no folder shared/data beside the checkout)';

/** The first game days of the season 2024-25 as published, moved so that they are over now. */
function realSlates(days: number): Slate[] {
  const rows: Record<string, string>[] = parse(readFileSync(FILE), { columns: true, bom: true });
  const byDay = Map.groupBy(rows, (row) => (row['Date'] ?? '').slice(0, 10));
  const start = DateTime.utc().minus({ hours: 5 }).startOf('second');
  return [...byDay.values()].slice(0, days).map((games, index) => ({
    start: start.minus({ days: index }),
    pairs: games.map((game) => [game['Away Team'] ?? '', game['Home Team'] ?? '']),
  }));
}

/** Calls by every count: the provider's, the records of calls, the log of runs and the tasks. */
async function countCalls(world: CrashWorld) {
  const row = await firstRow<{ usage: number; log: number; tasks: number; logOfTasks: number }>(
    world.app.database.db,
    sql`select (select sum(cost) from api_usage) as usage, (select sum(api_calls_made) from sync_log) as log,
               (select sum(api_calls_made) from seeding_tasks) as tasks,
               (select sum(api_calls_made) from sync_log where task_id is not null) as "logOfTasks"`,
  );
  return { provider: callsOf(world.provider), ...row };
}

/** Calls as the provider counts them: the account page is free. */
function callsOf(provider: CrashWorld['provider']): number {
  const { total, byEndpoint } = provider.stats();
  return total - (byEndpoint['/status']?.total ?? 0);
}

/** Runs whose entry differs from their calls, or that have none or several. */
function wrongRuns(world: CrashWorld) {
  return rowsOf(
    world.app.database.db,
    sql`with usage as (select run_id, sum(cost)::int as calls from api_usage where cost > 0 group by 1),
             log as (select run_id, count(*)::int as entries, sum(api_calls_made)::int as calls from sync_log group by 1)
        select coalesce(usage.run_id, log.run_id) as run, usage.calls as used, log.calls as logged, entries
        from usage full join log on log.run_id = usage.run_id
        where coalesce(usage.calls, 0) is distinct from log.calls or entries <> 1`,
  );
}

describe.each(['postgres', 'redis'] as const)(`calls of a slice of a real season on %s${ABSENT}`, (store) => {
  let world: CrashWorld;
  afterEach(() => world?.close());

  it.skipIf(!hasSeason || (store === 'redis' && !redisIsAvailable()))(
    'are the same by the provider, by api_usage and by the runs of sync_log',
    { timeout: 400_000 },
    async () => {
      world = await createCrashWorld({
        store,
        random: randomFor(3, 'calls'),
        games: 0,
        isFull: false,
        environment: { RETRY_MAX_ATTEMPTS: '2', RETRY_BACKOFF_SECONDS: '1,1' },
      });
      const { provider, app } = world;
      // A worker reads the account page when it starts, which no game has asked for.
      const paidCalls = () => callsOf(provider);
      const slates = realSlates(6);
      const { games_added: games } = await ingestSlates(world, app.ingestService, slates);
      expect(games).toBeGreaterThan(25);
      const ids = provider.games().map(({ id }) => String(id));
      // Two that are held, one that is skipped; and some that fail on the way.
      provider.setDials({
        games: {
          [ids[0] ?? '']: { status: 'stuck' },
          [ids[1] ?? '']: { status: 'stuck' },
          [ids[2] ?? '']: { status: 'cancelled' },
        },
      });

      // Killed while its calls are under way.
      provider.setDials({ latencyMs: 60_000 });
      const killed = await world.startWorker();
      await expect.poll(paidCalls, { timeout: 60_000 }).toBeGreaterThan(0);
      await killed.crash();
      // Cancelled by hand while its calls are under way.
      const middle = paidCalls();
      const lost = await world.startWorker();
      await expect.poll(paidCalls, { timeout: 60_000 }).toBeGreaterThan(middle);
      const underWay = async (): Promise<number> => {
        const [taken] = await rowsOf<{ id: number }>(
          app.database.db,
          sql`select task.id from seeding_tasks as task
            join api_usage as call on call.task_id = task.id and call.outcome = 'in_flight'
            where task.status = 'running' and task.claimed_by = ${lost.workerId} limit 1`,
        );
        return taken?.id ?? 0;
      };
      await expect.poll(underWay).toBeGreaterThan(0);
      await app.taskActions.cancel(await underWay(), { name: 'test' });
      await expect.poll(() => lost.log.some(({ msg }) => msg.startsWith('the claim was lost'))).toBe(true);
      lost.signal('SIGTERM');
      await lost.exited;
      // Told to stop while its calls are under way.
      const before = paidCalls();
      const released = await world.startWorker();
      await expect.poll(paidCalls, { timeout: 60_000 }).toBeGreaterThan(before);
      released.signal('SIGTERM');
      await released.exited;

      provider.setDials({ latencyMs: 40, faultRate: 0.12, emptyRate: 0.05 });
      const workers: TestProcess[] = [await world.startWorker(), await world.startWorker()];
      await world.until("(select count(*) from seeding_tasks where status = 'completed') >= 8");
      await workers[0]?.crash();
      await world.until(
        `(select count(*) from seeding_tasks where status in ('completed', 'failed', 'cancelled')) >= ${games - 3}`,
        240_000,
      );
      provider.setDials({ faultRate: 0, emptyRate: 0 });

      // Other work has runs of its own.
      const providers = buildProviders(app);
      const { schedules } = buildRefreshers(app, providers);
      const signal = AbortSignal.timeout(60_000);
      const [refresh] = await schedules.refreshAll({ sport: 'NBA', isDryRun: false, actor: 'test', signal });
      expect(refresh).toMatchObject({ ok: true });
      await providers.close();
      for (const worker of workers) {
        worker.signal('SIGTERM');
        await worker.exited;
      }

      expect(await wrongRuns(world)).toEqual([]);
      const counts = await countCalls(world);
      // A call is recorded before it leaves: what a killed process was about to send is not known.
      const [unknown] = await rowsOf<{ calls: number }>(
        app.database.db,
        sql`select coalesce(sum(cost), 0)::int as calls from api_usage where outcome = 'lost'`,
      );
      const more = (counts.usage ?? 0) - counts.provider;
      expect(more).toBeGreaterThanOrEqual(0);
      expect(more).toBeLessThanOrEqual(unknown?.calls ?? 0);
      expect(counts.log).toBe(counts.usage);
      expect(counts.tasks).toBe(counts.logOfTasks);
      const kinds = await rowsOf<{ status: string; calls: number }>(
        app.database.db,
        sql`select status, sum(api_calls_made)::int as calls from sync_log group by 1`,
      );
      const spent = Object.fromEntries(kinds.map(({ status, calls }) => [status, calls]));
      for (const status of ['completed', 'held', 'released', 'failed', 'killed', 'superseded', 'skipped'])
        expect(spent[status], status).toBeGreaterThanOrEqual(status === 'skipped' ? 0 : 1);
      expect(
        await rowsOf(
          app.database.db,
          sql`select operation, status from sync_log where task_id is null and operation = 'refresh_schedule'`,
        ),
      ).toEqual([{ operation: 'refresh_schedule', status: 'completed' }]);
      // Also what costs nothing, such as the account page, names its run.
      expect(await rowsOf(app.database.db, sql`select endpoint from api_usage where run_id is null`)).toEqual(
        [],
      );
    },
  );
});

describe('runs that nobody is left to account for', () => {
  let world: CrashWorld;
  afterEach(() => world.close());

  it('come into the log with their calls, once, and not while they may still be under way', async () => {
    world = await createCrashWorld({
      store: 'postgres',
      random: randomFor(3, 'calls'),
      games: 0,
      isFull: false,
    });
    const { db } = world.app.database;
    const run = beginRun(
      { db, runCalls: { ...createRunCounts(), callsOf: () => 1 }, clock: world.app.clock },
      'refresh_rosters',
      'NBA',
    );
    const began = (ago: string, runId: string, { clockBehind = '0 hours' } = {}) =>
      db.execute(sql`insert into api_usage (request_id, host, endpoint, outcome, duration_ms, cost, run_id, started_at, created_at)
                     values (gen_random_uuid(), 'v2.nba.api-sports.io', '/players', 'in_flight', 0, 1, ${runId},
                             now() - ${ago}::interval - ${clockBehind}::interval, now() - ${ago}::interval)`);
    await began('1 minute', run.runId);
    await began('2 minutes', 'refresh_rosters/NBA/of-a-slow-clock', { clockBehind: '4 hours' });
    expect(await closeOrphanedRuns(db)).toBe(0);
    await began('20 minutes', 'refresh_rosters/NBA/gone');
    expect(await closeOrphanedRuns(db)).toBe(1);
    expect(await closeOrphanedRuns(db)).toBe(0);
    expect(
      await rowsOf(db, sql`select run_id, operation, status, api_calls_made as calls from sync_log`),
    ).toEqual([
      { run_id: 'refresh_rosters/NBA/gone', operation: 'refresh_rosters', status: 'killed', calls: 1 },
    ]);
    expect(await rowsOf(db, sql`select outcome from api_usage order by created_at`)).toEqual([
      { outcome: 'lost' },
      { outcome: 'in_flight' },
      { outcome: 'in_flight' },
    ]);
  });
});
