import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { prepared } from '../db/prepared-statements.ts';
import { firstRow } from '../db/rows.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { type HoldReason, holdWords } from '../domain/statuses.ts';
import { type TransitionSpec, transitionSql } from '../jobs/ledger/write-transitions.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import type { Claim } from './claim.ts';
import { type MovedEvent, movedEventsSql } from './events.ts';
import { ClaimLostError } from './fence.ts';
import { type Pace, countBefore, lineWords, turnAfterMs } from './line.ts';
import { type RunCost, type RunFailure, type RunOutcome, movedLogPart } from './run-record.ts';

/** The database's time `delayMs` from now, so that workers with other clocks agree. */
function inFuture(delayMs: number): SQL {
  return sql`now() + ${Math.max(0, delayMs)} * interval '1 millisecond'`;
}

/** When the task comes back, in the statement that says so, as ISO 8601 has it. */
const COMES_BACK_AT = sql`to_char(moved.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Why a task waits, and for how long. */
export type Hold = {
  reason: HoldReason;
  detail: string;
  delayMs: number;
  errorType?: string;
  /** The game should be final by now and is not: people are told once, until it moves on. */
  isStuck?: boolean;
  /** How fast others come before it, where calls are what it waits for: it gets its place in the line. */
  pace?: Pace | undefined;
};

/**
 * Puts the task aside for `delayMs` by the database's clock, and for as long as those before it in the line take,
 * without burning an attempt, and says why: one statement, after the one that finds its place in a line. Gives the
 * delay. Throws ClaimLostError.
 */
export async function holdTask(
  executor: Executor,
  claim: Claim,
  hold: Hold,
  cost: RunCost,
  workerId: string,
): Promise<number> {
  const { reason, errorType } = hold;
  const { delayMs, detail } = await placeInLine(executor, claim, hold);
  const told = { data: sql`jsonb_build_object('reason', ${reason}::text, 'until', ${COMES_BACK_AT})` };
  const why = `${holdWords(reason, errorType)} (${detail})`;
  await endUnfinished(executor, claim, 'snooze', {
    cost,
    outcome: { status: 'held', details: { reason, errorType, message: detail } },
    before: sql`earlier as (select ${seedingTasks.stuckSince} from ${seedingTasks} where ${isTask(claim)})`,
    returning: sql`coalesce((select stuck_since is not null from earlier), false) as was_stuck`,
    also: {
      stuckSince: stuckSince(hold),
      holdReason: reason,
      holdDetail: detail,
      dueAt: inFuture(delayMs),
      errorType: errorType ?? null,
      errorMessage: errorType === undefined ? null : detail,
    },
    told: [
      {
        ...told,
        kind: 'held',
        message: sql`'On hold until ' || ${COMES_BACK_AT} || ${`: ${why}.`}::text`,
        actor: workerId,
      },
      {
        ...told,
        kind: 'stuck',
        message: `The game should be final by now: ${hold.detail}. It is looked at less and less often until it is.`,
        actor: workerId,
        when: sql`${hold.isStuck === true}::boolean and not moved.was_stuck`,
      },
    ],
  });
  return delayMs;
}

/** While the provider cannot be asked, what was known of the game's end stays known. */
function stuckSince({ isStuck, errorType }: Hold): SQL | null {
  if (isStuck === true) return sql`coalesce(${seedingTasks.stuckSince}, now())`;
  return errorType === undefined ? null : sql`${seedingTasks.stuckSince}`;
}

/** Those who wait for the same calls come one after the other, the oldest of the most urgent first. */
async function placeInLine(
  executor: Executor,
  { taskId }: Claim,
  { pace, delayMs, detail, errorType }: Hold,
): Promise<Pick<Hold, 'delayMs' | 'detail'>> {
  if (!pace) return { delayMs, detail };
  const before = await countBefore(executor, taskId);
  const words =
    errorType === 'rate_limit' && before > 0
      ? `${detail}; ${before.toLocaleString('en')} ${before === 1 ? 'game is' : 'games are'} before it, ${lineWords(before, pace)}`
      : detail;
  return { delayMs: delayMs + turnAfterMs(before, pace, taskId), detail: words };
}

/** Gives the task back as if it had not been started, in one statement: for a worker that stops. Throws ClaimLostError. */
export function releaseTask(
  executor: Executor,
  claim: Claim,
  cost: RunCost,
  workerId: string,
): Promise<void> {
  return endUnfinished(executor, claim, 'release', {
    cost,
    outcome: { status: 'released' },
    told: [
      {
        kind: 'released',
        message:
          'Given back unfinished, without burning an attempt: its worker stops, the job is no longer its own, or a server of ours is out of reach.',
        actor: workerId,
      },
    ],
  });
}

/** Records a failed run that is tried again after `delayMs`, in one statement. Throws ClaimLostError. */
export function scheduleRetry(
  executor: Executor,
  claim: Claim,
  { errorType, message, delayMs }: RunFailure & { delayMs: number },
  cost: RunCost,
  workerId: string,
): Promise<void> {
  const retryAt = inFuture(delayMs);
  const failed = `Attempt ${claim.retryCount + 1} of ${claim.maxRetries + 1} failed: ${message}. Next try at `;
  return endUnfinished(executor, claim, 'retry', {
    cost,
    outcome: { status: 'failed', details: { errorType, message, willRetry: true } },
    also: { nextRetryAt: retryAt, dueAt: retryAt, errorType, errorMessage: message },
    told: [
      {
        kind: 'attempt_failed',
        message: sql`${failed}::text || ${COMES_BACK_AT} || '.'`,
        data: sql`jsonb_build_object('errorType', ${errorType}::text)`,
        actor: workerId,
      },
    ],
  });
}

/** What ends with a run that has no result, besides the task's state and where its game stands. */
type Unfinished = Pick<TransitionSpec<typeof seedingTasks>, 'also' | 'before' | 'returning'> & {
  outcome: RunOutcome;
  cost: RunCost;
  /** The lines of the game's timeline. */
  told: readonly MovedEvent[];
};

/**
 * Ends a run without a result in one statement: the task, the game, the entry in the log of runs, and the timeline.
 * Whatever follows is read from the task as it was moved, so that a run that has lost its claim writes nothing.
 */
async function endUnfinished(
  executor: Executor,
  claim: Claim,
  event: 'snooze' | 'retry' | 'release',
  { also, outcome, cost, told, ...parts }: Unfinished,
): Promise<void> {
  const lines = sql`told as (${movedEventsSql({ taskId: claim.taskId, runId: seedRunId(claim) }, told)})`;
  const ended = await firstRow(
    executor,
    prepared(
      transitionSql({
        table: seedingTasks,
        event,
        heldBy: claim.fence,
        where: isTask(claim),
        also: { ...also, apiCallsMade: sql`${seedingTasks.apiCallsMade} + ${cost.calls}` },
        ...parts,
        after: sql`${movedLogPart(claim, outcome, cost)}, ${lines}`,
      }),
    ),
  );
  if (!ended) throw new ClaimLostError(claim.taskId, claim.fence);
}

function isTask({ taskId }: Claim): SQL {
  return sql`${seedingTasks.id} = ${taskId}`;
}
