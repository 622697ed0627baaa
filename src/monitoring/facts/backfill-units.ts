import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/rows.ts';
import { backfillProgress, backfills } from '../../db/schema/backfills.ts';
import { leagues, sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { workItems } from '../../db/schema/work-items.ts';
import { selecting } from '../../db/selecting.ts';
import { UNIT_STATUSES, type UnitStatus } from '../../domain/history.ts';
import type { Executor } from '../../db/database.ts';
import type { Fact } from './fact.ts';

/** How the past is read: units of back-fills by their state, those that failed, and how long each back-fill has read nothing. */
export type BackfillUnits = {
  units: Readonly<Record<UnitStatus, number>>;
  /** Back-fills with units that failed and were not resumed since. */
  failed: readonly FailedBackfill[];
  /** Back-fills under way that wait for nothing that is known, the longest first. */
  still: readonly StillBackfill[];
};

/** A back-fill with units that failed: how many, and what the first of them says. */
export type FailedBackfill = { id: number; league: string; units: number; example: string };

/** A back-fill under way: since when it has read nothing, and what its unit says. */
export type StillBackfill = {
  id: number;
  league: string;
  since: Date;
  restSeconds: number;
  note: string | null;
};

export const backfillUnits: Fact<null, BackfillUnits> = {
  name: 'backfill_units',
  meaning:
    'Units of back-fills of the past by state, back-fills that failed in part, and how long each that waits for nothing has read nothing.',
  unit: 'units, seconds',
  window: 'now',
  async read(executor) {
    const { status } = backfillProgress;
    const counted = await executor
      .select({ status, count: sql<number>`count(*)::int` })
      .from(backfillProgress)
      .groupBy(status);
    const units = Object.fromEntries(UNIT_STATUSES.map((one) => [one, 0])) as Record<UnitStatus, number>;
    for (const row of counted) units[row.status] = row.count;
    if (counted.length === 0) return { units, failed: [], still: [] };
    return { units, failed: await failedBackfills(executor), still: await stillBackfills(executor) };
  },
};

function failedBackfills(executor: Executor): Promise<FailedBackfill[]> {
  const { backfillId, part, unit, status, error } = backfillProgress;
  return rowsOf(
    executor,
    selecting(
      {
        id: backfills.id,
        league: backfills.league,
        units: sql<number>`count(*)::int`,
        example: sql<string>`(array_agg(${leagues.name} || ', ' || ${part} || ' of ' || ${unit} || ': '
          || coalesce(${error}, 'no reason is known') order by ${unit}))[1]`,
      },
      (list) => sql`
        select ${list} from ${backfills}
        join ${backfillProgress} on ${backfillId} = ${backfills.id}
        join ${leagues} on ${leagues.id} = ${backfillProgress.leagueId}
        where ${backfills.status} in ('running', 'failed') and ${status} = 'failed'
        group by ${backfills.id} order by ${backfills.id}`,
    ),
  );
}

/**
 * A step that ended, a game whose lines were read, and whoever began or resumed the back-fill count as progress. A step
 * on hold for quota, credits or a paused sport waits for something that is known.
 */
function stillBackfills(executor: Executor): Promise<StillBackfill[]> {
  const { backfillId, note, progressedAt, status } = backfillProgress;
  return rowsOf(
    executor,
    selecting(
      {
        id: sql<number>`still.id`,
        league: sql<string>`still.league`,
        since: sql<Date>`still.since`,
        restSeconds: sql<number>`extract(epoch from now() - still.since)::float8`,
        note: sql<string | null>`still.note`,
      },
      (list) => sql`
        select ${list} from (
          select ${backfills.id} as id, ${backfills.league} as league,
                 greatest(${backfills.updatedAt}, max(${progressedAt}), max(lines.at)) as since,
                 (array_agg(${note}) filter (where ${status} = 'running'))[1] as note,
                 coalesce(bool_or(${status} = 'running'
                   and (${sports.pausedAt} is not null or lines.are_held)), false) as is_held
          from ${backfills}
          join ${backfillProgress} on ${backfillId} = ${backfills.id}
          join ${leagues} on ${leagues.id} = ${backfillProgress.leagueId}
          join ${sports} on ${sports.id} = ${leagues.sportId}
          left join lateral (
            select max(${seedingTasks.updatedAt}) as at,
                   bool_or(${seedingTasks.status} = 'pending' and ${seedingTasks.holdReason} is not null) as are_held
            from ${seedingTasks}
            where ${seedingTasks.unitId} = ${backfillProgress.id} and ${status} = 'running') as lines on true
          where ${backfills.status} = 'running'
          group by ${backfills.id}
        ) as still
        where not still.is_held and not exists (
          select from ${workItems}
          where ${workItems.kind} = 'backfill-history'
            and starts_with(${workItems.concurrencyKey}, 'history ' || still.id || ' ')
            and ${workItems.status} = 'pending'
            and ${workItems.holdReason} in ('quota_day', 'rate_limit', 'credits', 'paused'))
        order by still.since`,
    ),
  );
}
