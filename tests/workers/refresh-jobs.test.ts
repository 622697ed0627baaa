import { afterEach, describe, expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import type { App } from '../../src/app/app.ts';
import { type ControlChores, createControlChores } from '../../src/app/control-chores.ts';
import { buildRegistry } from '../../src/app/build-registry.ts';
import { repeatingJobs } from '../../src/app/repeating-jobs.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { MAINTENANCE_QUEUE } from '../../src/jobs/catalog.ts';
import { NBA, type RefreshWorld, createRefreshWorld } from '../schedule/refresh/refresh-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';

describe.each(['postgres', 'redis'] as const)('refreshing by repeating jobs, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());
  const chores: ControlChores[] = [];
  let world: RefreshWorld;

  afterEach(async () => {
    for (const one of chores.splice(0)) await one.stop();
    await world.close();
  });

  async function startControl(config: App['config'] = world.app.config): Promise<void> {
    const started = createControlChores({ ...world.app, config });
    chores.push(started);
    await started.start();
  }

  async function schedulers(): Promise<(string | undefined)[]> {
    const queue = world.app.store.bullQueues().find(({ name }) => name === MAINTENANCE_QUEUE);
    const found = (await queue?.getJobSchedulers()) ?? [];
    return found
      .flatMap(({ key }) => (/^repeat-(reconcile|refresh-(schedule|rosters))$/.test(key) ? [key] : []))
      .sort();
  }

  test('several control processes and workers put one job of each kind in place and ask once', async () => {
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
    await world.startWorkers();
    await world.startWorkers();
    await world.until(`(select schedule_refreshed_at is not null and schedule_retry_at is null from leagues
                        where name = 'NBA' and sport_id = (select id from sports where display_name = 'NBA'))`);
    await world.until(`(select count(*) from teams where roster_refreshed_at is not null) = 2`);
    await expect
      .poll(schedulers)
      .toEqual(['repeat-reconcile', 'repeat-refresh-rosters', 'repeat-refresh-schedule']);
    expect(world.provider.stats().byEndpoint).toMatchObject({
      '/games': { total: 1 },
      '/players': { total: 2 },
    });
    expect(world.provider.stats().total).toBe(3);

    const log = await rowsOf<{ operation: string; status: string }>(
      world.app.database.db,
      sql`select operation, status from sync_log where operation like 'refresh%' order by operation`,
    );
    expect(log).toEqual([
      { operation: 'refresh_rosters', status: 'completed' },
      { operation: 'refresh_rosters', status: 'completed' },
      { operation: 'refresh_schedule', status: 'completed' },
    ]);
    const counts = await world.app.store.counts(MAINTENANCE_QUEUE);
    expect(counts.failed).toBe(0);
  });

  test('the jobs go when refreshing is switched off', async () => {
    world = await createRefreshWorld({ sample: NBA, store, environment: { ROSTER_REFRESH: 'on' } });
    await startControl();
    await expect.poll(schedulers).toHaveLength(3);
    for (const one of chores.splice(0)) await one.stop();
    const { config } = world.app;
    const refresh = { ...config.refresh, scheduleIntervalMs: 0, areRostersOn: false };
    await startControl({ ...config, refresh });
    await expect.poll(schedulers).toEqual(['repeat-reconcile']);
  });
});

describe('the repeating jobs', () => {
  let world: RefreshWorld;
  afterEach(() => world.close());

  it('ask nobody without a key', async () => {
    world = await createRefreshWorld({ sample: NBA, environment: { ROSTER_REFRESH: 'on' } });
    const { config } = world.app;
    const running = (secrets: { apiSportsKey?: string }) =>
      repeatingJobs(config, buildRegistry(config, secrets)).flatMap(({ kind, everyMs }) =>
        everyMs > 0 && /^(reconcile|refresh-(schedule|rosters)|sweep-seasons)$/.test(kind) ? [kind] : [],
      );
    expect(running({ apiSportsKey: 'key' })).toEqual([
      'reconcile',
      'refresh-schedule',
      'sweep-seasons',
      'refresh-rosters',
    ]);
    expect(running({})).toEqual(['reconcile', 'sweep-seasons']);
  });
});
