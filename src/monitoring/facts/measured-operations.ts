import { sql } from 'drizzle-orm';
import { firstRow, rowsOf } from '../../db/rows.ts';
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
    rowsOf<CallsOfDay>(
      executor,
      sql`
        select ${apiUsage.host} as host, sum(coalesce(${apiUsage.cost}, 1))::int as calls from ${apiUsage}
        where ${apiUsage.startedAt} >= ${since(days)}
        group by ${apiUsage.host}, date_trunc('day', ${apiUsage.startedAt}, 'UTC')`,
    ),
};

export const meanDetection: Fact<{ days: number }, Measurement> = {
  name: 'mean_detection',
  meaning: 'From the begin of trouble to when it was raised, on average, of critical alerts.',
  unit: 'seconds',
  window: 'raised in the last days',
  async read(executor, { days }) {
    const row = await firstRow<Measurement>(
      executor,
      sql`
        select count(*)::int as events,
               avg(extract(epoch from ${alerts.raisedAt} - ${alerts.firstSeenAt}))::double precision as value
        from ${alerts} where ${alerts.severity} = 'critical' and ${alerts.raisedAt} >= ${since(days)}`,
    );
    return row ?? { events: 0 };
  },
};

export const meanRecovery: Fact<{ days: number }, Measurement> = {
  name: 'mean_recovery',
  meaning: 'From raised to resolved on average, of critical alerts; what is open lasts until now.',
  unit: 'seconds',
  window: 'raised in the last days',
  async read(executor, { days }) {
    const row = await firstRow<Measurement>(
      executor,
      sql`
        select count(*)::int as events,
               avg(extract(epoch from coalesce(${alerts.resolvedAt}, now()) - ${alerts.raisedAt}))::double precision as value
        from ${alerts} where ${alerts.severity} = 'critical' and ${alerts.raisedAt} >= ${since(days)}`,
    );
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
    const row = await firstRow<Measurement>(
      executor,
      sql`
        with begun as (
          select greatest(${since(days)}, coalesce((select ${games.createdAt} from ${games} order by ${games.id} limit 1), now())) as at
        ), outage as (
          select range_agg(tstzrange(greatest(${alerts.firstSeenAt}, begun.at), coalesce(${alerts.resolvedAt}, now()))) as spans
          from ${alerts}, begun
          where ${alerts.kind} = any(${sql.param([...OUTAGES])}::text[]) and ${alerts.raisedAt} is not null
            and coalesce(${alerts.resolvedAt}, now()) > begun.at
        )
        select coalesce(floor(extract(epoch from now() - begun.at) / 60), 0)::int as events,
               coalesce(ceil((select sum(extract(epoch from upper(span) - lower(span))) / 60 from unnest(outage.spans) as span)), 0)::int as bad
        from begun, outage`,
    );
    return row ?? { events: 0, bad: 0 };
  },
};
