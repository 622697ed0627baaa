import { sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { alerts } from '../../db/schema/alerts.ts';
import { games } from '../../db/schema/games.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import type { AlertKind } from '../alerts/alert.ts';
import type { Measurement } from '../objectives/objective.ts';
import type { Fact } from './fact.ts';
import { since } from './scope.ts';

/** Alerts that mean that nothing is seeded at all. */
const OUTAGES: readonly AlertKind[] = ['database_lost', 'workers_silent', 'queue_lost', 'worker_stuck'];

/** Paid calls of a host on a UTC day. */
export type CallsOfDay = { host: string; calls: number };

export const callsByDay: Fact<{ days: number }, readonly CallsOfDay[]> = {
  name: 'calls_by_day',
  meaning: 'Paid calls of each host on each UTC day that had any.',
  unit: 'calls',
  window: 'called in the last days',
  read: (executor, { days }) =>
    executor
      .select({ host: apiUsage.host, calls: sql<number>`sum(coalesce(${apiUsage.cost}, 1))::int` })
      .from(apiUsage)
      .where(sql`${apiUsage.startedAt} >= ${since(days)}`)
      .groupBy(sql`${apiUsage.host}, date_trunc('day', ${apiUsage.startedAt}, 'UTC')`),
};

export const meanDetection: Fact<{ days: number }, Measurement> = {
  name: 'mean_detection',
  meaning: 'From the begin of trouble to when it was raised, on average, of critical alerts.',
  unit: 'seconds',
  window: 'raised in the last days',
  async read(executor, { days }) {
    const [row] = await executor
      .select({
        events: sql<number>`count(*)::int`,
        value: sql<
          number | null
        >`avg(extract(epoch from ${alerts.raisedAt} - ${alerts.firstSeenAt}))::double precision`,
      })
      .from(alerts)
      .where(sql`${alerts.severity} = 'critical' and ${alerts.raisedAt} >= ${since(days)}`);
    return row ?? { events: 0 };
  },
};

export const meanRecovery: Fact<{ days: number }, Measurement> = {
  name: 'mean_recovery',
  meaning: 'From raised to resolved on average, of critical alerts; what is open lasts until now.',
  unit: 'seconds',
  window: 'raised in the last days',
  async read(executor, { days }) {
    const [row] = await executor
      .select({
        events: sql<number>`count(*)::int`,
        value: sql<
          number | null
        >`avg(extract(epoch from coalesce(${alerts.resolvedAt}, now()) - ${alerts.raisedAt}))::double precision`,
      })
      .from(alerts)
      .where(sql`${alerts.severity} = 'critical' and ${alerts.raisedAt} >= ${since(days)}`);
    return row ?? { events: 0 };
  },
};

export const minutesOfOutage: Fact<{ days: number }, Measurement> = {
  name: 'minutes_of_outage',
  meaning:
    'Minutes since the first record of the installation, and those of them in which nothing was seeded.',
  unit: 'minutes',
  window: 'the last days',
  async read(executor, { days }) {
    const row = await firstRow(
      executor,
      selecting(
        {
          events: sql<number>`coalesce(floor(extract(epoch from now() - begun.at) / 60), 0)::int`,
          bad: sql<number>`coalesce(ceil((select sum(extract(epoch from upper(span) - lower(span))) / 60 from unnest(outage.spans) as span)), 0)::int`,
        },
        (list) => sql`
        with begun as (
          select greatest(${since(days)}, coalesce((select ${games.createdAt} from ${games} order by ${games.id} limit 1), now())) as at
        ), outage as (
          select range_agg(tstzrange(greatest(${alerts.firstSeenAt}, begun.at), coalesce(${alerts.resolvedAt}, now()))) as spans
          from ${alerts}, begun
          where ${alerts.kind} = any(${sql.param([...OUTAGES])}::text[]) and ${alerts.raisedAt} is not null
            and coalesce(${alerts.resolvedAt}, now()) > begun.at
        )
        select ${list}
        from begun, outage`,
      ),
    );
    return row ?? { events: 0, bad: 0 };
  },
};
