import { type SQL, and, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Executor } from '../../db/database.ts';
import { leagues, seasons, sports } from '../../db/schema/reference.ts';
import { blanketSweeps } from '../../db/schema/tasks.ts';
import { workItems } from '../../db/schema/work-items.ts';
import { MAX_ID } from '../../domain/ids.ts';
import { BOX_SCORE_SPORTS } from '../../domain/sport.ts';
import type { WorkKind } from '../../jobs/kinds.ts';
import { enqueueWork } from '../../jobs/ledger/work-items.ts';
import { transitionSql } from '../../jobs/ledger/write-transitions.ts';
import { nextUnreadLeague } from './unread-leagues.ts';

const Id = z.int().min(0).max(MAX_ID);

/** What one step of a back-fill does: read the season of a league, or hand out the games after one of them. */
const Cursor = z.discriminatedUnion('step', [
  z.object({ step: z.literal('season'), leagueId: Id }),
  z.object({ step: z.literal('games'), afterGameId: Id }),
]);

const Payload = z.object({
  backfillId: Id,
  sport: z.enum(BOX_SCORE_SPORTS),
  /** The year in which the season starts. */
  season: z.int(),
  /** Null: every league of the sport. */
  league: z.string().nullable(),
  cursor: Cursor,
});

export type BackfillStep = z.infer<typeof Payload>;
export type BackfillCursor = z.infer<typeof Cursor>;

/**
 * A step of the back-fill of a season: one call of a provider at the most. The transaction that ends it writes what it
 * learned, moves the back-fill on and asks for the step after it.
 */
export const BACKFILL_SEASON: WorkKind<typeof Payload> = {
  name: 'backfill-season',
  what: 'Moves the back-fill of a season on: reads the season of a league, or hands out the next games.',
  payload: Payload,
  subject: ({ backfillId, cursor }) => `back-fill ${backfillId}, ${cursorWords(cursor)}`,
  priority: 200,
  attempts: 5,
  backoffMs: [30_000, 120_000, 600_000],
  timeoutMs: 600_000,
  concurrencyKey: ({ backfillId }) => keyOfBackfill(backfillId),
  quotaClass: 'backfill',
};

/** Of the steps of one back-fill, one runs at a time. */
export function keyOfBackfill(backfillId: number): string {
  return `backfill ${backfillId}`;
}

function cursorWords(cursor: BackfillCursor): string {
  return cursor.step === 'season'
    ? `season of league ${cursor.leagueId}`
    : `games after ${cursor.afterGameId}`;
}

/** Condition over items of work: they are steps of this back-fill. */
export function isStepOf(backfillId: number | SQL): SQL {
  const key =
    typeof backfillId === 'number' ? sql`${keyOfBackfill(backfillId)}` : sql`'backfill ' || ${backfillId}`;
  return sql`(${workItems.kind} = ${BACKFILL_SEASON.name} and ${workItems.concurrencyKey} = ${key})`;
}

/**
 * Asks for the next step of a back-fill, in the caller's transaction: a league whose season is not read yet, or the
 * games after the last that was handed out. Does nothing where that step is open already.
 */
export async function askForStep(tx: Executor, backfillId: number, { delayMs = 0 } = {}): Promise<void> {
  const [backfill] = await tx
    .select({
      sportId: blanketSweeps.sportId,
      seasonId: blanketSweeps.seasonId,
      leagueId: blanketSweeps.leagueId,
      leaguesRead: blanketSweeps.leaguesRead,
      lastGameId: blanketSweeps.lastGameId,
      sport: sports.displayName,
      season: seasons.year,
      league: leagues.name,
    })
    .from(blanketSweeps)
    .innerJoin(sports, eq(sports.id, blanketSweeps.sportId))
    .innerJoin(seasons, eq(seasons.id, blanketSweeps.seasonId))
    .leftJoin(leagues, eq(leagues.id, blanketSweeps.leagueId))
    .where(eq(blanketSweeps.id, backfillId));
  if (!backfill) return;
  const unread = await nextUnreadLeague(tx, backfill);
  const cursor: BackfillCursor = unread
    ? { step: 'season', leagueId: unread.id }
    : { step: 'games', afterGameId: backfill.lastGameId };
  const { sport, season, league } = backfill;
  const payload = Payload.parse({ backfillId, sport, season, league, cursor });
  await enqueueWork(tx, BACKFILL_SEASON, payload, {
    dueAt: sql`now() + ${delayMs} * interval '1 millisecond'`,
  });
}

/** Ends the open step of a back-fill; a run of it in progress can write nothing more. */
export async function cancelSteps(tx: Executor, backfillId: number): Promise<void> {
  await tx.execute(
    transitionSql({
      table: workItems,
      event: 'cancel',
      where: and(isStepOf(backfillId), inArray(workItems.status, ['pending', 'running'])) ?? sql`false`,
    }),
  );
}
