import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { firstRow, rowsOf } from '../db/rows.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { TaskPlan } from '../domain/plans.ts';
import { selectGamesToSeed } from './games-to-seed.ts';
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
  /** How the task is read, where that was set for it alone; null: as configured for the sport. */
  plan: TaskPlan | null;
  /** The plan that failed before; its place was taken by a dearer one. */
  fallbackFrom: TaskPlan | null;
  /** The sweep over a season that asked for it. */
  blanketId: number | null;
  /** Somebody asked for it by hand. */
  isByHand: boolean;
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
  plan: TaskPlan | null;
  fallback_from: TaskPlan | null;
  blanket_id: number | null;
  is_by_hand: boolean;
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
                  task.scheduled_time, task.plan, task.fallback_from, task.blanket_id, task.is_by_hand`,
    );
    if (!row) return undefined;
    if (isFirstPass(row)) {
      await tx.execute(sql`
        update games set seeding_status = 'in_progress', seeding_attempts = seeding_attempts + 1, updated_at = now()
        where id = (select game_id from seeding_tasks where id = ${request.taskId})
          and seeding_status not in ('completed', 'partial')`);
    }
    // In the same transaction: a claim whose game cannot be read would be held by nobody until its lease runs out.
    return { ...row, game: await gameOf(tx, request.taskId, row.blanket_id) };
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
      plan: claimed.plan,
      fallbackFrom: claimed.fallback_from,
      blanketId: claimed.blanket_id,
      isByHand: claimed.is_by_hand,
      game: claimed.game,
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

/** Reads the game of a task as the engine and the adapters need it. */
export async function loadGameToSeed(db: Executor, taskId: number): Promise<GameToSeed> {
  const [game] = await selectGamesToSeed(
    db,
    sql`game.id = (select game_id from seeding_tasks where id = ${taskId})`,
  );
  if (!game) throw new Error(`task ${taskId} was claimed but its game cannot be read`);
  return game;
}

async function gameOf(db: Executor, taskId: number, blanketId: number | null): Promise<GameToSeed> {
  const game = await loadGameToSeed(db, taskId);
  return blanketId === null ? game : { ...game, companionIds: await companionsOf(db, taskId, blanketId) };
}

/** Calls that take several games have room for as many others. */
const MAX_COMPANIONS = 19;

/** Games of the same sweep that will be asked for next, by their ids at the provider. */
async function companionsOf(db: Executor, taskId: number, blanketId: number): Promise<readonly string[]> {
  const rows = await rowsOf<{ provider_game_id: string }>(
    db,
    sql`select game.provider_game_id from seeding_tasks as task join games as game on game.id = task.game_id
        where task.blanket_id = ${blanketId} and task.status = 'pending' and task.due_at <= now()
          and task.id <> ${taskId} and game.provider_game_id is not null
        order by task.id limit ${MAX_COMPANIONS}`,
  );
  return rows.map((row) => row.provider_game_id);
}
