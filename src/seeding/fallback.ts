import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { bareColumns } from '../db/bare-columns.ts';
import { firstRow } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { seedingTaskEntities, seedingTasks } from '../db/schema/tasks.ts';
import { games } from '../db/schema/games.ts';
import { sports } from '../db/schema/reference.ts';
import { GAME, SPORT, TASK } from '../db/table-aliases.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';
import type { TaskPlan } from '../domain/plans.ts';
import type { Sport } from '../domain/sport.ts';
import type { EntityReader } from '../sports/adapter.ts';
import { type Claim, isFirstPass } from './claim.ts';
import { recordEvent } from './events.ts';
import { type RunCost, type RunFailure, insertSyncLog } from './run-record.ts';

/** What of a host's day is used, and what the least urgent work may use of it, in calls. */
export type DayOfCalls = { used: number; allowance: number };

/** The facts on which it depends whether another plan takes over from one that failed. */
export type FallbackFacts = {
  isOn: boolean;
  isFirstPass: boolean;
  plan: TaskPlan;
  errorType: string;
  /** True where the task came to its plan by a fallback or a back-fill already. */
  wasInBackfill: boolean;
  /** What the next plan would cost at the most, in calls. */
  estimatedCalls: number;
  /** What fallbacks of today have cost already, by the same estimate. */
  spentToday: number;
  /** Undefined where it is not known: then nothing that costs is begun. */
  day: DayOfCalls | undefined;
};

export type FallbackDecision =
  | { kind: 'none'; why?: string }
  | { kind: 'fallback'; plan: 'per-entity' | 'blanket' };

/** Failures of the way in which a game is read; another way may do better. */
const FAILURES_OF_THE_WAY: ReadonlySet<string> = new Set([
  'unavailable',
  'malformed',
  'mismatch',
  'box_score_missing',
  'entities_missing',
]);

/**
 * Fallbacks never take more than this share of what back-filling may use of a day, so that a night on which every
 * box score is broken does not eat the quota of the next.
 */
export const FALLBACK_DAILY_SHARE = 0.25;

/**
 * Decides what follows when the attempts of a plan are used up: box score, then entity by entity, then a back-fill of
 * the league, each at most once for a game. Never begins what the day's calls do not carry.
 */
export function decideFallback(facts: FallbackFacts): FallbackDecision {
  const { isOn, plan, errorType, day, estimatedCalls, spentToday } = facts;
  if (!isOn || !facts.isFirstPass || plan === 'blanket' || facts.wasInBackfill) return { kind: 'none' };
  if (!FAILURES_OF_THE_WAY.has(errorType)) return { kind: 'none' };
  const next = plan === 'box-score' ? 'per-entity' : 'blanket';
  if (!day)
    return { kind: 'none', why: `no fallback to ${next}: what is left of today's calls is not known` };
  const share = Math.floor(FALLBACK_DAILY_SHARE * day.allowance);
  const left = Math.min(day.allowance - day.used, share - spentToday);
  if (estimatedCalls > left) {
    return {
      kind: 'none',
      why: `no fallback to ${next}: it takes up to ${estimatedCalls} calls, today has ${Math.max(0, left)} for it`,
    };
  }
  return { kind: 'fallback', plan: next };
}

/** A full roster on both sides, where a game's own is not known yet. */
const USUAL_PLAYERS = 34;

/** What reading a game by entities costs at the most, rosters and slate included. */
export function entityCallCost(reader: Pick<EntityReader, 'playersBy' | 'teamsBy'>, players: number): number {
  const forTeams = reader.teamsBy === 'team' ? 2 : 1;
  const forPlayers = reader.playersBy === 'team' ? 2 : Math.max(players, USUAL_PLAYERS);
  // Two rosters, and the slate on which the game is looked up.
  return forTeams + forPlayers + 3;
}

/** How many games of a sport have fallen back since 00:00 UTC. */
export async function countFallbacksToday(db: Database, sport: Sport): Promise<number> {
  const row = await firstRow(
    db,
    selecting(
      { count: sql<number>`count(*)` },
      (list) => sql`select ${list} from ${seedingTasks} as ${TASK}
        join ${games} as ${GAME} on ${GAME.id} = ${TASK.gameId} join ${sports} as ${SPORT} on ${SPORT.id} = ${GAME.sportId}
        where ${TASK.fallbackFrom} is not null and ${SPORT.displayName} = ${sport}
          and ${TASK.updatedAt} >= date_trunc('day', now() at time zone 'utc') at time zone 'utc'`,
    ),
  );
  return row?.count ?? 0;
}

/**
 * Opens the task again with the plan that takes over, due now, with fresh attempts, as a new job. Expects the claim's
 * fence to be held.
 */
export async function fallBackToEntities(
  tx: Executor,
  claim: Claim,
  { plan, failure, cost, workerId }: { plan: TaskPlan; failure: RunFailure; cost: RunCost; workerId: string },
): Promise<void> {
  const entity = seedingTaskEntities;
  await insertSyncLog(tx, claim, { status: 'failed', details: { ...failure, fallback: 'per-entity' } }, cost);
  await tx.execute(
    transitionSql({
      table: seedingTasks,
      event: 'requeue',
      where: sql`${seedingTasks.id} = ${claim.taskId}`,
      also: {
        plan: 'per-entity',
        fallbackFrom: plan,
        dueAt: sql`now()`,
        errorType: failure.errorType,
        errorMessage: failure.message,
        apiCallsMade: sql`${seedingTasks.apiCallsMade} + ${cost.calls}`,
      },
    }),
  );
  await tx.execute(sql`
    update ${entity} set ${bareColumns(entity.status)} = 'pending', ${bareColumns(entity.attempts)} = 0
    where ${entity.taskId} = ${claim.taskId} and ${entity.status} = 'failed'`);
  await recordEvent(tx, {
    gameId: claim.game.gameId,
    taskId: claim.taskId,
    runId: seedRunId(claim),
    kind: 'fallback',
    message: `Fallback from ${plan} to per-entity after ${claim.retryCount + 1} failed attempts: ${failure.message}. Due now, with fresh attempts.`,
    data: { from: plan, to: 'per-entity', errorType: failure.errorType },
    actor: workerId,
  });
}

/** Everything that `decideFallback` has to know of a claim, apart from the quota. */
export function fallbackFactsOf(
  claim: Claim,
  plan: TaskPlan,
): Pick<FallbackFacts, 'plan' | 'isFirstPass' | 'wasInBackfill'> {
  return { plan, isFirstPass: isFirstPass(claim), wasInBackfill: claim.unitId !== null };
}
