import { loadControlParts } from '../../src/features/control-parts.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import type { App } from '../../src/app/app.ts';
import { createControlChores } from '../../src/app/control-chores.ts';
import { buildRegistry } from '../../src/app/build-registry.ts';
import { loadJobs } from '../../src/features/job-parts.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { createJobControl } from '../../src/jobs/schedules/job-control.ts';
import type { Service } from '../../src/platform/service.ts';
import { NBA, type RefreshWorld, createRefreshWorld } from '../schedule/refresh/refresh-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';
import { MAINTENANCE_QUEUE } from '../../src/jobs/queue-names.ts';

describe.each(['postgres', 'redis'] as const)('refreshing by recurrent jobs, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  const chores: Service[] = [];
  let world: RefreshWorld;

  afterEach(async () => {
    for (const one of chores.splice(0)) await one.stop();
    await world.close();
  });

  async function startControl(config: App['config'] = world.app.config): Promise<void> {
    const started = createControlChores({ ...world.app, config }, await loadControlParts());
    chores.push(started);
    await started.start();
  }

  const jobs = () => createJobControl({ db: world.app.database.db }).list();

  async function offRefreshes(): Promise<(string | null)[]> {
    const all = await jobs();
    return all.flatMap((job) => (/^refresh-(schedules|rosters)$/.test(job.name) ? [job.off_because] : []));
  }

  async function schedulers(): Promise<readonly unknown[]> {
    const queue = world.app.store.bullQueues().find(({ name }) => name === MAINTENANCE_QUEUE);
    return (await queue?.getJobSchedulers()) ?? [];
  }

  test('several control processes and workers ask once', async () => {
    world = await createRefreshWorld({ sample: NBA, store, environment: { ROSTER_REFRESH: 'on' } });
    // PostgreSQL's clock says what is soon: one game is tomorrow, the others are out of sight.
    const startMs = (days: number) => Date.now() + days * 86_400_000;
    world.provider.setDials({
      games: Object.fromEntries(
        world.ids.map((id, index) => [String(id), { startMs: startMs(index === 0 ? 1 : 20 + index) }]),
      ),
    });
    await world.ingest(NBA);
    world.provider.reset();
    await startControl();
    await startControl();
    await world.startWorkers(4, { runsJobs: true });
    await world.startWorkers(4, { runsJobs: true });
    await world.until(`(select schedule_refreshed_at is not null and schedule_retry_at is null from leagues
                        where name = 'NBA' and sport_id = (select id from sports where display_name = 'NBA'))`);
    await world.until(`(select count(*) from teams where roster_refreshed_at is not null) = 2`);
    expect(world.provider.stats().byEndpoint).toMatchObject({
      '/games': { total: 1 },
      '/players': { total: 2 },
    });
    const { '/status': _account, ...calls } = world.provider.stats().byEndpoint;
    expect(Object.keys(calls).sort()).toEqual(['/games', '/players']);

    const log = () =>
      rowsOf<{ operation: string; status: string }>(
        world.app.database.db,
        sql`select operation, status from sync_log where operation like 'refresh%' order by operation`,
      );
    await expect.poll(log).toEqual([
      { operation: 'refresh_rosters', status: 'completed' },
      { operation: 'refresh_rosters', status: 'completed' },
      { operation: 'refresh_schedule', status: 'completed' },
    ]);
    const counts = await world.app.store.counts(MAINTENANCE_QUEUE);
    expect(counts.failed).toBe(0);
  });

  test('the jobs are off when refreshing is switched off', async () => {
    world = await createRefreshWorld({ sample: NBA, store, environment: { ROSTER_REFRESH: 'on' } });
    await startControl();
    await expect.poll(offRefreshes).toEqual([null, null]);
    for (const one of chores.splice(0)) await one.stop();
    const { config } = world.app;
    const refresh = { ...config.refresh, scheduleIntervalMs: 0, areRostersOn: false };
    await startControl({ ...config, refresh });
    await expect.poll(offRefreshes).toEqual(['ROSTER_REFRESH is off', 'SCHEDULE_REFRESH_HOURS is 0']);
  });

  test('what an earlier version had the queue repeat is taken out of it', async () => {
    world = await createRefreshWorld({ sample: NBA, store });
    const queue = world.app.store.bullQueues().find(({ name }) => name === MAINTENANCE_QUEUE);
    await queue?.upsertJobScheduler(
      'repeat-refresh-schedule',
      { every: 60_000 },
      { name: 'refresh-schedule' },
    );
    expect(await schedulers()).toHaveLength(1);
    await startControl();
    await expect.poll(schedulers).toEqual([]);
  });

  test('a delivery that an earlier version left in the queue ends quietly', async () => {
    world = await createRefreshWorld({ sample: NBA, store });
    const queue = world.app.store.bullQueues().find(({ name }) => name === MAINTENANCE_QUEUE);
    await queue?.add('refresh-schedule', {});
    await world.startWorkers(4, { runsJobs: true });
    await expect
      .poll(() => world.app.store.counts(MAINTENANCE_QUEUE))
      .toMatchObject({ completed: 1, failed: 0 });
  });
});

describe('the recurrent jobs', () => {
  let world: RefreshWorld;
  afterEach(() => world.close());

  it('ask nobody without a key', async () => {
    world = await createRefreshWorld({ sample: NBA, environment: { ROSTER_REFRESH: 'on' } });
    const { config } = world.app;
    const { declare } = await loadJobs();
    const running = (secrets: { apiSportsKey?: string }) => {
      const jobs = declare(config, buildRegistry(config, secrets));
      return Object.keys(jobs).filter(
        (name) =>
          jobs[name]?.offBecause === undefined &&
          /^(reconcile|refresh-(schedules|rosters)|take-up-backfills)$/.test(name),
      );
    };
    const sorted = (names: string[]) => names.toSorted();
    expect(sorted(running({ apiSportsKey: 'key' }))).toEqual([
      'reconcile',
      'refresh-rosters',
      'refresh-schedules',
      'take-up-backfills',
    ]);
    expect(sorted(running({}))).toEqual(['reconcile', 'take-up-backfills']);
  });
});
