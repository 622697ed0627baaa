import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseHandle, openDatabase } from '../../../src/db/database.ts';
import { rowsOf } from '../../../src/db/rows.ts';
import type { Secrets } from '../../../src/config/config.ts';
import type { AlertChannel } from '../../../src/monitoring/alerts/channels/channel.ts';
import { createAlertChannels } from '../../../src/monitoring/alerts/channels/create-channels.ts';
import { createDatabaseOutage } from '../../../src/monitoring/alerts/outage.ts';
import { createAlertQueries } from '../../../src/monitoring/alerts/records/alert-queries.ts';
import type { AlertWatchOptions } from '../../../src/monitoring/alerts/watch-options.ts';
import { createAlertWatch } from '../../../src/monitoring/alerts/watch.ts';
import { recordSystemEvent } from '../../../src/db/system-events.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { runCli } from '../../cli/run-cli.ts';
import { call, serve } from '../../http/http-support.ts';
import { startProxyOf } from '../../support/tcp-proxy.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';
import { ingestSampleGames } from '../sample-season.ts';
import { ALERTS_CONFIG, leasesOf, startReceiver, withLook } from './alert-support.ts';

let test: TestApp;
let slack: Awaited<ReturnType<typeof startReceiver>>;
let webhook: Awaited<ReturnType<typeof startReceiver>>;
const { signal } = new AbortController();

beforeAll(async () => {
  test = await createTestApp();
  await ingestSampleGames(test.app);
  slack = await startReceiver();
  webhook = await startReceiver();
});
afterAll(async () => {
  await slack.close();
  await webhook.close();
  await test.close();
});
beforeEach(async () => {
  for (const { received, state } of [slack, webhook]) {
    received.length = 0;
    Object.assign(state, { status: 200, refused: 0 });
  }
  await run(`truncate alerts, alert_channels, alert_deliveries cascade;
             truncate system_events, worker_heartbeats; delete from job_schedules; delete from chore_leases;
             update seeding_tasks set status = 'pending', error_type = null, stuck_since = null, hold_reason = null, execution_time = null`);
  await workerBeats();
});

/** Several statements at once, as text. */
async function run(statements: string): Promise<void> {
  await test.app.database.pool.query(statements);
}

/** A worker that goes on living for as long as the test lasts. */
async function workerBeats(at = `now() + interval '1 hour'`): Promise<void> {
  await run(`
    insert into worker_heartbeats (worker_id, hostname, process_id, version, queues, concurrency, running_task_ids,
                                   state, started_at, last_seen_at)
    values ('w1', 'host', 1, '0', '{}', 1, '{}', 'running', now(), ${at})
    on conflict (worker_id) do update set last_seen_at = excluded.last_seen_at`);
}

/** A control process's watch; every one has a lease holder of its own. */
function watchOf(options: Partial<AlertWatchOptions> & { database?: DatabaseHandle } = {}) {
  const { app } = test;
  const { db } = options.database ?? app.database;
  const logger = silentLogger();
  const secrets: Secrets = { slackWebhookUrl: slack.url, alertWebhookUrl: webhook.url };
  const channels =
    options.channels ?? createAlertChannels({ config: { alerts: ALERTS_CONFIG }, secrets, clock: app.clock });
  return withLook(
    createAlertWatch({
      db,
      store: app.store,
      outage: createDatabaseOutage({
        channels,
        processName: 'control',
        clock: app.clock,
        logger,
        lastsMs: 0,
      }),
      // Far from now, so that no digest comes in between at some times of the day.
      config: { ...ALERTS_CONFIG, digestHour: (new Date().getUTCHours() + 2) % 24 },
      keyProblem: undefined,
      terms: {},
      datasets: [],
      forecast: async () => [],
      providerStatus: async () => [],
      clock: app.clock,
      logger,
      ...options,
      channels,
    }),
    leasesOf(app, db),
  );
}

const failGames = (count = 2) =>
  run(`update seeding_tasks set status = 'failed', error_message = 'no answer', completed_at = now(), updated_at = now()
       where id in (select id from seeding_tasks where pass = 'first' order by id limit ${count})`);

/** Moves everything that the watch knows into the past, as if so much time had gone by. */
const later = (time: string) =>
  run(`update alerts set first_seen_at = first_seen_at - interval '${time}', last_seen_at = last_seen_at - interval '${time}',
              raised_at = raised_at - interval '${time}', resolved_at = resolved_at - interval '${time}';
       update alert_deliveries set notified_at = notified_at - interval '${time}',
              resolution_notified_at = resolution_notified_at - interval '${time}';
       update alert_channels set next_try_at = next_try_at - interval '${time}', digested_at = digested_at - interval '${time}',
              created_at = created_at - interval '${time}';
       update seeding_tasks set completed_at = completed_at - interval '${time}'`);

const events = (receiver: typeof slack) =>
  receiver.received.map(({ document }) => document.event ?? document.text.split('\n')[0]);

describe('the watch over alerts', () => {
  it('tells of games that failed once, in one message, reminds, and tells that it is over', async () => {
    const watch = watchOf();
    await failGames();
    await watch.look(signal);
    expect(events(webhook)).toEqual([]);
    await later('20 seconds');
    await watch.look(signal);
    await watch.look(signal);
    expect(events(webhook)).toEqual(['alerts.opened']);
    expect(webhook.received[0]?.document).toMatchObject({
      subject: 'CRITICAL: 2 games have failed for good',
      alerts: [{ kind: 'game_failed' }, { kind: 'game_failed' }],
    });
    expect(slack.received).toHaveLength(1);
    await later('5 hours');
    await watch.look(signal);
    expect(events(webhook)).toEqual(['alerts.opened', 'alerts.reminder']);
    await run(`update seeding_tasks set status = 'completed', completed_at = now()`);
    await later('61 seconds');
    await watch.look(signal);
    await later('20 seconds');
    await watch.look(signal);
    await watch.look(signal);
    expect(events(webhook)).toEqual(['alerts.opened', 'alerts.reminder', 'alerts.resolved']);
  });

  it('calls a game that is retried no success, and tells when it fails once more', async () => {
    const watch = watchOf();
    await failGames(1);
    await watch.look(signal);
    await later('20 seconds');
    await watch.look(signal);
    await run(`update seeding_tasks set status = 'pending', completed_at = null where status = 'failed'`);
    await later('2 minutes');
    await watch.look(signal);
    expect(events(webhook)).toEqual(['alerts.opened']);
    const [open] = await listed();
    expect(open.items.find(({ kind }) => kind === 'game_failed')).toMatchObject({ is_quiet: true });
    await failGames(1);
    await watch.look(signal);
    await later('20 seconds');
    await watch.look(signal);
    await watch.look(signal);
    expect(events(webhook)).toEqual(['alerts.opened', 'alerts.opened']);
    expect(new Set(webhook.received.map(({ document }) => document.id)).size).toBe(2);
  });

  it('sends once, however many control processes look at the same time', async () => {
    const watches = Array.from({ length: 4 }, () => watchOf());
    await failGames();
    await watches[0]?.look(signal);
    await later('20 seconds');
    for (let round = 0; round < 3; round += 1) await Promise.all(watches.map((watch) => watch.look(signal)));
    expect(events(webhook)).toEqual(['alerts.opened']);
    expect(slack.received).toHaveLength(1);
  });

  it('keeps a channel that fails from nobody else, and tells it later', async () => {
    const watch = watchOf();
    slack.state.status = 500;
    await failGames();
    await watch.look(signal);
    await later('20 seconds');
    await watch.look(signal);
    await watch.look(signal);
    expect(webhook.received).toHaveLength(1);
    // It is not tried again at once.
    expect(slack.state.refused).toBe(1);
    const [, channels] = await listed();
    expect(channels).toMatchObject([
      { channel: 'slack', failed_count: 1, last_error: 'answered with status 500' },
      {},
    ]);
    slack.state.status = 200;
    await later('6 seconds');
    await watch.look(signal);
    expect(slack.received).toHaveLength(1);
    expect(webhook.received).toHaveLength(1);
  });

  it('repeats a message, with the same id, when the process dies between sending and noting', async () => {
    const real = createAlertChannels({
      config: { alerts: ALERTS_CONFIG },
      secrets: { alertWebhookUrl: webhook.url },
      clock: test.app.clock,
    });
    const dies: AlertChannel[] = real.map((channel) => ({
      ...channel,
      async send(message, abort) {
        await channel.send(message, abort);
        // What follows in this process never reaches the table.
        await run(`alter table alert_deliveries rename to gone`);
      },
    }));
    await failGames(1);
    await watchOf({ channels: real }).look(signal);
    await later('20 seconds');
    await expect(watchOf({ channels: dies }).look(signal)).rejects.toThrow('alert_deliveries');
    await run(`alter table gone rename to alert_deliveries`);
    await watchOf({ channels: real }).look(signal);
    await watchOf({ channels: real }).look(signal);
    const ids = webhook.received.map(({ document }) => document.id);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });

  it('tells that no worker has been heard of only when that has lasted five minutes', async () => {
    const watch = watchOf();
    await workerBeats(`now() - interval '4 minutes'`);
    await watch.look(signal);
    expect(webhook.received).toHaveLength(0);
    await run('truncate worker_heartbeats');
    await later('2 minutes');
    await watch.look(signal);
    expect(webhook.received[0]?.document.alerts).toMatchObject([
      { kind: 'workers_silent', severity: 'critical' },
    ]);
  });

  it('tells what is new however many told alerts stay open', async () => {
    const watch = watchOf();
    await watch.look(signal);
    // Nobody looks at their tasks: they stay open because they were seen a moment ago.
    await run(`
      insert into alerts (key, kind, severity, is_urgent, title, detail, remedy, first_seen_at, last_seen_at, raised_at)
      select 'game_failed:9' || number, 'game_failed', 'critical', true, 'A game has failed', '', '', now(), now(), now()
      from generate_series(1, 1100) as number;
      insert into alert_deliveries (alert_id, channel, notified_at)
      select id, channel, now() from alerts, alert_channels where kind = 'game_failed';
      update worker_heartbeats set last_seen_at = now() - interval '6 minutes'`);
    await watch.look(signal);
    expect(webhook.received.map(({ document }) => document.subject)).toEqual([
      'CRITICAL: No worker is alive',
    ]);
    await workerBeats();
    await later('61 seconds');
    await run(`update alerts set last_seen_at = now() where kind = 'game_failed'`);
    await watch.look(signal);
    expect(webhook.received.at(-1)?.document.subject).toBe('Resolved: No worker is alive');
  });

  it('forgets a worker that was away for a moment', async () => {
    const watch = watchOf();
    await workerBeats(`now() - interval '4 minutes'`);
    await watch.look(signal);
    await workerBeats();
    await watch.look(signal);
    expect(await rowsOf(test.app.database.db, sql`select key from alerts`)).toEqual([]);
  });

  it('tells of a refused key, a stuck game, a poisoned one and a worker that took no jobs', async () => {
    const watch = watchOf();
    await run(`
      update seeding_tasks set stuck_since = now(), hold_reason = 'not_final' where id = (select min(id) from seeding_tasks where pass = 'first');
      update seeding_tasks set error_type = 'credential', due_at = now() where id = (select max(id) from seeding_tasks);
      update seeding_tasks set status = 'failed', error_type = 'poison', updated_at = now()
      where id = (select id from seeding_tasks where pass = 'first' order by id offset 1 limit 1)`);
    await recordSystemEvent(test.app.database.db, {
      kind: 'worker_stuck',
      subject: 'w9',
      message: 'The worker w9 takes no jobs.',
    });
    await watch.look(signal);
    await later('20 seconds');
    await watch.look(signal);
    const kinds = webhook.received.flatMap(({ document }) => document.alerts.map(({ kind }) => kind));
    expect(kinds.toSorted()).toEqual(['game_poison', 'game_stuck', 'key_invalid', 'worker_stuck']);
  });

  it('tells of a worker that got stuck while nobody looked, once', async () => {
    await run(`insert into system_events (kind, subject, message, created_at)
               values ('worker_stuck', 'w9', 'The worker w9 takes no jobs.', now() - interval '5 hours')`);
    const watch = watchOf();
    const times = ['1 second', '10 minutes', '10 minutes'];
    for (const time of times) {
      await watch.look(signal);
      await later(time);
    }
    expect(events(webhook)).toEqual(['alerts.opened']);
    // That it is long ago is no proof: that a worker has taken a job since is one.
    await run('update worker_heartbeats set last_job_at = now()');
    for (const time of times) {
      await watch.look(signal);
      await later(time);
    }
    expect(events(webhook)).toEqual(['alerts.opened', 'alerts.resolved']);
  });

  it('gathers warnings in a digest, and tells at once that 95 % of a day are spent', async () => {
    await run(`
      insert into provider_quota_warnings (host, day, level, used, day_limit)
      select host, (now() at time zone 'UTC')::date, level, level, 100
      from (values ('one', 80), ('two', 80), ('two', 95)) as mark(host, level);
      update seeding_tasks set status = 'running', execution_time = scheduled_time + interval '50 minutes',
             scheduled_time = now() - interval '1 hour', created_at = now() - interval '2 hours', updated_at = now(),
             lease_expires_at = now() + interval '1 hour'
      where id = (select min(id) from seeding_tasks where pass = 'first');
      update seeding_tasks set execution_time = scheduled_time + interval '50 minutes' where status = 'running'`);
    const watch = watchOf();
    await watch.look(signal);
    expect(webhook.received.map(({ document }) => document.subject)).toEqual([
      expect.stringMatching(/^Warning: 95 % .* two /),
    ]);
    await later('25 hours');
    await watch.look(signal);
    const digest = webhook.received.at(-1)?.document;
    expect(digest?.event).toBe('alerts.digest');
    const kinds = digest?.alerts.map(({ kind }) => kind) ?? [];
    expect(kinds).toEqual(expect.arrayContaining(['quota', 'lateness', 'quota_nearly_spent']));
    const before = webhook.received.length;
    await watch.look(signal);
    expect(webhook.received).toHaveLength(before);
    await run('truncate provider_quota_warnings');
  });

  it('is delivered while the queue store is away, and tells of that', async () => {
    const store = { ...test.app.store, ping: async () => Promise.reject(new Error('connect ECONNREFUSED')) };
    const watch = watchOf({ store });
    await watch.look(signal);
    expect(webhook.received).toHaveLength(0);
    await later('31 seconds');
    await watch.look(signal);
    expect(webhook.received[0]?.document.alerts).toMatchObject([{ kind: 'queue_lost' }]);
  });

  it('tells of a lost database without it, once in each outage, and of its end afterwards', async () => {
    const proxy = await startProxyOf(test.databaseUrl);
    const database = openDatabase({
      url: proxy.through(test.databaseUrl),
      poolMax: 2,
      applicationName: 'test',
      logger: silentLogger(),
    });
    try {
      const watch = watchOf({ database });
      await watch.look(signal);
      for (const expected of [1, 2]) {
        proxy.setMode({ kind: 'refuse' });
        slack.state.status = 500;
        await watch.look(signal);
        await watch.look(signal);
        expect(events(webhook).filter((event) => event === 'alerts.opened')).toHaveLength(expected);
        expect(webhook.received.at(-1)?.document.alerts).toMatchObject([
          { kind: 'database_lost', resolved_at: null },
        ]);
        proxy.setMode({ kind: 'pass' });
        slack.state.status = 200;
        await watch.look(signal);
        await watch.look(signal);
        expect(events(webhook).filter((event) => event === 'alerts.resolved')).toHaveLength(expected);
        // Who could not be told while it lasted is told that it was.
        expect(slack.received).toHaveLength(expected);
        expect(slack.received.at(-1)?.document.text).toContain('Resolved: The database is out of reach');
      }
    } finally {
      await database.close();
      await proxy.close();
    }
  });
});

async function listed() {
  const queries = createAlertQueries(test.app.database);
  return Promise.all([queries.list({ isOpen: true }), queries.channels()]);
}

describe('open alerts', () => {
  it('stand in the list, in the API, on the page and in the metrics', async () => {
    await failGames();
    await watchOf().look(signal);
    const [page] = await listed();
    expect(page.items.filter(({ kind }) => kind === 'game_failed')).toHaveLength(2);
    const cli = await runCli(['alerts', 'list', '--open', '--severity', 'critical', '--json'], {
      environment: test.environment,
    });
    expect(JSON.parse(cli.stdout).items).toMatchObject([{ severity: 'critical' }, { severity: 'critical' }]);
    const server = await serve(test.app);
    try {
      const answer = await call(`${server.url()}/admin/alerts?open=true&severity=critical&limit=1`);
      expect(answer.body).toMatchObject({ items: [{ kind: 'game_failed', resolved_at: null }] });
      expect(answer.body.next_cursor).not.toBeNull();
      const dashboard = await call(server.url(), { headers: { accept: 'text/html' } });
      expect(dashboard.body).toMatch(/open alerts<[\s\S]*?has failed for good/);
      const metrics = await call(`${server.url()}/metrics`);
      expect(metrics.body).toContain('scoracle_alerts_open{severity="critical"} 2');
    } finally {
      await server.stop();
    }
  });
});
