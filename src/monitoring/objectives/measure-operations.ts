import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { alerts } from '../../db/schema/alerts.ts';
import { games } from '../../db/schema/games.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import type { AlertKind } from '../alerts/alert.ts';
import { since } from '../facts/scope.ts';
import type { Measurement } from './objective.ts';

/** Alerts that mean that nothing is seeded at all. */
const OUTAGES: readonly AlertKind[] = ['database_lost', 'workers_silent', 'queue_lost', 'worker_stuck'];

/** The worst UTC day of any provider, as a share of what a day takes; the event is a day with calls. */
export async function measureQuota(
  executor: Executor,
  days: number,
  perDay: (host: string) => number,
): Promise<Measurement> {
  const rows = await rowsOf<{ host: string; calls: number }>(
    executor,
    sql`
      select ${apiUsage.host} as host, sum(coalesce(${apiUsage.cost}, 1))::int as calls from ${apiUsage}
      where ${apiUsage.startedAt} >= ${since(days)}
      group by ${apiUsage.host}, date_trunc('day', ${apiUsage.startedAt}, 'UTC')`,
  );
  const shares = rows.map(({ host, calls }) => calls / perDay(host));
  return { events: rows.length, value: Math.max(0, ...shares) };
}

/** From the begin of trouble to when it was raised, in seconds. */
export async function measureDetection(executor: Executor, days: number): Promise<Measurement> {
  const [row] = await rowsOf<Measurement>(
    executor,
    sql`
      select count(*)::int as events,
             avg(extract(epoch from ${alerts.raisedAt} - ${alerts.firstSeenAt}))::double precision as value
      from ${alerts} where ${alerts.severity} = 'critical' and ${alerts.raisedAt} >= ${since(days)}`,
  );
  return row ?? { events: 0 };
}

/** From raised to resolved, in seconds; what is open lasts until now. */
export async function measureRecovery(executor: Executor, days: number): Promise<Measurement> {
  const [row] = await rowsOf<Measurement>(
    executor,
    sql`
      select count(*)::int as events,
             avg(extract(epoch from coalesce(${alerts.resolvedAt}, now()) - ${alerts.raisedAt}))::double precision as value
      from ${alerts} where ${alerts.severity} = 'critical' and ${alerts.raisedAt} >= ${since(days)}`,
  );
  return row ?? { events: 0 };
}

/** Minutes since the first record of the installation, and those of them in which nothing was seeded. */
export async function measureAvailability(executor: Executor, days: number): Promise<Measurement> {
  const [row] = await rowsOf<Measurement>(
    executor,
    sql`
      with begun as (
        select greatest(${since(days)}, coalesce((select min(${games.createdAt}) from ${games}), now())) as at
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
}
