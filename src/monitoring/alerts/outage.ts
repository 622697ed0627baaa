import type { Database } from '../../db/database.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { describeOutage } from '../describe-outage.ts';
import type { Finding } from './alert.ts';
import { enterPastFinding } from './records/alert-records.ts';
import type { AlertChannel } from './channels/channel.ts';
import type { AlertMessage } from './plan-messages.ts';

/** Tells of a lost database without one: from this process's memory, once to each channel in each outage. */
export type DatabaseOutage = {
  /** The database did not answer; tells when that has lasted. Never rejects. */
  lost: (problem: unknown, signal?: AbortSignal) => Promise<void>;
  /**
   * The database answers. Enters the outage that was told, so that its end is told like any other, and forgets it;
   * rejects, remembering it, when it cannot be entered.
   */
  settle: (db: Database) => Promise<void>;
};

export type DatabaseOutageOptions = {
  channels: readonly AlertChannel[];
  /** Names this process: others may reach the database. */
  processName: string;
  clock: Clock;
  logger: Logger;
  /** A restart of PostgreSQL is over sooner, and no alert. */
  lastsMs?: number;
};

const LASTS_MS = 15_000;
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 300_000;

type Telling = { isTold: boolean; failures: number; nextTryAtMs: number };

/** What this process knows of the outage that it is in. */
type OutageState = {
  sinceMs: number | undefined;
  reason: string;
  isRaised: boolean;
  tellings: Map<string, Telling>;
};

const noOutage = (): OutageState => ({
  sinceMs: undefined,
  reason: '',
  isRaised: false,
  tellings: new Map(),
});

export function createDatabaseOutage(options: DatabaseOutageOptions): DatabaseOutage {
  const { channels, processName, clock, logger, lastsMs = LASTS_MS } = options;
  let state = noOutage();

  return {
    async lost(problem, signal = new AbortController().signal) {
      const nowMs = clock.nowMs();
      state.reason = describeOutage(problem);
      if (state.sinceMs === undefined) {
        state.sinceMs = nowMs;
        logger.warn({ problem: state.reason }, 'the database is out of reach');
      }
      if (nowMs - state.sinceMs < lastsMs) return;
      if (!state.isRaised) logger.error({ problem: state.reason }, 'alert: the database is out of reach');
      state.isRaised = true;
      const message = outageMessage(findingOf(state.reason, new Date(state.sinceMs), options), processName);
      const { tellings } = state;
      await Promise.all(channels.map((channel) => tell(options, tellings, channel, message, signal)));
    },
    async settle(db) {
      if (state.sinceMs === undefined) return;
      if (state.isRaised) {
        const told = [...state.tellings].filter(([, { isTold }]) => isTold).map(([name]) => name);
        await enterPastFinding(db, findingOf(state.reason, new Date(state.sinceMs), options), told);
        logger.info('alert is over: the database is back');
      }
      state = noOutage();
    },
  };
}

/** Tells a channel once; one that did not take it is tried again after a pause that grows. */
async function tell(
  { clock, logger }: DatabaseOutageOptions,
  tellings: Map<string, Telling>,
  channel: AlertChannel,
  message: AlertMessage,
  signal: AbortSignal,
): Promise<void> {
  const telling = tellings.get(channel.name) ?? { isTold: false, failures: 0, nextTryAtMs: 0 };
  tellings.set(channel.name, telling);
  if (telling.isTold || clock.nowMs() < telling.nextTryAtMs) return;
  try {
    await channel.send(message, signal);
    telling.isTold = true;
  } catch (error) {
    const pauseMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** telling.failures);
    telling.failures += 1;
    telling.nextTryAtMs = clock.nowMs() + pauseMs;
    logger.warn({ channel: channel.name, problem: describeOutage(error) }, 'an alert could not be sent');
  }
}

function findingOf(
  reason: string,
  since: Date,
  { processName, lastsMs = LASTS_MS }: DatabaseOutageOptions,
): Finding & { since: Date } {
  return {
    key: `database_lost:${processName}`,
    kind: 'database_lost',
    severity: 'critical',
    isUrgent: true,
    lastsMs,
    count: 1,
    since,
    title: 'The database is out of reach',
    detail: `${processName} does not reach PostgreSQL (${reason}). Nothing is seeded until it is back.`,
    remedy:
      'See that PostgreSQL runs, has room on its disk and that DATABASE_URL leads to it; all goes on by itself.',
    command: 'doctor',
    path: null,
  };
}

function outageMessage(
  { isUrgent, lastsMs: _lastsMs, since, ...finding }: Finding & { since: Date },
  processName: string,
): AlertMessage {
  const alert = {
    ...finding,
    // Rows begin with 1: this one is in no table yet.
    id: 0,
    is_urgent: isUrgent,
    first_seen_at: since,
    last_seen_at: since,
    resolved_at: null,
    is_quiet: false,
  };
  return { id: `database-lost-${processName}-${since.getTime()}`, event: 'opened', alerts: [alert] };
}
