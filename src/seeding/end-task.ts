import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';
import { type From, fixedText, within } from '../db/fixed-text.ts';
import { prepared } from '../db/prepared-statements.ts';
import { firstRow } from '../db/rows.ts';
import { type RunEntry, logRunSql } from '../jobs/runs/run-log.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import { countChangedLines, describeChanges } from '../sports/change-words.ts';
import { type LineChange, changesOfTask, changesOfTransaction } from '../sports/line-changes.ts';
import { type Claim, isFirstPass } from './claim.ts';
import { type PlannedCorrections, correctionsSql } from './corrections.ts';
import { entityCountsOf } from './entities.ts';
import { type GameEvent, eventSqlFrom } from './events.ts';
import { ClaimLostError, requireFence } from './fence.ts';
import { type RunCost, type RunFailure, type RunOutcome, durationSeconds, entryOf } from './run-record.ts';

/** What ends with a run, besides the task's state and where its game stands. */
type End = {
  event: 'fail' | 'skip' | 'withdraw' | 'complete';
  outcome: RunOutcome;
  cost: RunCost;
  /** What stands on the task: why it failed, or what it lacks. */
  error: { type: string | null; message: string | null };
  /** How many lines a task has that is complete. */
  counts?: { players: number; teams: number };
  /** The line of the game's timeline. */
  told: Pick<GameEvent, 'kind' | 'message' | 'data' | 'actor'>;
  /** Tasks that follow from it. */
  corrections?: PlannedCorrections | undefined;
};

/**
 * The end of a run in one statement: its entry in the log of runs, the task, the game, and the timeline. Expects the
 * claim's fence to be held: a run that has lost its claim has its entry already.
 */
async function endRun(
  tx: Executor,
  claim: Claim,
  { event, outcome, cost, error, counts, told, corrections }: End,
): Promise<void> {
  const { taskId, fence, game } = claim;
  const values: EndValues = {
    claim,
    entry: entryOf(claim, outcome, cost),
    cost,
    error,
    counts: counts ?? { players: 0, teams: 0 },
    told: { gameId: game.gameId, taskId, runId: seedRunId(claim), ...told },
    corrections: corrections ?? NO_CORRECTIONS,
  };
  const statement = endStatement(values, event, counts !== undefined, corrections !== undefined);
  const ended = await firstRow(tx, statement);
  if (!ended) throw new ClaimLostError(taskId, fence);
}

/** The values of the statement that ends a run. */
type EndValues = Required<Pick<End, 'cost' | 'error' | 'counts'>> & {
  claim: Pick<Claim, 'taskId' | 'fence'>;
  entry: RunEntry;
  told: GameEvent;
  corrections: PlannedCorrections;
};

/** Stands where a statement has no place for them. */
const NO_CORRECTIONS: PlannedCorrections = { gameId: 0, planned: '[]', maxRetries: 0 };

const endStatement = fixedText(
  (from: From<EndValues>, event: End['event'], isCounted: boolean, hasCorrections: boolean) => {
    const taskId = from(({ claim }) => claim.taskId);
    const counted = {
      ...entityCountsOf(taskId),
      teamCount: from(({ counts }) => counts.teams),
      playerCount: from(({ counts }) => counts.players),
    };
    const corrected = sql`, corrected as (${correctionsSql(within(from, ({ corrections }) => corrections))})`;
    return prepared(
      transitionSql({
        table: seedingTasks,
        event,
        heldBy: from(({ claim }) => claim.fence),
        where: sql`${seedingTasks.id} = ${taskId}`,
        also: {
          errorType: from(({ error }) => error.type),
          errorMessage: from(({ error }) => error.message),
          apiCallsMade: sql`${seedingTasks.apiCallsMade} + ${from(({ cost }) => cost.calls)}`,
          durationSeconds: from(({ cost }) => durationSeconds(cost)),
          syncLogId: sql`(select id from log)`,
          ...(isCounted ? counted : {}),
        },
        before: sql`log as (${logRunSql(within(from, ({ entry }) => entry))})`,
        after: sql`told as (${eventSqlFrom(within(from, ({ told }) => told))})${hasCorrections ? corrected : sql``}`,
      }),
    );
  },
);

/** Ends the task as failed; only somebody's retry opens it again. */
export async function failTask(
  db: Database,
  claim: Claim,
  failure: RunFailure,
  cost: RunCost,
  workerId: string,
  alsoWrite?: (tx: Executor) => Promise<void>,
): Promise<void> {
  await db.transaction(async (tx) => {
    await requireFence(tx, claim);
    await alsoWrite?.(tx);
    const attempts = `${claim.retryCount + 1} attempt${claim.retryCount === 0 ? '' : 's'}`;
    const { errorType, message } = failure;
    await endRun(tx, claim, {
      event: 'fail',
      outcome: { status: 'failed', details: failure },
      cost,
      error: { type: errorType, message },
      told: {
        kind: 'failed',
        message: isFirstPass(claim)
          ? `Given up after ${attempts}: ${message}.`
          : `The ${claim.pass} pass was given up after ${attempts}: ${message}. What is known of the game stays as it is.`,
        data: { errorType },
        actor: workerId,
      },
    });
  });
}

/** Ends a task whose game will never have statistics: cancelled, or decided without play. */
export async function skipTask(
  tx: Executor,
  claim: Claim,
  outcome: { status: 'completed' | 'cancelled'; message: string },
  cost: RunCost,
  workerId: string,
): Promise<void> {
  const { message } = outcome;
  await endRun(tx, claim, {
    event: outcome.status === 'cancelled' ? 'withdraw' : 'skip',
    outcome: { status: 'skipped', details: { message } },
    cost,
    error: { type: null, message },
    told: { kind: 'skipped', message, actor: workerId },
  });
}

/** The transaction that a task ends with, and what sends its last statement. */
export type Ending = { tx: Executor; last: Executor };

/** What a run that ends well has come to. */
type Completion = {
  counts: { players: number; teams: number; changedLines: number };
  cost: RunCost;
  /** What is missing for good, in words: the game stays partial. */
  gap?: string | undefined;
  /** Whether this transaction has recorded changes of the game. */
  hasChanges: boolean;
  corrections: PlannedCorrections | undefined;
};

/** Ends the task as completed, with the transaction that wrote its last lines. */
export async function completeTask(
  { tx, last }: Ending,
  claim: Claim,
  { counts, cost, gap, hasChanges, corrections }: Completion,
  workerId: string,
): Promise<void> {
  const { players, teams } = counts;
  const changes = await changesOf(tx, claim, hasChanges);
  await endRun(last, claim, {
    event: 'complete',
    outcome: { status: 'completed', players, teams },
    cost,
    error: { type: gap === undefined ? null : 'entities_missing', message: gap ?? null },
    counts: { players, teams },
    told: { ...tellCompletion(claim, { counts, cost, gap }, changes), actor: workerId },
    corrections,
  });
}

/** A first pass that is made again by force goes by the same task as the one before: its own changes are those it has just recorded. */
function changesOf(
  tx: Executor,
  { game, taskId, pass }: Claim,
  hasChanges: boolean,
): Promise<readonly LineChange[]> | readonly LineChange[] {
  if (!isFirstPass({ pass })) return changesOfTask(tx, game.gameId, taskId);
  return hasChanges ? changesOfTransaction(tx, game.gameId) : [];
}

function tellCompletion(
  claim: Claim,
  { counts, cost, gap }: Pick<Completion, 'counts' | 'cost' | 'gap'>,
  changes: readonly LineChange[],
): Pick<GameEvent, 'kind' | 'message' | 'data'> {
  const changed = describeChanges(changes);
  const read = `${counts.players} player lines and ${counts.teams} team lines with ${cost.calls} provider calls`;
  const lacking = gap === undefined ? '' : `; ${gap}`;
  const data = { ...counts, calls: cost.calls };
  if (isFirstPass(claim)) {
    const told = changed === undefined ? '' : `. ${changed}`;
    const seeded = gap === undefined ? 'Seeded' : 'Seeded with gaps';
    return { kind: 'seeded', message: `${seeded}: ${read}${lacking}${told}.`, data };
  }
  return {
    kind: changes.length > 0 ? 'corrected' : 'confirmed',
    message: `${claim.pass}: ${changed ?? `nothing changed (${read})`}${lacking}.`,
    data: { ...data, changedLines: countChangedLines(changes), changedFigures: changes.length },
  };
}
