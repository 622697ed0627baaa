import { type SQL, sql } from 'drizzle-orm';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { planCorrections } from '../../sports/correction-times.ts';
import { FALLBACK_SWEEP_GAMES, type TaskPlan } from '../../domain/plans.ts';
import type { Sport } from '../../domain/sport.ts';
import { plannedCalls } from './forecast-costs.ts';
import type { ForecastNeed } from './quota-forecast.ts';

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
    firstRow<{ today: string }>(db, sql`select (clock_timestamp() at time zone 'UTC')::date::text as today`),
    readOpenTasks(options),
    readCorrectionsToCome(options),
    readSweeps(options),
  ]);
  return { today: now?.today ?? '', needs: [...tasks, ...corrections, ...sweeps] };
}

function endOf(days: number): SQL {
  return sql`date_trunc('day', clock_timestamp(), 'UTC') + ${days} * interval '1 day'`;
}

/** Open tasks by the day on which they are due; what a sweep or a fallback asked for has the last priority. */
async function readOpenTasks({ db, days }: NeedsOptions): Promise<Need[]> {
  const rows = await rowsOf<Omit<Need, 'callsPerGame'> & { plan: TaskPlan | null }>(
    db,
    sql`
      select sport.display_name as sport, league.name as league,
             (greatest(task.due_at, clock_timestamp()) at time zone 'UTC')::date::text as day,
             case when task.is_by_hand then 'manual'
                  when task.blanket_id is not null or task.fallback_from is not null then 'backfill'
                  when task.pass = 'first' then 'first_pass' else 'correction' end as priority,
             task.plan, count(*)::int as games
      from seeding_tasks as task
      join games as game on game.id = task.game_id
      join sports as sport on sport.id = game.sport_id
      join leagues as league on league.id = game.league_id
      where task.status in ('pending', 'running') and task.due_at < ${endOf(days)} and sport.paused_at is null
      group by 1, 2, 3, 4, 5`,
  );
  return rows.map(({ plan, ...need }) =>
    plan === null ? need : { ...need, callsPerGame: plannedCalls(need.sport, plan) },
  );
}

/** Corrections of games that are still to be seeded: their tasks are made by the first pass only. */
async function readCorrectionsToCome({ db, seeding, days }: NeedsOptions): Promise<Need[]> {
  const { correctionDelaysMs: delaysMs } = seeding;
  if (delaysMs.length === 0) return [];
  const games = await rowsOf<{
    sport: Sport;
    league: string;
    timezone: string;
    tip_off: Date;
    day: string;
    now: Date;
    end: Date;
  }>(
    db,
    sql`
      select sport.display_name as sport, league.name as league, league.timezone, game.game_datetime as tip_off,
             game.slate_date::text as day, clock_timestamp() as now, ${endOf(days)} as "end"
      from seeding_tasks as task
      join games as game on game.id = task.game_id
      join sports as sport on sport.id = game.sport_id
      join leagues as league on league.id = game.league_id
      where task.status in ('pending', 'running') and task.pass = 'first' and sport.paused_at is null
        and game.game_datetime + ${Math.min(...delaysMs)} * interval '1 millisecond' < ${endOf(days)}
        and game.game_datetime > clock_timestamp() - (${Math.max(...delaysMs)} * interval '1 millisecond' + interval '7 days')`,
  );
  const counted = new Map<string, Need>();
  for (const { sport, league, timezone, tip_off: tipOff, day: slateDate, now, end } of games) {
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
 * Games that sweeps under way have still to hand out, for today: they take what is left of each day. A league whose
 * season was not read yet costs a call more; which of its games are over is then told by the schedule alone.
 */
async function readSweeps({ db, seeding }: NeedsOptions): Promise<Need[]> {
  const delays = JSON.stringify(
    Object.entries(seeding.delayMs).map(([sport, delayMs]) => ({ sport, delayMs })),
  );
  const rows = await rowsOf<{
    sport: Sport;
    league: string;
    day: string;
    games: number;
    is_read: boolean;
    limit: number | null;
  }>(
    db,
    sql`
      select sport.display_name as sport, league.name as league,
             (clock_timestamp() at time zone 'UTC')::date::text as day, count(*)::int as games,
             league.id = any(sweep.leagues_read) as is_read,
             case when sweep.origin = 'fallback' then greatest(0, ${FALLBACK_SWEEP_GAMES} - sweep.games_queued) end
               as "limit"
      from blanket_sweeps as sweep
      join sports as sport on sport.id = sweep.sport_id and sport.paused_at is null
      join json_to_recordset(${delays}::json) as delay("sport" text, "delayMs" bigint)
        on delay.sport = sport.display_name
      join games as game on game.sport_id = sweep.sport_id and game.season_id = sweep.season_id
        and (sweep.league_id is null or game.league_id = sweep.league_id)
      join leagues as league on league.id = game.league_id
      left join seeding_tasks as task on task.game_id = game.id and task.pass = 'first'
      where sweep.status = 'running' and game.id > sweep.last_game_id
        and game.seeding_status not in ('completed', 'skipped')
        and case when league.id = any(sweep.leagues_read) then game.status = 'completed'
                 else game.status not in ('cancelled', 'awarded', 'postponed', 'suspended')
                      and game.game_datetime + delay."delayMs" * interval '1 millisecond' < clock_timestamp() end
        and case when task.id is null then sweep.origin <> 'fallback'
                 when task.status = 'failed' then sweep.origin <> 'fallback' or task.blanket_id is null
                 else sweep.origin <> 'fallback' and task.status = 'completed' and game.seeding_status = 'partial' end
      group by sweep.id, sport.id, league.id`,
  );
  return rows.flatMap(({ is_read: isRead, limit, ...row }) => {
    const games = Math.min(row.games, limit ?? row.games);
    if (games === 0) return [];
    const calls = games * plannedCalls(row.sport, 'blanket') + (isRead ? 0 : 1);
    return [{ ...row, games, priority: 'backfill' as const, callsPerGame: calls / games }];
  });
}
