import { type SQL, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { type From, fixedText } from '../db/fixed-text.ts';
import { prepared } from '../db/prepared-statements.ts';
import { firstRow } from '../db/rows.ts';
import { columnIn, type RowOf, selecting } from '../db/selecting.ts';
import { games } from '../db/schema/games.ts';
import { sports } from '../db/schema/reference.ts';
import { seedingTaskEntities, seedingTasks } from '../db/schema/tasks.ts';
import { GAME, TASK } from '../db/table-aliases.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { TaskPlan } from '../domain/plans.ts';
import {
  type Witness,
  endAbandonedLease,
  holderSilentMs,
  leaseLookMs,
} from '../jobs/ledger/abandoned-claims.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';
import { GAME_COLUMNS, gameOfRow, gamesToSeedSql, selectGamesToSeed } from './games-to-seed.ts';
import { externalIdOf } from '../reference/identities/external-ids.ts';
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
  /** The back-fill of a season that asked for it. */
  unitId: number | null;
  /** Somebody asked for it by hand. */
  isByHand: boolean;
  /** An earlier run has noted players or teams of it. */
  hasEntities: boolean;
  game: GameToSeed;
};

/** Only the first pass decides where a game stands; a later look at a finished game changes its lines at most. */
export function isFirstPass({ pass }: Pick<Claim, 'pass'>): boolean {
  return pass === 'first';
}

export type ClaimRefusal =
  /** The delivery is of another time: the task is finished, cancelled, gone or has a newer revision. */
  | { kind: 'stale'; why: string }
  /** Another run holds the task; it is worth another look after that long. */
  | { kind: 'leased'; delayMs: number }
  /** The task is due in so long, by the database's clock. */
  | { kind: 'early'; delayMs: number }
  | { kind: 'paused' }
  /** Its last starts were lost: it is claimed by who runs it alone. */
  | { kind: 'suspect' };

export type ClaimResult = { ok: true; claim: Claim } | { ok: false; refusal: ClaimRefusal };

/**
 * A task may start this much before it is due: delivery and database clocks differ by a little, and moving the
 * job back for that would only add noise.
 */
const EARLY_TOLERANCE_MS = 1_000;

/** What a claim answers with: the game, and the task as it is now. */
const CLAIM_COLUMNS = {
  ...GAME_COLUMNS,
  pass: columnIn('moved', seedingTasks.pass),
  revision: columnIn('moved', seedingTasks.revision),
  fence: columnIn('moved', seedingTasks.fence),
  retry_count: columnIn('moved', seedingTasks.retryCount),
  max_retries: columnIn('moved', seedingTasks.maxRetries),
  start_count: columnIn('moved', seedingTasks.startCount),
  scheduled_time: columnIn('moved', seedingTasks.scheduledTime),
  plan: columnIn('moved', seedingTasks.plan),
  fallback_from: columnIn('moved', seedingTasks.fallbackFrom),
  unit_id: columnIn('moved', seedingTasks.unitId),
  is_by_hand: columnIn('moved', seedingTasks.isByHand),
  has_entities: sql<boolean>`exists (
    select from ${seedingTaskEntities} where ${seedingTaskEntities.taskId} = ${columnIn('moved', seedingTasks.id)})`,
};

type ClaimRow = RowOf<typeof CLAIM_COLUMNS>;

export type ClaimRequest = {
  taskId: number;
  revision: number;
  workerId: string;
  leaseMs: number;
  maxLostStarts: number;
  /** Refuses a task with so many lost starts in a row; without it none is refused for that. */
  suspectFrom?: number;
  /** Whether this process may call the worker that holds the task missing; without it a lease always runs out. */
  isWitness?: Witness;
};

/**
 * Claims a task for one run: one statement that raises the fence and reads the game. It succeeds only when the task is
 * open, of this revision, due, not paused, and not held by a run whose lease is still good. A claim whose lease ran
 * out is taken back first, and so is one that was abandoned: the delivery itself says that its worker has lost the lock.
 */
export async function claimTask(db: Database, request: ClaimRequest): Promise<ClaimResult> {
  const claimed = await tryToClaim(db, request);
  if (claimed) return { ok: true, claim: claimed };
  const refusal = await explainRefusal(db, request);
  if (refusal.kind === 'leased' && !(await isAbandoned(db, request))) return { ok: false, refusal };
  if (refusal.kind !== 'lost' && refusal.kind !== 'leased') return { ok: false, refusal };
  await db.transaction((tx) => takeBackLostClaim(tx, request));
  const again = await tryToClaim(db, request);
  if (again) return { ok: true, claim: again };
  const answer = await explainRefusal(db, request);
  // Somebody else has claimed it meanwhile and is gone too: the next delivery sees to it.
  return { ok: false, refusal: answer.kind === 'lost' ? { kind: 'leased', delayMs: 0 } : answer };
}

async function isAbandoned(db: Database, { taskId, revision, isWitness }: ClaimRequest): Promise<boolean> {
  return isWitness?.() === true && endAbandonedLease(db, seedingTasks, { id: taskId, revision });
}

async function tryToClaim(db: Database, request: ClaimRequest): Promise<Claim | undefined> {
  const row = await firstRow(db, claimStatement(request, request.suspectFrom !== undefined));
  if (!row) return undefined;
  try {
    return await claimOf(db, request.taskId, row);
  } catch (error) {
    // Nobody would hold the task until its lease ran out.
    await db.execute(
      transitionSql({
        table: seedingTasks,
        event: 'release',
        heldBy: row.fence,
        where: sql`${seedingTasks.id} = ${request.taskId}`,
      }),
    );
    throw error;
  }
}

const claimStatement = fixedText((from: From<ClaimRequest>, refusesSuspects: boolean) =>
  prepared(selecting(CLAIM_COLUMNS, (list) => claimSql(from, refusesSuspects, list))),
);

function claimSql(from: From<ClaimRequest>, refusesSuspects: boolean, list: SQL): SQL {
  const task = seedingTasks;
  const suspectFrom = from((request) => request.suspectFrom);
  const isNoSuspect = refusesSuspects ? sql`${task.startCount} < ${suspectFrom}` : sql`true`;
  return transitionSql({
    table: task,
    event: 'claim',
    claim: { workerId: from((request) => request.workerId), leaseMs: from((request) => request.leaseMs) },
    earlyMs: EARLY_TOLERANCE_MS,
    from: sql`${games} join ${sports} on ${sports.id} = ${games.sportId}`,
    where: sql`${task.id} = ${from((request) => request.taskId)} and ${games.id} = ${task.gameId}
               and ${task.revision} = ${from((request) => request.revision)}
               and ${sports.pausedAt} is null and ${isNoSuspect}`,
    returning: sql`${task.retryCount}, ${task.maxRetries}, ${task.startCount}, ${task.scheduledTime}, ${task.plan},
                   ${task.fallbackFrom}, ${task.unitId}, ${task.isByHand}`,
    select: gamesToSeedSql(list, sql`true`, sql`join moved on moved.game_id = ${GAME.id}`),
  });
}

async function claimOf(db: Database, taskId: number, row: ClaimRow): Promise<Claim> {
  const game = gameOfRow(row);
  const siblingIds = row.unit_id === null ? undefined : await siblingsOf(db, taskId, row.unit_id);
  return {
    taskId,
    pass: row.pass,
    revision: row.revision,
    fence: row.fence,
    retryCount: row.retry_count,
    maxRetries: row.max_retries,
    startCount: row.start_count,
    scheduledMs: row.scheduled_time.getTime(),
    plan: row.plan,
    fallbackFrom: row.fallback_from,
    unitId: row.unit_id,
    isByHand: row.is_by_hand,
    hasEntities: row.has_entities,
    game: siblingIds === undefined ? game : { ...game, siblingIds },
  };
}

async function explainRefusal(db: Database, request: ClaimRequest): Promise<ClaimRefusal | { kind: 'lost' }> {
  const task = seedingTasks;
  const row = await firstRow(
    db,
    selecting(
      {
        status: task.status,
        revision: task.revision,
        due_at: task.dueAt,
        lease_expires_at: task.leaseExpiresAt,
        start_count: task.startCount,
        is_paused: sql<boolean>`${sports.pausedAt} is not null`,
        holder_silent_ms: holderSilentMs(task),
        is_lease_over: sql<boolean>`coalesce(${task.leaseExpiresAt} <= now(), false)`,
        is_due: sql<boolean>`${task.dueAt} <= now() + ${EARLY_TOLERANCE_MS} * interval '1 millisecond'`,
        now: sql<Date>`now()`,
      },
      (list) => sql`
      select ${list}
      from ${task}
      join ${games} on ${games.id} = ${task.gameId}
      join ${sports} on ${sports.id} = ${games.sportId}
      where ${task.id} = ${request.taskId}`,
    ),
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
  if (row.status === 'running' && row.is_lease_over) return { kind: 'lost' };
  if (row.is_paused) return { kind: 'paused' };
  if (row.status === 'running' && row.lease_expires_at) {
    const leftMs = Math.max(0, row.lease_expires_at.getTime() - row.now.getTime());
    return { kind: 'leased', delayMs: leaseLookMs(leftMs, row.holder_silent_ms) };
  }
  if (row.is_due && request.suspectFrom !== undefined && row.start_count >= request.suspectFrom)
    return { kind: 'suspect' };
  return { kind: 'early', delayMs: Math.max(0, row.due_at.getTime() - row.now.getTime()) };
}

/** Reads the game of a task as the engine and the adapters need it. */
export async function loadGameToSeed(db: Executor, taskId: number): Promise<GameToSeed> {
  const [game] = await selectGamesToSeed(
    db,
    sql`${GAME.id} = (select ${seedingTasks.gameId} from ${seedingTasks} where ${seedingTasks.id} = ${taskId})`,
  );
  if (!game) throw new Error(`task ${taskId} was claimed but its game cannot be read`);
  return game;
}

/** Calls that take several games have room for as many others. */
const MAX_SIBLINGS = 19;

/** Games of the same back-fill that will be asked for next, by their ids at the provider. */
async function siblingsOf(db: Executor, taskId: number, unitId: number): Promise<readonly string[]> {
  const rows = await db
    .select({ id: sql<string>`${externalIdOf('game', TASK.gameId)}` })
    .from(TASK)
    .where(sql`${TASK.unitId} = ${unitId} and ${TASK.status} = 'pending' and ${TASK.dueAt} <= now()
          and ${TASK.id} <> ${taskId} and ${externalIdOf('game', TASK.gameId)} is not null`)
    .orderBy(TASK.id)
    .limit(MAX_SIBLINGS);
  return rows.map(({ id }) => id);
}
