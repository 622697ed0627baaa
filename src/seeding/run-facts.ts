import type { ProviderGame } from '../domain/box-score.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { WriteOrigin } from '../sports/line-changes.ts';
import { type Claim, isFirstPass } from './claim.ts';
import type { EntityType, TaskEntity } from './plan.ts';
import { SeedingError } from './policy.ts';

/** What a run came to, for the queue and the metrics. */
export type RunResult =
  /** `handed_on`: the task goes on as another job. */
  | { kind: 'completed' | 'skipped' | 'failed' | 'handed_on'; note: string }
  | { kind: 'held' | 'retry' | 'released'; delayMs: number; note: string };

/** A finished game without a box score is waited for this long after tip-off before that counts as a failure. */
const BOX_SCORE_PATIENCE_MS = 48 * 3_600_000;

/** A finished game that the provider shows as unfinished again is waited for this long; its lines stay. */
const REOPENED_PATIENCE_MS = 48 * 3_600_000;

/** Lines of a run, by whom they are about. */
export type LineCounts = { players: number; teams: number; changedLines: number };

/** What somebody asked for goes before all other work, and what a back-fill or a fallback brought gives way to it. */
export function priorityOf(
  claim: Pick<Claim, 'isByHand' | 'unitId' | 'fallbackFrom' | 'pass'>,
): CallContext['priority'] {
  if (claim.isByHand) return 'manual';
  if (claim.unitId !== null || claim.fallbackFrom !== null) return 'backfill';
  return isFirstPass(claim) ? 'first_pass' : 'correction';
}

/** The lines that a task has already. */
export function countLines(entities: readonly TaskEntity[]): { players: number; teams: number } {
  const completed = entities.filter(({ status }) => status === 'completed');
  const players = completed.filter(({ entityType }) => entityType === 'player').length;
  return { players, teams: completed.length - players };
}

/** In whose name a run writes. */
export function originOf(claim: Pick<Claim, 'taskId' | 'pass' | 'fence'>): WriteOrigin {
  return { taskId: claim.taskId, pass: claim.pass, runId: seedRunId(claim) };
}

/** A finished game without a part of its box score: undefined while it is worth waiting, a failure after that. */
export function lateBoxScore(
  claim: Pick<Claim, 'game'>,
  missing: EntityType,
  nowMs: number,
): SeedingError | undefined {
  if (nowMs - claim.game.tipOffMs <= BOX_SCORE_PATIENCE_MS) return undefined;
  return new SeedingError('box_score_missing', `${noLinesYet(missing)}, two days after tip-off`);
}

/** Why a finished game is waited for. */
export function noLinesYet(missing: EntityType): string {
  return `the game is final, but the provider has no ${missing} lines yet`;
}

/** A game that was final and is not any more: undefined while it is worth waiting, a failure after that. */
export function lateReopening(
  claim: Pick<Claim, 'scheduledMs'>,
  { statusText }: Pick<ProviderGame, 'statusText'>,
  nowMs: number,
): SeedingError | undefined {
  if (nowMs - claim.scheduledMs <= REOPENED_PATIENCE_MS) return undefined;
  return new SeedingError('game_reopened', `the game was final, and the provider says "${statusText}" since`);
}
