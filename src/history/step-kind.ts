import { type SQL, and, asc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Executor } from '../db/database.ts';
import { backfillProgress, backfills } from '../db/schema/backfills.ts';
import { leagues } from '../db/schema/reference.ts';
import { workItems } from '../db/schema/work-items.ts';
import { HISTORY_PARTS } from '../domain/history.ts';
import { MAX_ID } from '../domain/ids.ts';
import type { WorkKind } from '../jobs/kinds.ts';
import { enqueueWork } from '../jobs/ledger/work-items.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';

const Id = z.int().positive().max(MAX_ID);

const Payload = z.object({
  backfillId: Id,
  unitId: Id,
  league: z.string(),
  part: z.enum(HISTORY_PARTS),
  unit: z.string(),
  /** Where the unit stood when the step was asked for; null: at its beginning. */
  cursor: z.string().nullable(),
});

export type HistoryStep = z.infer<typeof Payload>;

/**
 * A step of a back-fill: one question to a provider at the most, or a look at the games that were handed out. What it learned, how far the unit is and
 * the step after it are one transaction.
 */
export const BACKFILL_HISTORY: WorkKind<typeof Payload> = {
  name: 'backfill-history',
  what: 'Reads the next day, season or moment of the past of a league, or hands out its next games.',
  payload: Payload,
  subject: ({ backfillId, league, part, unit, cursor }) =>
    `back-fill ${backfillId}: ${part} of ${league} ${unit}${cursor === null ? '' : ` from ${cursor}`}`,
  priority: 220,
  attempts: 5,
  backoffMs: [30_000, 120_000, 600_000],
  timeoutMs: 300_000,
  concurrencyKey: ({ backfillId, unitId, cursor }) => `${keyOf(backfillId)}${unitId} ${cursor ?? ''}`,
  quotaClass: 'backfill',
};

/**
 * Steps of one back-fill follow each other by being asked for one by the other; each has a key of its own, for it is asked
 * for before the one that asks has ended, and by the begin of their keys those of a back-fill are found.
 */
function keyOf(backfillId: number): string {
  return `history ${backfillId} `;
}

/** Condition over items of work: they are steps of this back-fill. */
export function isStepOf(backfillId: number | SQL): SQL {
  const key =
    typeof backfillId === 'number' ? sql`${keyOf(backfillId)}` : sql`'history ' || ${backfillId} || ' '`;
  return sql`(${workItems.kind} = ${BACKFILL_HISTORY.name} and starts_with(${workItems.concurrencyKey}, ${key}))`;
}

/** Parts in the order in which they are read: games first, for the others are about games. */
export const PART_ORDER: SQL = sql`array_position(${sql.param([...HISTORY_PARTS])}::text[], ${backfillProgress.part}::text)`;

/**
 * Asks for the next step of a back-fill in the caller's transaction: of the unit that is begun, else of the next one.
 * Ends the back-fill where no unit is left.
 */
export async function askForNext(tx: Executor, backfillId: number, { delayMs = 0 } = {}): Promise<void> {
  const [next] = await tx
    .select({
      unitId: backfillProgress.id,
      league: leagues.name,
      part: backfillProgress.part,
      unit: backfillProgress.unit,
      cursor: backfillProgress.cursor,
    })
    .from(backfillProgress)
    .innerJoin(leagues, eq(leagues.id, backfillProgress.leagueId))
    .where(
      and(
        eq(backfillProgress.backfillId, backfillId),
        inArray(backfillProgress.status, ['pending', 'running']),
      ),
    )
    .orderBy(
      sql`${backfillProgress.status} desc`,
      PART_ORDER,
      asc(backfillProgress.unit),
      asc(backfillProgress.leagueId),
      asc(backfillProgress.id),
    )
    .limit(1);
  if (!next) return end(tx, backfillId);
  await enqueueWork(
    tx,
    BACKFILL_HISTORY,
    { backfillId, ...next },
    { dueAt: sql`now() + ${delayMs} * interval '1 millisecond'` },
  );
}

/** A back-fill is over when no unit is left; it has failed where one of them has. */
async function end(tx: Executor, backfillId: number): Promise<void> {
  const failed = sql`(select count(*) from ${backfillProgress}
    where ${backfillProgress.backfillId} = ${backfills.id} and ${backfillProgress.status} = 'failed')`;
  await tx
    .update(backfills)
    .set({
      status: sql`case when ${failed} > 0 then 'failed' else 'completed' end`,
      note: sql`case when ${failed} > 0 then ${failed} || ' units failed' else 'all is read' end`,
      finishedAt: sql`now()`,
      updatedAt: sql`now()`,
    })
    .where(and(eq(backfills.id, backfillId), eq(backfills.status, 'running')));
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
