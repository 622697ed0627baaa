import { type SQL, and, asc, between, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Database, Executor } from '../../db/database.ts';
import { gameEvents, games } from '../../db/schema/games.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { FALLBACK_BACKFILL_GAMES } from '../../domain/plans.ts';
import type { Sport } from '../../domain/sport.ts';
import { IS_NOT_SEEDED, gamesOpenAgainSql } from '../../jobs/ledger/game-standing.ts';
import { ONE_TASK_A_PASS, enqueueSql, onConflictTransition } from '../../jobs/ledger/write-transitions.ts';
import { decideHandOut } from './decide-hand-out.ts';
import type { LinesDeps } from './lines-deps.ts';

/** Games that are handed out at once: two full calls of twenty, and no more than a worker or two take up in a minute. */
export const HAND_OUT_WINDOW = 40;

/** Pause between two looks at how many of the games are done. */
export const HAND_OUT_PAUSE_MS = 5_000;

/** A game that is due within this time counts as one that is being read. */
const SOON_MS = 30_000;

/** Reasons to wait that are everybody's and not the game's own. */
const SHARED_HOLDS = ['quota', 'breaker_open', 'worker_trouble', 'paused'];

/** A unit of a back-fill whose games are handed out: games of a season, or of some days, of a league. */
export type UnitOfLines = {
  id: number;
  backfillId: number;
  leagueId: number;
  sport: Sport;
  /** Null: those of the days. */
  seasonId: number | null;
  /** By the league's own clock, both included. */
  fromDay: string;
  toDay: string;
  /** Nobody asked for it but seeding: it takes games whose own seeding failed, and few of them. */
  isFallback: boolean;
  /** Games without lines when it first looked; null until it did. */
  gamesTotal: number | null;
  gamesQueued: number;
};

/** What is to be handed out now. */
export type NextGames = {
  total: number;
  /** Games that are handed out and not finished. */
  open: number;
  /** In the order of their ids. */
  gameIds: readonly number[];
};

/** Looks which games after one are to be handed out: as many as fill the window, none where enough are under way. */
export async function nextGamesOf(db: Database, unit: UnitOfLines, afterGameId: number): Promise<NextGames> {
  const total = unit.gamesTotal ?? unit.gamesQueued + (await countWanted(db, unit, afterGameId));
  const { open, waiting } = await countOpen(db, unit.id);
  const { room } = decideHandOut({
    open,
    waiting,
    queued: unit.gamesQueued,
    window: HAND_OUT_WINDOW,
    limit: unit.isFallback ? FALLBACK_BACKFILL_GAMES : undefined,
  });
  const gameIds = room === 0 ? [] : await wantedIds(db, { unit, afterGameId, limit: room });
  return { total, open: open + waiting, gameIds };
}

/** Games after the mark that were played, have no lines or gaps, and that nothing else is going to read. */
function wanted(
  { seasonId, leagueId, isFallback, fromDay, toDay }: UnitOfLines,
  afterGameId: number,
): SQL | undefined {
  const hasEnded = or(
    eq(seedingTasks.status, 'failed'),
    and(eq(seedingTasks.status, 'completed'), eq(games.seedingStatus, 'partial')),
  );
  return and(
    eq(games.leagueId, leagueId),
    seasonId === null ? between(games.slateDate, fromDay, toDay) : eq(games.seasonId, seasonId),
    eq(games.status, 'completed'),
    IS_NOT_SEEDED,
    gt(games.id, afterGameId),
    // One that nobody asked for takes only games whose own seeding failed, and each of them once.
    isFallback ? and(hasEnded, isNull(seedingTasks.unitId)) : or(isNull(seedingTasks.id), hasEnded),
  );
}

const IS_FIRST_TASK = and(eq(seedingTasks.gameId, games.id), eq(seedingTasks.pass, 'first'));

async function countWanted(db: Database, unit: UnitOfLines, afterGameId: number): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(games)
    .leftJoin(seedingTasks, IS_FIRST_TASK)
    .where(wanted(unit, afterGameId));
  const count = row?.count ?? 0;
  return unit.isFallback ? Math.min(count, FALLBACK_BACKFILL_GAMES) : count;
}

async function wantedIds(
  db: Database,
  { unit, afterGameId, limit }: { unit: UnitOfLines; afterGameId: number; limit: number },
): Promise<readonly number[]> {
  const rows = await db
    .select({ id: games.id })
    .from(games)
    .leftJoin(seedingTasks, IS_FIRST_TASK)
    .where(wanted(unit, afterGameId))
    .orderBy(asc(games.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** A spent quota and a provider in trouble are everybody's: games that wait for those are not told apart. */
async function countOpen(db: Database, unitId: number): Promise<{ open: number; waiting: number }> {
  const isWaiting = sql`(
    ${seedingTasks.status} = 'pending' and ${seedingTasks.dueAt} > now() + ${SOON_MS} * interval '1 millisecond'
    and coalesce(${seedingTasks.holdReason}, '') <> all(${sql.param(SHARED_HOLDS)}::text[]))`;
  const [row] = await db
    .select({
      open: sql<number>`(count(*) filter (where not ${isWaiting}))::int`,
      waiting: sql<number>`(count(*) filter (where ${isWaiting}))::int`,
    })
    .from(seedingTasks)
    .where(and(eq(seedingTasks.unitId, unitId), inArray(seedingTasks.status, ['pending', 'running'])));
  return row ?? { open: 0, waiting: 0 };
}

/** Makes or opens the first-pass task of each game, due now, with fresh attempts; what it has already stays. */
export async function openTasks(
  tx: Executor,
  { delayMs, maxRetries }: Pick<LinesDeps, 'delayMs' | 'maxRetries'>,
  unit: Pick<UnitOfLines, 'id' | 'backfillId' | 'sport'>,
  gameIds: readonly number[],
): Promise<number> {
  const rows = await tx.execute<{ id: number }>(
    enqueueSql(seedingTasks, {
      columns: ['gameId', 'scheduledTime', 'dueAt', 'maxRetries', 'plan', 'unitId'],
      source: sql`
        select ${games.id}, ${games.gameDatetime} + ${delayMs[unit.sport]} * interval '1 millisecond', now(),
               ${maxRetries}::int, 'blanket', ${unit.id}::int
        from ${games} where ${games.id} = any(${sql.param([...gameIds])}::int[]) and ${IS_NOT_SEEDED}
        order by ${games.id}`,
      conflictOn: ONE_TASK_A_PASS,
      onConflict: onConflictTransition({
        table: seedingTasks,
        event: 'requeue',
        where: sql`${seedingTasks.status} in ('failed', 'completed')`,
        also: {
          plan: 'blanket',
          unitId: sql`excluded.${bareColumns(seedingTasks.unitId)}`,
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
  await recordRequests(tx, unit.backfillId, taskIds);
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
      message: `Seeding asked for by back-fill ${backfillId}.`,
      data: { backfillId },
      actor: `back-fill ${backfillId}`,
    })),
  );
}
