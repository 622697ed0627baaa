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

export function createDatabaseOutage(options: DatabaseOutageOptions): DatabaseOutage {
  const { channels, processName, clock, logger, lastsMs = LASTS_MS } = options;
  let sinceMs: number | undefined;
  let reason = '';
  let isRaised = false;
  let tellings = new Map<string, Telling>();

  function finding(since: Date): Finding & { since: Date } {
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

  async function tell(channel: AlertChannel, message: AlertMessage, signal: AbortSignal): Promise<void> {
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

  return {
    async lost(problem, signal = new AbortController().signal) {
      const nowMs = clock.nowMs();
      if (sinceMs === undefined) {
        sinceMs = nowMs;
        logger.warn({ problem: describeOutage(problem) }, 'the database is out of reach');
      }
      reason = describeOutage(problem);
      if (nowMs - sinceMs < lastsMs) return;
      if (!isRaised) logger.error({ problem: reason }, 'alert: the database is out of reach');
      isRaised = true;
      const message = outageMessage(finding(new Date(sinceMs)), processName);
      await Promise.all(channels.map((channel) => tell(channel, message, signal)));
    },
    async settle(db) {
      if (sinceMs === undefined) return;
      if (isRaised) {
        const told = [...tellings].filter(([, { isTold }]) => isTold).map(([name]) => name);
        await enterPastFinding(db, finding(new Date(sinceMs)), told);
        logger.info('alert is over: the database is back');
      }
      sinceMs = undefined;
      isRaised = false;
      tellings = new Map();
    },
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
