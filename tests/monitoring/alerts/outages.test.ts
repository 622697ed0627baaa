import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildLimits } from '../../../src/app/build-limits.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import { createAlertChannels } from '../../../src/monitoring/alerts/channels/create-channels.ts';
import { createDatabaseOutage } from '../../../src/monitoring/alerts/outage.ts';
import { createAlertQueries } from '../../../src/monitoring/alerts/records/alert-queries.ts';
import { createAlertWatch } from '../../../src/monitoring/alerts/watch.ts';
import { providerExpectations } from '../../../src/monitoring/providers/provider-expectations.ts';
import { createProviderStatusReader } from '../../../src/monitoring/providers/provider-status.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';
import { nbaSlates } from '../../support/slates.ts';
import { redisIsAvailable } from '../../support/test-app.ts';
import { ALERTS_CONFIG, leasesOf, startReceiver, withLook } from './alert-support.ts';

const { signal } = new AbortController();
const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A control process's look at a world, whose messages a webhook receives. */
async function watchOver(world: SeedingWorld) {
  const { app } = world;
  const { db, pool } = app.database;
  const receiver = await startReceiver();
  cleanUps.push(() => receiver.close());
  const limits = buildLimits(app);
  cleanUps.push(() => limits.close());
  const logger = silentLogger();
  const channels = createAlertChannels({
    config: { alerts: ALERTS_CONFIG },
    secrets: { alertWebhookUrl: receiver.url },
    clock: app.clock,
  });
  const watch = withLook(
    createAlertWatch({
      db,
      store: app.store,
      channels,
      outage: createDatabaseOutage({ channels, processName: 'control', clock: app.clock, logger }),
      config: { ...ALERTS_CONFIG, digestHour: (new Date().getUTCHours() + 2) % 24 },
      keyProblem: undefined,
      terms: {},
      datasets: [],
      forecast: async () => [],
      providerStatus: createProviderStatusReader({
        db,
        ...providerExpectations(app),
        quotaSnapshot: limits.ledger.snapshot,
        breakerSnapshots: limits.breakers.snapshots,
      }),
      clock: app.clock,
      logger,
    }),
    leasesOf(app, db),
  );
  return {
    limits,
    /** Looks, lets more than a minute go by, and looks again. */
    async lookTwice() {
      await watch.look(signal);
      await pool.query(`
        update alerts set first_seen_at = first_seen_at - interval '70 seconds', last_seen_at = last_seen_at - interval '70 seconds',
               raised_at = raised_at - interval '70 seconds', resolved_at = resolved_at - interval '70 seconds'`);
      await watch.look(signal);
      await watch.look(signal);
    },
    told: (kind: string) =>
      receiver.received
        .filter(({ document }) => document.alerts.some((alert) => alert.kind === kind))
        .map(({ document }) => document.event),
    openAlerts: () =>
      rowsOf<{ kind: string; severity: string; detail: string }>(
        db,
        sql`select kind, severity, detail from alerts where resolved_at is null and raised_at is not null order by kind, id`,
      ),
  };
}

const hostOfWorld = (world: SeedingWorld): string => new URL(world.app.config.provider.baseUrls.NBA).host;

describe.each(['postgres', 'redis'] as const)('a provider that is down, on the %s store', (store) => {
  const test = it.skipIf(store === 'redis' && !redisIsAvailable());

  test('is critical while its breaker stays open, and over only once a call has succeeded', async () => {
    const world = await createSeedingWorld({
      store,
      environment: { ALERT_PROVIDER_DOWN_MINUTES: '1', RETRY_BACKOFF_SECONDS: '1' },
    });
    cleanUps.push(() => world.close());
    const { pool } = world.app.database;
    await world.ingestDue(nbaSlates(9)[0] ?? []);
    world.provider.setDials({ isDown: true });
    const workers = await world.startWorkers();
    await world.until("(select count(*) from seeding_tasks where hold_reason = 'breaker_open') = 9");
    await workers.stop();
    const watch = await watchOver(world);
    await watch.lookTwice();
    expect(watch.told('provider_down')).toEqual([]);

    // As if the first of the failed calls had been made two minutes earlier.
    await pool.query(`update api_usage set started_at = started_at - interval '2 minutes'
                      where id = (select min(id) from api_usage where outcome = 'unavailable')`);
    await watch.lookTwice();
    expect(watch.told('provider_down')).toEqual(['alerts.opened']);
    expect(await watch.openAlerts()).toMatchObject([{ kind: 'provider_down', severity: 'critical' }]);

    // Closed by hand, and nobody asks: that nothing fails any more is no success.
    await watch.limits.breakers.reset(hostOfWorld(world), 'somebody');
    await pool.query(`update api_usage set started_at = started_at - interval '2 days'`);
    await watch.lookTwice();
    expect(watch.told('provider_down')).toEqual(['alerts.opened']);

    world.provider.setDials({ isDown: false });
    await pool.query(`update seeding_tasks set due_at = now() where status = 'pending'`);
    await world.app.reconciler.run();
    await world.startWorkers();
    await world.until("(select count(*) from seeding_tasks where status = 'completed') = 9");
    await watch.lookTwice();
    expect(watch.told('provider_down')).toEqual(['alerts.opened', 'alerts.resolved']);
  });
});

describe('what nobody may miss', () => {
  async function quietWorld() {
    const world = await createSeedingWorld({ store: 'postgres' });
    cleanUps.push(() => world.close());
    await world.ingestDue(nbaSlates(7)[0] ?? []);
    await world.app.database.pool.query(`
      insert into worker_heartbeats (worker_id, hostname, process_id, version, queues, concurrency, running_task_ids,
                                     state, started_at, last_seen_at)
      values ('w1', 'host', 1, '0', '{}', 1, '{}', 'running', now(), now() + interval '1 hour')`);
    return {
      world,
      watch: await watchOver(world),
      run: (text: string) => world.app.database.pool.query(text),
    };
  }

  it('is an outage of a quiet night, on which too few calls are made for a breaker to open', async () => {
    const { world, watch, run } = await quietWorld();
    const call = (outcome: string, minutesAgo: number) =>
      run(`insert into api_usage (request_id, host, endpoint, outcome, detail, duration_ms, started_at)
           values (gen_random_uuid(), '${hostOfWorld(world)}', '/games', '${outcome}', 'no answer', 1,
                   now() - interval '${minutesAgo} minutes')`);
    for (const minutes of [30, 29]) await call('ok', minutes);
    for (const minutes of [22, 21]) await call('unavailable', minutes);
    await watch.lookTwice();
    expect(watch.told('provider_down')).toEqual([]);
    await call('unavailable', 6);
    await watch.lookTwice();
    expect(watch.told('provider_down')).toEqual(['alerts.opened']);
    await call('ok', 0);
    await watch.lookTwice();
    expect(watch.told('provider_down')).toEqual(['alerts.opened', 'alerts.resolved']);
  });

  it('is a game that is not complete hours after its window, whatever it waits for, until it is complete', async () => {
    const { watch, run } = await quietWorld();
    const holds = ['quota', 'breaker_open', 'paused', 'time_unknown', 'not_final', 'postponed', null];
    for (const [index, hold] of holds.entries())
      await run(`update seeding_tasks set hold_reason = ${hold === null ? 'null' : `'${hold}'`}, hold_detail = 'waits',
                        scheduled_time = now() - interval '200 minutes', created_at = now() - interval '1 day',
                        due_at = now() + interval '1 hour'
                 where id = (select id from seeding_tasks order by id offset ${index} limit 1)`);
    await watch.lookTwice();
    const open = await watch.openAlerts();
    // One that was put off was not played.
    expect(open.filter(({ kind }) => kind === 'game_incomplete')).toHaveLength(holds.length - 1);
    expect(watch.told('game_incomplete')).toEqual(['alerts.opened']);

    // That it is due again, or runs, is no success; and nor is that it fails for good.
    await run(
      `update seeding_tasks set hold_reason = null, due_at = now(), scheduled_time = now() - interval '1 minute'`,
    );
    await run(
      `update seeding_tasks set status = 'failed', completed_at = now() where id = (select min(id) from seeding_tasks)`,
    );
    await watch.lookTwice();
    expect(watch.told('game_incomplete')).toEqual(['alerts.opened']);
    await run(`update seeding_tasks set status = 'completed', completed_at = now()`);
    await watch.lookTwice();
    expect(watch.told('game_incomplete')).toEqual(['alerts.opened', 'alerts.resolved']);
    expect(await watch.openAlerts()).toEqual([]);
  });

  it('is a failed backup until one is made, however long that takes', async () => {
    const { world, watch, run } = await quietWorld();
    const event = (kind: string, hoursAgo: number) =>
      run(`insert into system_events (kind, subject, message, created_at)
           values ('${kind}', 'b', 'The disk is full.', now() - interval '${hoursAgo} hours')`);
    await event('backup_failed', 30);
    await watch.lookTwice();
    expect((await watch.openAlerts()).map(({ kind }) => kind)).toEqual(['backup_failed']);
    const queries = createAlertQueries(world.app.database);
    const [open] = await queries.open(1);
    expect(await queries.close(open?.id ?? 0, { name: 'ann', reason: 'known' })).toMatchObject({
      title: expect.stringContaining('backup'),
    });
    expect(await queries.close(open?.id ?? 0, { name: 'ann' })).toBeUndefined();
    expect(await watch.openAlerts()).toEqual([]);
    // It is still true, so that closing it by hand ends nothing for long.
    await watch.lookTwice();
    expect(await watch.openAlerts()).toHaveLength(1);
    await event('backup_made', 0);
    await watch.lookTwice();
    expect(await watch.openAlerts()).toEqual([]);
  });
});
