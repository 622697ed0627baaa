import { type SQL, and, eq, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { seasons, sports } from '../../db/schema/reference.ts';
import { blanketSweeps } from '../../db/schema/tasks.ts';
import { workItems } from '../../db/schema/work-items.ts';
import type { Sport } from '../../domain/sport.ts';

/** What a step knows of its back-fill. */
export type Backfill = Omit<
  Pick<
    typeof blanketSweeps.$inferSelect,
    | 'id'
    | 'revision'
    | 'sportId'
    | 'seasonId'
    | 'leagueId'
    | 'origin'
    | 'leaguesRead'
    | 'firstDay'
    | 'lastDay'
    | 'lastGameId'
    | 'gamesTotal'
    | 'gamesQueued'
  >,
  never
> & { sport: Sport; season: number };

/** What a step changes of its back-fill. */
export type BackfillChanges = {
  [Column in keyof typeof blanketSweeps.$inferInsert]?: (typeof blanketSweeps.$inferInsert)[Column] | SQL;
};

/** The back-fill was paused, ended or taken up by somebody else meanwhile. */
export class BackfillLostError extends Error {
  override readonly name = 'BackfillLostError';
}

/**
 * Processes of the version before make steps of their own, by the table alone: for this long after the begin of a step
 * they leave the back-fill to it.
 */
const STEP_TIME_MS = 60_000;

/** A step may begin this much early: the clocks of the queue and the database differ by a little. */
const EARLY_MS = 1_000;

/**
 * Takes a back-fill up for a step of it. Undefined where it is not to be moved on now: it is paused or over, its sport
 * is paused, or a process of the version before is at it.
 */
export async function takeUp(
  db: Database,
  backfillId: number,
  itemId: number,
): Promise<Backfill | undefined> {
  // A run of this very step was lost with its worker: the time that it took for itself is over.
  const wasLost = sql`(select ${workItems.startCount} > 1 from ${workItems} where ${workItems.id} = ${itemId})`;
  const [row] = await db
    .update(blanketSweeps)
    .set({ revision: sql`${blanketSweeps.revision} + 1`, dueAt: after(STEP_TIME_MS), updatedAt: sql`now()` })
    .from(sports)
    .innerJoin(seasons, eq(seasons.sportId, sports.id))
    .where(
      and(
        eq(blanketSweeps.id, backfillId),
        eq(blanketSweeps.status, 'running'),
        eq(sports.id, blanketSweeps.sportId),
        eq(seasons.id, blanketSweeps.seasonId),
        sql`${sports.pausedAt} is null`,
        sql`(${blanketSweeps.dueAt} <= ${after(EARLY_MS)} or ${wasLost})`,
      ),
    )
    .returning({
      id: blanketSweeps.id,
      revision: blanketSweeps.revision,
      sport: sql<Sport>`${sports.displayName}`,
      sportId: blanketSweeps.sportId,
      season: seasons.year,
      seasonId: blanketSweeps.seasonId,
      leagueId: blanketSweeps.leagueId,
      origin: blanketSweeps.origin,
      leaguesRead: blanketSweeps.leaguesRead,
      firstDay: blanketSweeps.firstDay,
      lastDay: blanketSweeps.lastDay,
      lastGameId: blanketSweeps.lastGameId,
      gamesTotal: blanketSweeps.gamesTotal,
      gamesQueued: blanketSweeps.gamesQueued,
    });
  return row;
}

/** Changes the back-fill if this step is still its latest; throws BackfillLostError where it is not. */
export async function saveProgress(
  executor: Executor,
  { id, revision }: Pick<Backfill, 'id' | 'revision'>,
  changes: BackfillChanges,
): Promise<void> {
  const saved = await executor
    .update(blanketSweeps)
    .set({ ...changes, updatedAt: sql`now()` })
    .where(
      and(
        eq(blanketSweeps.id, id),
        eq(blanketSweeps.revision, revision),
        eq(blanketSweeps.status, 'running'),
      ),
    )
    .returning({ id: blanketSweeps.id });
  if (saved.length === 0)
    throw new BackfillLostError(`back-fill ${id} was changed by somebody else meanwhile`);
}

/** An instant by the database's clock. */
export function after(delayMs: number): SQL {
  return sql`now() + ${delayMs} * interval '1 millisecond'`;
}
