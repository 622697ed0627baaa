import type { AlertsConfig } from '../../config/areas/alerts.ts';
import type { ChoreLeases, HeldLease } from '../../db/chore-leases.ts';
import type { Database } from '../../db/database.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { QueueStore } from '../../jobs/store.ts';
import { readJobs } from '../../jobs/schedules/job-control.ts';
import { withDeadline } from '../../platform/deadline.ts';
import { describeOutage } from '../describe-outage.ts';
import type { ProviderStatusReader } from '../providers/provider-status.ts';
import type { HostForecast } from '../quota/quota-forecast.ts';
import { serverVersion } from '../facts/database-server.ts';
import { enterFindings } from './records/alert-records.ts';
import type { AlertChannel } from './channels/channel.ts';
import { type AlertFacts, readDatabaseFacts } from './facts.ts';
import { judgeFacts } from './judge.ts';
import { provesEnd } from './recovery.ts';
import type { DatabaseOutage } from './outage.ts';
import {
  type ChannelState,
  noteNotSent,
  noteSent,
  readChannels,
  readTellable,
} from './records/alert-channels.ts';
import { planMessages } from './plan-messages.ts';

export type AlertWatchOptions = {
  db: Database;
  store: QueueStore;
  leases: ChoreLeases;
  channels: readonly AlertChannel[];
  outage: DatabaseOutage;
  config: AlertsConfig;
  /** What keeps every process from asking the provider; undefined when nothing does. */
  keyProblem: string | undefined;
  terms: AlertFacts['terms'];
  forecast: () => Promise<readonly HostForecast[]>;
  /** The providers with their breakers. */
  providerStatus: ProviderStatusReader;
  clock: Clock;
  logger: Logger;
};

export type AlertWatch = {
  /** Tells when the database is lost, and when it is back; true while it answers. */
  watchDatabase: (signal: AbortSignal) => Promise<boolean>;
  /**
   * One look at everything, and the messages that come of it. Any number of processes may look: one of them does, and
   * the others get false.
   */
  tell: (signal: AbortSignal) => Promise<boolean>;
};

/** A database that does not answer a trifle within this time is as good as away. */
const DATABASE_DEADLINE_MS = 5_000;
const QUEUE_DEADLINE_MS = 2_000;

/** Days ahead do not change fast, and looking at them costs more than all the rest. */
const FORECAST_FRESH_MS = 600_000;

export function createAlertWatch(options: AlertWatchOptions): AlertWatch {
  const { db, store, leases, channels, outage, config, keyProblem, terms, clock, logger } = options;
  let forecast: { hosts: readonly HostForecast[] | undefined; atMs: number } | undefined;

  /** Undefined when it answers. */
  async function databaseProblem(): Promise<unknown> {
    const deadline = { what: 'PostgreSQL', deadlineMs: DATABASE_DEADLINE_MS };
    return withDeadline(clock, deadline, () => serverVersion.read(db, null)).then(
      () => undefined,
      (error: unknown) => error ?? new Error('no answer'),
    );
  }

  async function readFacts(): Promise<AlertFacts> {
    const nowMs = clock.nowMs();
    if (forecast === undefined || nowMs - forecast.atMs >= FORECAST_FRESH_MS) {
      const hosts = await options.forecast().catch((error: unknown) => {
        logger.warn({ err: error }, 'the coming days cannot be told now');
        return forecast?.hosts;
      });
      forecast = { hosts, atMs: nowMs };
    }
    const [facts, jobs, providers, queueProblem] = await Promise.all([
      readDatabaseFacts(db, { storeName: store.name, ...config }),
      readJobs(db, undefined),
      options.providerStatus(),
      readQueueProblem(),
    ]);
    return { ...facts, jobs, providers, queueProblem, keyProblem, terms, forecast: forecast.hosts };
  }

  async function readQueueProblem(): Promise<string | null> {
    const deadline = { what: 'the queue store', deadlineMs: QUEUE_DEADLINE_MS };
    return withDeadline(clock, deadline, () => store.ping()).then(() => null, describeOutage);
  }

  async function lookAndTell(lease: HeldLease, signal: AbortSignal): Promise<void> {
    const facts = await readFacts();
    const { openAlerts } = facts;
    const { raised, resolved } = await enterFindings(db, judgeFacts(facts, config), {
      stillTrue: openAlerts.filter(({ is_true: isTrue }) => isTrue).map(({ key }) => key),
      unproven: openAlerts.filter((alert) => !provesEnd(alert, facts)).map(({ key }) => key),
      again: openAlerts.filter(({ is_repeated: isRepeated }) => isRepeated).map(({ key }) => key),
    });
    for (const { key, severity, title } of raised) {
      logger[severity === 'critical' ? 'error' : 'warn']({ alert: key }, `alert: ${title}`);
    }
    for (const { key, title } of resolved) logger.info({ alert: key }, `alert is over: ${title}`);
    const states = await readChannels(
      db,
      channels.map(({ name }) => name),
    );
    // One that fails or is slow keeps no other waiting.
    const tellings = await Promise.allSettled(
      states.map((state) => tellChannel(state, lease, AbortSignal.any([signal, lease.signal]))),
    );
    const broken = tellings.find((telling) => telling.status === 'rejected');
    if (broken) throw broken.reason;
  }

  async function tellChannel(state: ChannelState, lease: HeldLease, signal: AbortSignal): Promise<void> {
    const channel = channels.find(({ name }) => name === state.channel);
    if (!channel || (state.next_try_at !== null && state.next_try_at > state.now)) return;
    const messages = planMessages({
      alerts: await readTellable(db, state),
      digestedAt: state.digested_at,
      now: state.now,
      config,
    });
    for (const message of messages) {
      // Whoever froze and woke up late is told here that another process has sent meanwhile.
      await lease.assertHeld();
      if (message.alerts.length > 0) {
        try {
          await channel.send(message, signal);
        } catch (error) {
          // A process that stops says nothing about the channel.
          if (signal.aborted) throw error;
          const problem = describeOutage(error);
          logger.warn({ channel: channel.name, problem }, 'an alert could not be sent');
          return noteNotSent(db, channel.name, problem);
        }
        logger.info(
          { channel: channel.name, event: message.event, alerts: message.alerts.length },
          'alert sent',
        );
      }
      // Between sending and this a crash repeats the message, and loses none.
      await noteSent(db, channel.name, message, state.now);
    }
  }

  return {
    async watchDatabase(signal) {
      const problem = await databaseProblem();
      if (problem !== undefined) {
        await outage.lost(problem, signal);
        return false;
      }
      await outage.settle(db);
      return true;
    },
    async tell(signal) {
      const { isRun } = await leases.run('alerts', (lease) => lookAndTell(lease, signal));
      return isRun;
    },
  };
}
