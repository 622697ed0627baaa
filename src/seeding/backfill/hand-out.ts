import { type SQL, and, asc, eq, gt, gte, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Database, Executor } from '../../db/database.ts';
import { gameEvents, games } from '../../db/schema/games.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { FALLBACK_SWEEP_GAMES } from '../../domain/plans.ts';
import type { WorkOutcome } from '../../jobs/kinds.ts';
import { gamesOpenAgainSql } from '../../jobs/ledger/game-standing.ts';
import { ONE_TASK_A_PASS, enqueueSql, onConflictTransition } from '../../jobs/ledger/write-transitions.ts';
import { askForStep } from './backfill-kind.ts';
import { type Backfill, after, saveProgress } from './backfill-progress.ts';
import { decideHandOut } from './decide-hand-out.ts';
import type { BackfillDeps, StepRun } from './read-season.ts';
import { IS_NOT_SEEDED } from './unread-leagues.ts';

/** Games that are handed out at once: two full calls of twenty, and no more than a worker or two take up in a minute. */
export const HAND_OUT_WINDOW = 40;

/** Pause between two looks at how many of the games are done. */
export const HAND_OUT_PAUSE_MS = 5_000;

/** A game that is due within this time counts as one that is being read. */
const SOON_MS = 30_000;

/** Reasons to wait that are everybody's and not the game's own. */
const SHARED_HOLDS = ['quota', 'breaker_open', 'worker_trouble', 'paused'];

/** Hands out the next games, up to the window; waits where enough of them are under way, and ends after the last. */
export async function handOut(deps: BackfillDeps, run: StepRun, backfill: Backfill): Promise<WorkOutcome> {
  const { db } = deps;
  const total = backfill.gamesTotal ?? (await countWanted(db, backfill));
  const { open, waiting } = await countOpen(db, backfill.id);
  const { room } = decideHandOut({
    open,
    waiting,
    queued: backfill.gamesQueued,
    window: HAND_OUT_WINDOW,
    limit: backfill.origin === 'fallback' ? FALLBACK_SWEEP_GAMES : undefined,
  });
  const gameIds = room === 0 ? [] : await nextGames(db, backfill, room);
  if (gameIds.length === 0 && open + waiting > 0) return waitForGames(run, backfill, total);
  const note = 'all games are handed out and finished';
  return gameIds.length === 0
    ? { kind: 'done', note, write: (tx) => finish(tx, backfill, total, note) }
    : {
        kind: 'done',
        note: `${gameIds.length} games handed out`,
        write: (tx) => writeHandOut(tx, deps, backfill, { gameIds, total }),
        afterwards: deps.publish,
      };
}

async function waitForGames(run: StepRun, backfill: Backfill, total: number): Promise<WorkOutcome> {
  const note = handedOutWords(backfill.gamesQueued, total);
  await run.fenced((tx) =>
    saveProgress(tx, backfill, { gamesTotal: total, note, dueAt: after(HAND_OUT_PAUSE_MS) }),
  );
  return { kind: 'snooze', delayMs: HAND_OUT_PAUSE_MS, reason: 'games_under_way', detail: note };
}

function finish(tx: Executor, backfill: Backfill, total: number, note: string): Promise<void> {
  return saveProgress(tx, backfill, {
    status: 'completed',
    finishedAt: sql`now()`,
    gamesTotal: total,
    note,
  });
}

/** Opens the tasks, moves the mark behind their games and asks for the next look. */
async function writeHandOut(
  tx: Executor,
  deps: BackfillDeps,
  backfill: Backfill,
  { gameIds, total }: { gameIds: readonly number[]; total: number },
): Promise<void> {
  const queued = backfill.gamesQueued + (await openTasks(tx, deps, backfill, gameIds));
  await saveProgress(tx, backfill, {
    gamesTotal: total,
    gamesQueued: queued,
    lastGameId: gameIds.at(-1) ?? backfill.lastGameId,
    note: handedOutWords(queued, total),
    dueAt: after(HAND_OUT_PAUSE_MS),
  });
  await askForStep(tx, backfill.id, { delayMs: HAND_OUT_PAUSE_MS });
}

function handedOutWords(queued: number, total: number): string {
  return `${queued} of ${total} games handed out`;
}

/** Games after the mark that were played, have no lines or gaps, and that nothing else is going to read. */
function wanted({
  sportId,
  seasonId,
  leagueId,
  lastGameId,
  origin,
  firstDay,
  lastDay,
}: Backfill): SQL | undefined {
  const isFallback = origin === 'fallback';
  const hasEnded = or(
    eq(seedingTasks.status, 'failed'),
    and(eq(seedingTasks.status, 'completed'), eq(games.seedingStatus, 'partial')),
  );
  return and(
    eq(games.sportId, sportId),
    eq(games.seasonId, seasonId),
    leagueId === null ? undefined : eq(games.leagueId, leagueId),
    firstDay === null ? undefined : gte(games.slateDate, firstDay),
    lastDay === null ? undefined : lte(games.slateDate, lastDay),
    eq(games.status, 'completed'),
    IS_NOT_SEEDED,
    gt(games.id, lastGameId),
    // One that nobody asked for takes only games whose own seeding failed, and each of them once.
    isFallback ? and(hasEnded, isNull(seedingTasks.blanketId)) : or(isNull(seedingTasks.id), hasEnded),
  );
}

const IS_FIRST_TASK = and(eq(seedingTasks.gameId, games.id), eq(seedingTasks.pass, 'first'));

async function countWanted(db: Database, backfill: Backfill): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(games)
    .leftJoin(seedingTasks, IS_FIRST_TASK)
    .where(wanted(backfill));
  const count = row?.count ?? 0;
  return backfill.origin === 'fallback' ? Math.min(count, FALLBACK_SWEEP_GAMES) : count;
}

async function nextGames(db: Database, backfill: Backfill, limit: number): Promise<readonly number[]> {
  const rows = await db
    .select({ id: games.id })
    .from(games)
    .leftJoin(seedingTasks, IS_FIRST_TASK)
    .where(wanted(backfill))
    .orderBy(asc(games.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** A spent quota and a provider in trouble are everybody's: games that wait for those are not told apart. */
async function countOpen(db: Database, backfillId: number): Promise<{ open: number; waiting: number }> {
  const isWaiting = sql`(
    ${seedingTasks.status} = 'pending' and ${seedingTasks.dueAt} > ${after(SOON_MS)}
    and coalesce(${seedingTasks.holdReason}, '') <> all(${sql.param(SHARED_HOLDS)}::text[]))`;
  const [row] = await db
    .select({
      open: sql<number>`(count(*) filter (where not ${isWaiting}))::int`,
      waiting: sql<number>`(count(*) filter (where ${isWaiting}))::int`,
    })
    .from(seedingTasks)
    .where(and(eq(seedingTasks.blanketId, backfillId), inArray(seedingTasks.status, ['pending', 'running'])));
  return row ?? { open: 0, waiting: 0 };
}

/** Makes or opens the first-pass task of each game, due now, with fresh attempts; what it has already stays. */
async function openTasks(
  tx: Executor,
  { delayMs, maxRetries }: Pick<BackfillDeps, 'delayMs' | 'maxRetries'>,
  backfill: Backfill,
  gameIds: readonly number[],
): Promise<number> {
  const rows = await tx.execute<{ id: number }>(
    enqueueSql(seedingTasks, {
      columns: ['gameId', 'scheduledTime', 'dueAt', 'maxRetries', 'plan', 'blanketId'],
      source: sql`
        select ${games.id}, ${games.gameDatetime} + ${delayMs[backfill.sport]} * interval '1 millisecond', now(),
               ${maxRetries}::int, 'blanket', ${backfill.id}::int
        from ${games} where ${games.id} = any(${sql.param([...gameIds])}::int[]) and ${IS_NOT_SEEDED}
        order by ${games.id}`,
      conflictOn: ONE_TASK_A_PASS,
      onConflict: onConflictTransition({
        table: seedingTasks,
        event: 'requeue',
        where: sql`${seedingTasks.status} in ('failed', 'completed')`,
        also: {
          plan: 'blanket',
          blanketId: sql`excluded.${bareColumns(seedingTasks.blanketId)}`,
          dueAt: sql`now()`,
          fallbackFrom: sql`coalesce(${seedingTasks.fallbackFrom}, ${seedingTasks.plan})`,
        },
      }),
      returning: sql`${bareColumns(seedingTasks.id)}`,
    }),
  );
  const taskIds = rows.rows.map(({ id }) => id);
  if (taskIds.length === 0) return 0;
  await tx.execute(gamesOpenAgainSql(taskIds));
  await recordRequests(tx, backfill.id, taskIds);
  return taskIds.length;
}

async function recordRequests(tx: Executor, backfillId: number, taskIds: readonly number[]): Promise<void> {
  const tasks = await tx
    .select({ gameId: seedingTasks.gameId, taskId: seedingTasks.id })
    .from(seedingTasks)
    .where(inArray(seedingTasks.id, [...taskIds]));
  await tx.insert(gameEvents).values(
    tasks.map((task) => ({
      ...task,
      kind: 'seed_requested',
      message: `Seeding asked for by sweep ${backfillId} over the season.`,
      data: { sweepId: backfillId },
      actor: `sweep ${backfillId}`,
    })),
  );
}
