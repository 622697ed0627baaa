import { eq, sql, type SQL } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { backfillProgress, backfills } from '../../db/schema/backfills.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { GAME, LEAGUE, SPORT, TASK } from '../../db/table-aliases.ts';
import { planCorrections } from '../../sports/correction-times.ts';
import { FALLBACK_BACKFILL_GAMES } from '../../domain/plans.ts';
import { plannedCalls } from './forecast-costs.ts';
import type { ForecastNeed } from './quota-forecast.ts';

const UNIT = alias(backfillProgress, 'unit');
const BACKFILL = alias(backfills, 'backfill');

/** Whether the season of a unit was asked for; one of some days has games that are known. */
const IS_READ = sql<boolean>`(${UNIT.seasonId} is null or ${UNIT.cursor} is not null)`;

/** What is to be read, without the host that it is asked of. */
export type Need = Omit<ForecastNeed, 'host'>;

export type NeedsOptions = {
  db: Database;
  seeding: Pick<Config['seeding'], 'correctionDelaysMs' | 'delayMs'>;
  /** UTC days from today on. */
  days: number;
};

/** The UTC day of today, and all that is to be read until the last of the days. Paused sports need nothing. */
export async function readNeeds(options: NeedsOptions): Promise<{ today: string; needs: readonly Need[] }> {
  const { db } = options;
  const [now, tasks, corrections, sweeps] = await Promise.all([
    firstRow(
      db,
      selecting(
        { today: sql<string>`(clock_timestamp() at time zone 'UTC')::date::text` },
        (list) => sql`select ${list}`,
      ),
    ),
    readOpenTasks(options),
    readCorrectionsToCome(options),
    readBackfills(options),
  ]);
  return { today: now?.today ?? '', needs: [...tasks, ...corrections, ...sweeps] };
}

function endOf(days: number): SQL {
  return sql`date_trunc('day', clock_timestamp(), 'UTC') + ${days} * interval '1 day'`;
}

/** Open tasks by the day on which they are due; what a sweep or a fallback asked for has the last priority. */
async function readOpenTasks({ db, days }: NeedsOptions): Promise<Need[]> {
  const rows = await db
    .select({
      sport: SPORT.displayName,
      league: LEAGUE.name,
      day: sql<string>`(greatest(${TASK.dueAt}, clock_timestamp()) at time zone 'UTC')::date::text`,
      priority: sql<Need['priority']>`case when ${TASK.isByHand} then 'manual'
                  when ${TASK.unitId} is not null or ${TASK.fallbackFrom} is not null then 'backfill'
                  when ${TASK.pass} = 'first' then 'first_pass' else 'correction' end`,
      plan: TASK.plan,
      games: sql<number>`count(*)::int`,
    })
    .from(TASK)
    .innerJoin(GAME, eq(GAME.id, TASK.gameId))
    .innerJoin(SPORT, eq(SPORT.id, GAME.sportId))
    .innerJoin(LEAGUE, eq(LEAGUE.id, GAME.leagueId))
    .where(
      sql`${TASK.status} in ('pending', 'running') and ${TASK.dueAt} < ${endOf(days)} and ${SPORT.pausedAt} is null`,
    )
    .groupBy(sql`1, 2, 3, 4, 5`);
  return rows.map(({ plan, ...need }) =>
    plan === null ? need : { ...need, callsPerGame: plannedCalls(need.sport, plan) },
  );
}

/** Corrections of games that are still to be seeded: their tasks are made by the first pass only. */
async function readCorrectionsToCome({ db, seeding, days }: NeedsOptions): Promise<Need[]> {
  const { correctionDelaysMs: delaysMs } = seeding;
  if (delaysMs.length === 0) return [];
  const toCome = await rowsOf(
    db,
    selecting(
      {
        sport: SPORT.displayName,
        league: LEAGUE.name,
        timezone: LEAGUE.timezone,
        tip_off: GAME.gameDatetime,
        day: sql<string>`${GAME.slateDate}::text`,
        now: sql<Date>`clock_timestamp()`,
        end: sql<Date>`${endOf(days)}`,
      },
      (list) => sql`
      select ${list}
      from ${seedingTasks} as ${TASK}
      join ${games} as ${GAME} on ${GAME.id} = ${TASK.gameId}
      join ${sports} as ${SPORT} on ${SPORT.id} = ${GAME.sportId}
      join ${leagues} as ${LEAGUE} on ${LEAGUE.id} = ${GAME.leagueId}
      where ${TASK.status} in ('pending', 'running') and ${TASK.pass} = 'first' and ${SPORT.pausedAt} is null
        and ${GAME.gameDatetime} + ${Math.min(...delaysMs)} * interval '1 millisecond' < ${endOf(days)}
        and ${GAME.gameDatetime} > clock_timestamp() - (${Math.max(...delaysMs)} * interval '1 millisecond' + interval '7 days')`,
    ),
  );
  const counted = new Map<string, Need>();
  for (const { sport, league, timezone, tip_off: tipOff, day: slateDate, now, end } of toCome) {
    const passes = planCorrections(
      {
        sport,
        timezone,
        tipOffMs: tipOff.getTime(),
        slateDate,
        lastUnfinishedMs: undefined,
      },
      delaysMs,
    );
    for (const { atMs } of passes.filter((pass) => pass.atMs > now.getTime() && pass.atMs < end.getTime())) {
      const day = new Date(atMs).toISOString().slice(0, 10);
      const key = `${sport} ${league} ${day}`;
      const known = counted.get(key) ?? { sport, league, day, priority: 'correction' as const, games: 0 };
      counted.set(key, { ...known, games: known.games + 1 });
    }
  }
  return [...counted.values()];
}

/**
 * Games that back-fills of box scores under way have still to hand out, for today: they take what is left of each day. A league whose
 * season was not read yet costs a call more; which of its games are over is then told by the schedule alone.
 */
async function readBackfills({ db, seeding }: NeedsOptions): Promise<Need[]> {
  const delays = JSON.stringify(
    Object.entries(seeding.delayMs).map(([sport, delayMs]) => ({ sport, delayMs })),
  );
  const rows = await rowsOf(
    db,
    selecting(
      {
        sport: SPORT.displayName,
        league: LEAGUE.name,
        day: sql<string>`(clock_timestamp() at time zone 'UTC')::date::text`,
        games: sql<number>`count(*)::int`,
        is_read: IS_READ,
        limit: sql<
          number | null
        >`case when ${BACKFILL.origin} = 'fallback' then greatest(0, ${FALLBACK_BACKFILL_GAMES} - ${UNIT.gamesQueued}) end`,
      },
      (list) => sql`
      select ${list}
      from ${backfills} as ${BACKFILL}
      join ${backfillProgress} as ${UNIT} on ${UNIT.backfillId} = ${BACKFILL.id}
        and ${UNIT.part} = 'box-scores' and ${UNIT.contentHash} is null and ${UNIT.status} in ('pending', 'running')
      join ${leagues} as ${LEAGUE} on ${LEAGUE.id} = ${UNIT.leagueId}
      join ${sports} as ${SPORT} on ${SPORT.id} = ${LEAGUE.sportId} and ${SPORT.pausedAt} is null
      join json_to_recordset(${delays}::json) as delay("sport" text, "delayMs" bigint)
        on delay.sport = ${SPORT.displayName}
      join ${games} as ${GAME} on ${GAME.leagueId} = ${UNIT.leagueId}
        and case when ${UNIT.seasonId} is null then ${GAME.slateDate} between ${UNIT.fromDay} and ${UNIT.toDay}
                 else ${GAME.seasonId} = ${UNIT.seasonId} end
      left join ${seedingTasks} as ${TASK} on ${TASK.gameId} = ${GAME.id} and ${TASK.pass} = 'first'
      where ${BACKFILL.status} = 'running'
        and ${GAME.id} > case when ${UNIT.cursor} ~ '^[0-9]{10}$' then ${UNIT.cursor}::int else 0 end
        and ${GAME.seedingStatus} not in ('completed', 'skipped')
        and case when ${IS_READ} then ${GAME.status} = 'completed'
                 else ${GAME.status} not in ('cancelled', 'awarded', 'postponed', 'suspended')
                      and ${GAME.gameDatetime} + delay."delayMs" * interval '1 millisecond' < clock_timestamp() end
        and case when ${TASK.id} is null then ${BACKFILL.origin} <> 'fallback'
                 when ${TASK.status} = 'failed' then ${BACKFILL.origin} <> 'fallback' or ${TASK.unitId} is null
                 else ${BACKFILL.origin} <> 'fallback' and ${TASK.status} = 'completed' and ${GAME.seedingStatus} = 'partial' end
      group by ${UNIT.id}, ${BACKFILL.id}, ${SPORT.id}, ${LEAGUE.id}`,
    ),
  );
  return rows.flatMap(({ is_read: isRead, limit, ...row }) => {
    const games = Math.min(row.games, limit ?? row.games);
    if (games === 0) return [];
    const calls = games * plannedCalls(row.sport, 'blanket') + (isRead ? 0 : 1);
    return [{ ...row, games, priority: 'backfill' as const, callsPerGame: calls / games }];
  });
}
