import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import type { GameToSeed, SideToSeed } from '../domain/game-to-seed.ts';
import type { Sport } from '../domain/sport.ts';
import { takeBackLostClaim } from './lost-starts.ts';

/** A right to run a task: valid while its fence is the task's current one. */
export type Claim = {
  taskId: number;
  pass: string;
  revision: number;
  fence: number;
  retryCount: number;
  maxRetries: number;
  startCount: number;
  scheduledMs: number;
  game: GameToSeed;
};

/** Only the first pass decides where a game stands; a later look at a finished game changes its lines at most. */
export function isFirstPass({ pass }: Pick<Claim, 'pass'>): boolean {
  return pass === 'first';
}

export type ClaimRefusal =
  /** The delivery is of another time: the task is finished, cancelled, gone or has a newer revision. */
  | { kind: 'stale'; why: string }
  /** Another run holds the task for that long, unless it renews. */
  | { kind: 'leased'; delayMs: number }
  /** The task is due in so long, by the database's clock. */
  | { kind: 'early'; delayMs: number }
  | { kind: 'paused' };

export type ClaimResult = { ok: true; claim: Claim } | { ok: false; refusal: ClaimRefusal };

/**
 * A task may start this much before it is due: delivery and database clocks differ by a little, and moving the
 * job back for that would only add noise.
 */
const EARLY_TOLERANCE_MS = 1_000;

type ClaimRow = {
  pass: string;
  revision: number;
  fence: number;
  retry_count: number;
  max_retries: number;
  start_count: number;
  scheduled_time: Date;
};

/**
 * Claims a task for one run: one conditional update that raises the fence. It succeeds only when the task is
 * open, of this revision, due, not paused, and not held by a run whose lease is still good. A claim whose lease
 * ran out is taken back before.
 */
export async function claimTask(
  db: Database,
  request: { taskId: number; revision: number; workerId: string; leaseMs: number; maxLostStarts: number },
): Promise<ClaimResult> {
  const claimed = await db.transaction(async (tx) => {
    await takeBackLostClaim(tx, request);
    const row = await firstRow<ClaimRow>(
      tx,
      sql`
        update seeding_tasks as task
        set status = 'running',
            fence = fence + 1,
            start_count = start_count + 1,
            claimed_by = ${request.workerId},
            lease_expires_at = now() + ${request.leaseMs} * interval '1 millisecond',
            execution_time = coalesce(execution_time, now()),
            hold_reason = null,
            hold_detail = null,
            next_retry_at = null,
            updated_at = now()
        from games as game join sports as sport on sport.id = game.sport_id
        where task.id = ${request.taskId}
          and task.game_id = game.id
          and task.revision = ${request.revision}
          and sport.paused_at is null
          and task.due_at <= now() + ${EARLY_TOLERANCE_MS} * interval '1 millisecond'
          and task.status = 'pending'
        returning task.pass, task.revision, task.fence, task.retry_count, task.max_retries, task.start_count,
                  task.scheduled_time`,
    );
    if (!row) return undefined;
    if (!isFirstPass(row)) return row;
    await tx.execute(sql`
      update games set seeding_status = 'in_progress', seeding_attempts = seeding_attempts + 1, updated_at = now()
      where id = (select game_id from seeding_tasks where id = ${request.taskId})
        and seeding_status not in ('completed', 'partial')`);
    return row;
  });
  if (!claimed) return { ok: false, refusal: await explainRefusal(db, request) };
  return {
    ok: true,
    claim: {
      taskId: request.taskId,
      pass: claimed.pass,
      revision: claimed.revision,
      fence: claimed.fence,
      retryCount: claimed.retry_count,
      maxRetries: claimed.max_retries,
      startCount: claimed.start_count,
      scheduledMs: claimed.scheduled_time.getTime(),
      game: await loadGameToSeed(db, request.taskId),
    },
  };
}

type RefusalRow = {
  status: string;
  revision: number;
  due_at: Date;
  lease_expires_at: Date | null;
  is_paused: boolean;
  now: Date;
};

async function explainRefusal(
  db: Database,
  request: { taskId: number; revision: number },
): Promise<ClaimRefusal> {
  const row = await firstRow<RefusalRow>(
    db,
    sql`
      select task.status, task.revision, task.due_at, task.lease_expires_at, sport.paused_at is not null as is_paused,
             now() as now
      from seeding_tasks as task
      join games as game on game.id = task.game_id
      join sports as sport on sport.id = game.sport_id
      where task.id = ${request.taskId}`,
  );
  if (!row) return { kind: 'stale', why: 'the task is gone' };
  if (row.revision !== request.revision) {
    return {
      kind: 'stale',
      why: `the task is at revision ${row.revision}, this delivery is of ${request.revision}`,
    };
  }
  if (row.status !== 'pending' && row.status !== 'running')
    return { kind: 'stale', why: `the task is ${row.status}` };
  if (row.is_paused) return { kind: 'paused' };
  if (row.status === 'running' && row.lease_expires_at) {
    return { kind: 'leased', delayMs: Math.max(0, row.lease_expires_at.getTime() - row.now.getTime()) };
  }
  return { kind: 'early', delayMs: Math.max(0, row.due_at.getTime() - row.now.getTime()) };
}

type GameRow = {
  game_id: number;
  sport: Sport;
  sport_id: number;
  league: string;
  season_id: number;
  season_year: number;
  game_datetime: Date;
  slate_date: string;
  game_date: string;
  provider_game_id: string | null;
  home: SideToSeed;
  away: SideToSeed;
};

/** Reads the game of a task as the engine and the adapters need it. */
export async function loadGameToSeed(db: Database, taskId: number): Promise<GameToSeed> {
  const side = (alias: string) =>
    sql.raw(
      `json_build_object('teamId', ${alias}.id, 'name', ${alias}.name, 'abbreviation', ${alias}.abbreviation,
                       'apiSportsId', ${alias}.api_sports_id)`,
    );
  const row = await firstRow<GameRow>(
    db,
    sql`
      select game.id as game_id, sport.display_name as sport, game.sport_id, league.name as league,
             game.season_id, season.year as season_year, game.game_datetime, game.slate_date::text as slate_date, game.game_date::text as game_date,
             game.provider_game_id, ${side('home')} as home, ${side('away')} as away
      from seeding_tasks as task
      join games as game on game.id = task.game_id
      join sports as sport on sport.id = game.sport_id
      join leagues as league on league.id = game.league_id
      join seasons as season on season.id = game.season_id
      join teams as home on home.id = game.home_team_id
      join teams as away on away.id = game.away_team_id
      where task.id = ${taskId}`,
  );
  if (!row) throw new Error(`task ${taskId} was claimed but its game cannot be read`);
  return {
    gameId: row.game_id,
    sport: row.sport,
    sportId: row.sport_id,
    leagueName: row.league,
    seasonId: row.season_id,
    seasonYear: row.season_year,
    tipOffMs: row.game_datetime.getTime(),
    slateDate: row.slate_date,
    gameDate: row.game_date,
    providerGameId: row.provider_game_id,
    home: row.home,
    away: row.away,
  };
}
