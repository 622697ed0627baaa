import { eq, sql } from 'drizzle-orm';
import { blanketSweeps } from '../../db/schema/tasks.ts';
import { sports } from '../../db/schema/reference.ts';
import { type RegisteredKind, type WorkOutcome, workKind } from '../../jobs/kinds.ts';
import { BACKFILL_SEASON, type BackfillStep, askForStep } from './backfill-kind.ts';
import { type Backfill, BackfillLostError, saveProgress, takeUp } from './backfill-progress.ts';
import { handOut } from './hand-out.ts';
import { type BackfillDeps, type StepRun, readSeason } from './read-season.ts';

/** A paused sport is looked at again after this long. */
const PAUSED_LOOK_MS = 15_000;

/** The kind with its handler. What waits for quota or a provider waits as an item on hold. */
export function backfillWork(deps: BackfillDeps): RegisteredKind {
  return workKind(BACKFILL_SEASON, (run) => makeStep(deps, run));
}

/**
 * Makes one step of a back-fill. What it did, that it is done and the step after it are one transaction, so that a
 * process that is killed costs the call at the most that it was making.
 */
async function makeStep(deps: BackfillDeps, run: StepRun): Promise<WorkOutcome> {
  const backfill = await takeUp(deps.db, run.payload.backfillId, run.itemId);
  if (!backfill) return explain(deps, run);
  try {
    return await step(deps, run, backfill);
  } catch (error) {
    if (error instanceof BackfillLostError)
      return { kind: 'snooze', delayMs: 0, reason: 'taken_up', detail: error.message };
    throw error;
  }
}

function step(deps: BackfillDeps, run: StepRun, backfill: Backfill): Promise<WorkOutcome> | WorkOutcome {
  const { cursor } = run.payload;
  if (isMade(cursor, backfill)) {
    return {
      kind: 'done',
      note: 'the step is made already',
      async write(tx) {
        await saveProgress(tx, backfill, { dueAt: sql`now()` });
        await askForStep(tx, backfill.id);
      },
      afterwards: deps.publish,
    };
  }
  return cursor.step === 'season'
    ? readSeason(deps, run, backfill, cursor.leagueId)
    : handOut(deps, run, backfill);
}

/** Whether the back-fill is past this step: a process of the version before has made it. */
function isMade(cursor: BackfillStep['cursor'], { leaguesRead, lastGameId }: Backfill): boolean {
  return cursor.step === 'season' ? leaguesRead.includes(cursor.leagueId) : lastGameId > cursor.afterGameId;
}

/** Why a back-fill was not taken up. */
async function explain({ db }: BackfillDeps, run: StepRun): Promise<WorkOutcome> {
  const [row] = await db
    .select({
      status: blanketSweeps.status,
      isPaused: sql<boolean>`${sports.pausedAt} is not null`,
      dueInMs: sql<number>`(extract(epoch from ${blanketSweeps.dueAt} - now()) * 1000)::int`,
    })
    .from(blanketSweeps)
    .innerJoin(sports, eq(sports.id, blanketSweeps.sportId))
    .where(eq(blanketSweeps.id, run.payload.backfillId));
  if (!row) return { kind: 'skip', note: 'the back-fill is gone' };
  if (row.status !== 'running') return { kind: 'skip', note: `the back-fill is ${row.status}` };
  if (row.isPaused) {
    return { kind: 'snooze', delayMs: PAUSED_LOOK_MS, reason: 'paused', detail: 'the sport is paused' };
  }
  const detail = 'a process of the version before is at this back-fill';
  return { kind: 'snooze', delayMs: Math.max(0, row.dueInMs), reason: 'taken_up', detail };
}
