import { type SQL, and, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { backfillProgress, backfills } from '../db/schema/backfills.ts';
import { leagues, seasons, sports } from '../db/schema/reference.ts';
import { workItems } from '../db/schema/work-items.ts';
import type { Sport } from '../domain/sport.ts';
import { type HistoryStep, askForNext } from './step-kind.ts';

/** A unit that a step is at. */
export type UnitInHand = Pick<
  typeof backfillProgress.$inferSelect,
  | 'id'
  | 'backfillId'
  | 'leagueId'
  | 'part'
  | 'source'
  | 'moment'
  | 'unit'
  | 'fromDay'
  | 'toDay'
  | 'cursor'
  | 'revision'
  | 'startedAt'
  | 'seasonId'
  | 'gamesTotal'
  | 'gamesQueued'
  | 'fileName'
  | 'contentHash'
  | 'isNewerCopy'
> & {
  league: string;
  sport: Sport;
  /** The year of the season, where the unit is of one. */
  season: number | null;
  /** Nobody asked for its back-fill but seeding. */
  isFallback: boolean;
};

/** What a step brought. */
export type StepCounts = {
  calls: number;
  credits: number;
  read: number;
  added: number;
  changed: number;
  same: number;
  refused: number;
};

export const NO_COUNTS: StepCounts = {
  calls: 0,
  credits: 0,
  read: 0,
  added: 0,
  changed: 0,
  same: 0,
  refused: 0,
};

/** Where a unit goes on after a step: at a cursor, or nowhere. */
export type AfterStep = { cursor: string } | 'completed';

/** What a step came to, as it is written. */
export type StepEnd = {
  counts: StepCounts;
  after: AfterStep;
  runId: string | null;
  /** What of the unit changes beside that. */
  also?: UnitChanges;
  /** How long the next step waits. */
  delayMs?: number;
};

/** The unit was moved on, or its back-fill paused or ended, while a step was at it: what the step has is not written. */
export class UnitLostError extends Error {
  override readonly name = 'UnitLostError';
}

const IS_UNDER_WAY = (backfillId: number | SQL): SQL => sql`exists (
  select from ${backfills} where ${backfills.id} = ${backfillId} and ${backfills.status} = 'running')`;

/** Takes the unit of a step up; undefined where the step is not the next one any more, or its back-fill rests. */
export async function takeUpUnit(
  db: Database,
  { unitId, backfillId, cursor }: HistoryStep,
  itemId: number,
): Promise<UnitInHand | undefined> {
  const wasTried = sql`(select ${workItems.startCount} > 1 or ${workItems.retryCount} > 0
    from ${workItems} where ${workItems.id} = ${itemId})`;
  const [unit] = await db
    .update(backfillProgress)
    .set({
      status: 'running',
      revision: sql`${backfillProgress.revision} + 1`,
      attempts: sql`${backfillProgress.attempts} + case when ${backfillProgress.startedAt} is null or ${wasTried} then 1 else 0 end`,
      startedAt: sql`coalesce(${backfillProgress.startedAt}, now())`,
      updatedAt: sql`now()`,
    })
    .from(leagues)
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .where(
      and(
        eq(backfillProgress.id, unitId),
        eq(backfillProgress.backfillId, backfillId),
        eq(leagues.id, backfillProgress.leagueId),
        inArray(backfillProgress.status, ['pending', 'running']),
        sql`${backfillProgress.cursor} is not distinct from ${cursor}`,
        IS_UNDER_WAY(backfillId),
      ),
    )
    .returning({
      id: backfillProgress.id,
      backfillId: backfillProgress.backfillId,
      leagueId: backfillProgress.leagueId,
      part: backfillProgress.part,
      source: backfillProgress.source,
      moment: backfillProgress.moment,
      unit: backfillProgress.unit,
      fromDay: backfillProgress.fromDay,
      toDay: backfillProgress.toDay,
      cursor: backfillProgress.cursor,
      revision: backfillProgress.revision,
      startedAt: backfillProgress.startedAt,
      seasonId: backfillProgress.seasonId,
      season: sql<
        number | null
      >`(select ${seasons.year} from ${seasons} where ${seasons.id} = ${backfillProgress.seasonId})`,
      isFallback: sql<boolean>`(select ${backfills.origin} = 'fallback' from ${backfills}
        where ${backfills.id} = ${backfillProgress.backfillId})`,
      gamesTotal: backfillProgress.gamesTotal,
      gamesQueued: backfillProgress.gamesQueued,
      fileName: backfillProgress.fileName,
      contentHash: backfillProgress.contentHash,
      isNewerCopy: backfillProgress.isNewerCopy,
      league: leagues.name,
      sport: sql<Sport>`${sports.displayName}`,
    });
  return unit;
}

/**
 * Writes in the transaction of a step's data what the step came to, and asks for the next one. Throws UnitLostError where
 * the unit is not this step's any more.
 */
export async function saveStep(
  tx: Executor,
  unit: Pick<UnitInHand, 'id' | 'backfillId' | 'revision'>,
  { counts, after, runId, also, delayMs = 0 }: StepEnd,
): Promise<void> {
  const isOver = after === 'completed';
  await changeUnit(tx, unit, {
    calls: sql`${backfillProgress.calls} + ${counts.calls}`,
    credits: sql`${backfillProgress.credits} + ${counts.credits}`,
    rowsRead: sql`${backfillProgress.rowsRead} + ${counts.read}`,
    rowsAdded: sql`${backfillProgress.rowsAdded} + ${counts.added}`,
    rowsChanged: sql`${backfillProgress.rowsChanged} + ${counts.changed}`,
    rowsSame: sql`${backfillProgress.rowsSame} + ${counts.same}`,
    rowsRefused: sql`${backfillProgress.rowsRefused} + ${counts.refused}`,
    runId,
    error: null,
    note: null,
    progressedAt: sql`now()`,
    ...(isOver
      ? { status: 'completed' as const, finishedAt: sql`now()`, content: null }
      : { cursor: after.cursor }),
    ...also,
  });
  await askForNext(tx, unit.backfillId, { delayMs });
}

/** Ends a unit that cannot be read, and goes on with the next. */
export async function failUnit(
  tx: Executor,
  unit: Pick<UnitInHand, 'id' | 'backfillId' | 'revision'>,
  error: string,
): Promise<void> {
  await changeUnit(tx, unit, { status: 'failed', error, finishedAt: sql`now()` });
  await askForNext(tx, unit.backfillId);
}

type UnitChanges = {
  [Column in keyof typeof backfillProgress.$inferInsert]?:
    | (typeof backfillProgress.$inferInsert)[Column]
    | SQL;
};

/** Changes the unit if this step is still its latest. */
export async function changeUnit(
  tx: Executor,
  { id, backfillId, revision }: Pick<UnitInHand, 'id' | 'backfillId' | 'revision'>,
  changes: UnitChanges,
): Promise<void> {
  const changed = await tx
    .update(backfillProgress)
    .set({ ...changes, updatedAt: sql`now()` })
    .where(
      and(
        eq(backfillProgress.id, id),
        eq(backfillProgress.revision, revision),
        eq(backfillProgress.status, 'running'),
        IS_UNDER_WAY(backfillId),
      ),
    )
    .returning({ id: backfillProgress.id });
  if (changed.length === 0)
    throw new UnitLostError(`unit ${id} of back-fill ${backfillId} was taken up by somebody else`);
}
