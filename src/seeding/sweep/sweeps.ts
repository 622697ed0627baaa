import { type SQL, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { findLeague } from '../../domain/league.ts';
import type { SweepStatus } from '../../domain/plans.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Claim } from '../claim.ts';
import { recordEvent } from '../events.ts';

/** A sweep as the API and the command line show it; field names as published. */
export type SweepRow = {
  id: number;
  sport: Sport;
  season: number;
  /** Null: every league of the sport. */
  league: string | null;
  status: SweepStatus;
  origin: 'manual' | 'fallback';
  actor: string;
  /** Games without lines when the sweep looked; null until it did. */
  games_total: number | null;
  /** Games that have been handed to the workers. */
  games_queued: number;
  games_seeded: number;
  games_failed: number;
  /** Games that are handed out and not finished. */
  games_open: number;
  /** Calls of the sweep's tasks and of its look at the season. */
  api_calls_made: number;
  /** What the sweep waits for, or why it ended. */
  note: string | null;
  due_at: Date;
  created_at: Date;
  finished_at: Date | null;
};

/** What an action on a sweep came to. */
export type SweepResult =
  | { ok: true; sweep: SweepRow; message: string }
  | { ok: false; reason: 'not_found' | 'conflict'; message: string };

/** Sweeps over a season: every finished game that has no lines is seeded, a few at a time, as the last priority. */
export type Sweeps = {
  /** Starts a sweep; one of the same season and league that is under way or paused is answered instead. */
  start: (
    season: { sport: Sport; year: number; league?: string | undefined },
    actor: string,
  ) => Promise<SweepResult>;
  get: (sweepId: number) => Promise<SweepRow | undefined>;
  /** The newest first. */
  list: (filter?: { sport?: Sport | undefined; limit?: number | undefined }) => Promise<readonly SweepRow[]>;
  /** No game is handed out any more; those that are (a few dozen at most) are finished. */
  pause: (sweepId: number, actor: string) => Promise<SweepResult>;
  resume: (sweepId: number, actor: string) => Promise<SweepResult>;
  /** Ends the sweep like a pause, for good. */
  cancel: (sweepId: number, actor: string) => Promise<SweepResult>;
};

/** Sweeps that a list shows at the most. */
const LIST_LIMIT = 50;

export function createSweeps({ db, logger }: { db: Database; logger: Logger }): Sweeps {
  const get: Sweeps['get'] = async (sweepId) => (await selectSweeps(db, sql`sweep.id = ${sweepId}`, 1))[0];

  const start: Sweeps['start'] = async ({ sport, year, league }, actor) => {
    const known = league === undefined ? undefined : findLeague(sport, league);
    if (league !== undefined && !known) {
      return { ok: false, reason: 'not_found', message: `There is no league "${league}" of ${sport}.` };
    }
    const scope = await firstRow<{ sport_id: number; season_id: number; league_id: number | null }>(
      db,
      sql`select sport.id as sport_id, season.id as season_id, league.id as league_id
          from sports as sport
          join seasons as season on season.sport_id = sport.id and season.year = ${year}
          left join leagues as league on league.sport_id = sport.id and league.name = ${known?.name ?? null}
          where sport.display_name = ${sport}`,
    );
    if (!scope) {
      return { ok: false, reason: 'not_found', message: `There are no games of ${sport} season ${year}.` };
    }
    const created = await firstRow<{ id: number }>(
      db,
      sql`insert into blanket_sweeps (sport_id, season_id, league_id, actor)
          values (${scope.sport_id}, ${scope.season_id}, ${scope.league_id}, ${actor})
          on conflict (sport_id, season_id, (coalesce(league_id, 0))) where status in ('running', 'paused') do nothing
          returning id`,
    );
    const [sweep] = await selectSweeps(
      db,
      created
        ? sql`sweep.id = ${created.id}`
        : sql`sweep.sport_id = ${scope.sport_id} and sweep.season_id = ${scope.season_id}
              and coalesce(sweep.league_id, 0) = coalesce(${scope.league_id}::int, 0)
              and sweep.status in ('running', 'paused')`,
      1,
    );
    if (!sweep)
      return { ok: false, reason: 'conflict', message: 'The sweep has just ended; start it again.' };
    logger.info(
      { sweepId: sweep.id, sport, year, league, actor, isNew: created !== undefined },
      'sweep asked for',
    );
    const what = `Sweep ${sweep.id} over ${scopeWords(sweep)}`;
    return {
      ok: true,
      sweep,
      message: created ? `${what} has begun.` : `${what} is ${sweep.status} already.`,
    };
  };

  async function change(
    sweepId: number,
    from: readonly SweepStatus[],
    to: SweepStatus,
    note: string,
  ): Promise<SweepResult> {
    const changed = await firstRow(
      db,
      sql`update blanket_sweeps
          set status = ${to}, note = ${note}, revision = revision + 1, due_at = now(), updated_at = now(),
              finished_at = case when ${to} = 'cancelled' then now() end
          where id = ${sweepId} and status = any(${sql.param([...from])}::text[]) returning id`,
    );
    const sweep = await get(sweepId);
    if (!sweep) return { ok: false, reason: 'not_found', message: `There is no sweep ${sweepId}.` };
    if (!changed) {
      return { ok: false, reason: 'conflict', message: `Sweep ${sweepId} is ${sweep.status} already.` };
    }
    logger.info({ sweepId, status: to }, 'sweep changed by hand');
    return { ok: true, sweep, message: `Sweep ${sweepId} over ${scopeWords(sweep)} is ${to}.` };
  }

  return {
    start,
    get,
    list: ({ sport, limit = LIST_LIMIT } = {}) =>
      selectSweeps(db, sport ? sql`sport.display_name = ${sport}` : sql`true`, limit),
    pause: (sweepId, actor) => change(sweepId, ['running'], 'paused', `paused by ${actor}`),
    resume: (sweepId, actor) => change(sweepId, ['paused'], 'running', `resumed by ${actor}`),
    cancel: (sweepId, actor) => change(sweepId, ['running', 'paused'], 'cancelled', `cancelled by ${actor}`),
  };
}

/**
 * Starts the sweep over the league and season of a game that no other plan could read, unless one is under way or
 * one was started like this within a day. It takes only games whose own seeding failed.
 */
export async function startFallbackSweep(tx: Executor, claim: Claim, actor: string): Promise<void> {
  const { gameId, seasonId, sportId, leagueName } = claim.game;
  const started = await firstRow<{ id: number }>(
    tx,
    sql`insert into blanket_sweeps (sport_id, season_id, league_id, origin, actor)
        select ${sportId}, ${seasonId}, league.id, 'fallback', ${actor} from leagues as league
        where league.sport_id = ${sportId} and league.name = ${leagueName}
          and not exists (select 1 from blanket_sweeps as other
                          where other.league_id = league.id and other.season_id = ${seasonId}
                            and other.origin = 'fallback' and other.created_at > now() - interval '1 day')
        on conflict (sport_id, season_id, (coalesce(league_id, 0))) where status in ('running', 'paused') do nothing
        returning id`,
  );
  await recordEvent(tx, {
    gameId,
    taskId: claim.taskId,
    kind: 'fallback',
    message: started
      ? `Fallback to a sweep over the failed games of ${leagueName} (sweep ${started.id}).`
      : `Left for the next sweep over ${leagueName}: one is under way, or was within a day.`,
    data: { to: 'blanket', ...(started ? { sweepId: started.id } : {}) },
    actor,
  });
}

/** `NBA 2025`, `FOOTBALL 2025 Premier League`. */
export function scopeWords({ sport, season, league }: Pick<SweepRow, 'sport' | 'season' | 'league'>): string {
  return league === null ? `${sport} ${season}` : `${sport} ${season} ${league}`;
}

function selectSweeps(db: Database, where: SQL, limit: number): Promise<SweepRow[]> {
  return rowsOf<SweepRow>(
    db,
    sql`
      select sweep.id, sport.display_name as sport, season.year as season, league.name as league, sweep.status,
             sweep.origin, sweep.actor, sweep.games_total, sweep.games_queued, tasks.seeded as games_seeded,
             tasks.failed as games_failed, tasks.open as games_open,
             sweep.api_calls_made + tasks.calls as api_calls_made, sweep.note, sweep.due_at, sweep.created_at,
             sweep.finished_at
      from blanket_sweeps as sweep
      join sports as sport on sport.id = sweep.sport_id
      join seasons as season on season.id = sweep.season_id
      left join leagues as league on league.id = sweep.league_id
      cross join lateral (
        select count(*) filter (where task.status = 'completed') as seeded,
               count(*) filter (where task.status in ('failed', 'cancelled')) as failed,
               count(*) filter (where task.status in ('pending', 'running')) as open,
               coalesce(sum(task.api_calls_made), 0) as calls
        from seeding_tasks as task where task.blanket_id = sweep.id) as tasks
      where ${where}
      order by sweep.id desc limit ${limit}`,
  );
}
