import type { Database } from '../../db/database.ts';
import type { HeldLease } from '../../jobs/schedules/recurrent-job.ts';
import type { Clock } from '../../platform/clock.ts';
import { withDeadline } from '../../platform/deadline.ts';
import { serverVersion } from '../facts/database-server.ts';
import type { AlertFacts } from './facts.ts';
import { judgeFacts } from './judge.ts';
import { createFactsReader } from './look-facts.ts';
import { readChannels } from './records/alert-channels.ts';
import { enterFindings } from './records/alert-records.ts';
import { provesEnd } from './recovery.ts';
import { tellChannel } from './tell-channel.ts';
import type { AlertWatchOptions } from './watch-options.ts';

export type AlertWatch = {
  /** Tells when the database is lost, and when it is back; true while it answers. */
  watchDatabase: (signal: AbortSignal) => Promise<boolean>;
  /**
   * One look at everything, and the messages that come of it. The lease of the job `deliver-alerts` is proven before
   * each message: a process that froze and woke up late tells nothing.
   */
  tell: (lease: HeldLease, signal: AbortSignal) => Promise<void>;
};

/** A database that does not answer a trifle within this time is as good as away. */
const DATABASE_DEADLINE_MS = 5_000;

export function createAlertWatch(options: AlertWatchOptions): AlertWatch {
  const { db, outage, clock } = options;
  const readFacts = createFactsReader(options);
  return {
    async watchDatabase(signal) {
      const problem = await databaseProblem(db, clock);
      if (problem !== undefined) {
        await outage.lost(problem, signal);
        return false;
      }
      await outage.settle(db);
      return true;
    },
    async tell(lease, signal) {
      await enterLook(options, await readFacts());
      await tellAll(options, lease, signal);
    },
  };
}

/** Why the database does not answer; undefined when it does. */
async function databaseProblem(db: Database, clock: Clock): Promise<unknown> {
  const deadline = { what: 'PostgreSQL', deadlineMs: DATABASE_DEADLINE_MS };
  return withDeadline(clock, deadline, () => serverVersion.read(db, null)).then(
    () => undefined,
    (error: unknown) => error ?? new Error('no answer'),
  );
}

/** Enters what a look found: alerts that it raises, and those that it proves to be over. */
async function enterLook({ db, config, logger }: AlertWatchOptions, facts: AlertFacts): Promise<void> {
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
}

/** Tells every channel; one that fails or is slow keeps no other waiting. */
async function tellAll(options: AlertWatchOptions, lease: HeldLease, signal: AbortSignal): Promise<void> {
  const { db, channels } = options;
  const states = await readChannels(
    db,
    channels.map(({ name }) => name),
  );
  const until = AbortSignal.any([signal, lease.signal]);
  const tellings = await Promise.allSettled(states.map((state) => tellChannel(options, state, lease, until)));
  const broken = tellings.find((telling) => telling.status === 'rejected');
  if (broken) throw broken.reason;
}
