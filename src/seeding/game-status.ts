import type { ProviderGame } from '../domain/box-score.ts';
import { SPORT_FACTS } from '../sports/all-facts.ts';
import type { Sport } from '../domain/sport.ts';
import type { HoldReason } from '../domain/statuses.ts';

/** What the provider's view of a game means for its task. */
export type ReadinessDecision =
  | { kind: 'seed' }
  /**
   * `isStuck`: the provider should have had it final by now. `newStartMs`: the provider has given it another start,
   * whose window is still to open.
   */
  | {
      kind: 'hold';
      reason: HoldReason;
      detail: string;
      delayMs: number;
      isStuck?: boolean;
      newStartMs?: number;
    }
  | { kind: 'skip'; status: 'completed' | 'cancelled'; message: string };

/** A postponed game is looked at this often while its new date is unknown. */
const POSTPONED_STEP_MS = 6 * 3_600_000;

/** What was interrupted goes on after an hour at the earliest, or weeks later. */
const SUSPENDED_STEP_MS = 3_600_000;

/**
 * A game that is not final long after its window is stuck at the provider, or will be resumed weeks later. It is
 * looked at less and less often, so that it does not eat the quota of games that move.
 */
const STUCK_STEPS: readonly { afterMs: number; stepMs: number }[] = [
  { afterMs: 7 * 24 * 3_600_000, stepMs: 24 * 3_600_000 },
  { afterMs: 24 * 3_600_000, stepMs: 6 * 3_600_000 },
  { afterMs: 3 * 3_600_000, stepMs: 3_600_000 },
];

/** No game is stuck before its window has been open for this long. */
const STUCK_AFTER_WINDOW_MS = 30 * 60_000;

export type ReadinessTimes = {
  sport: Sport;
  nowMs: number;
  /** When the task's window opened. */
  windowMs: number;
  /** Pause before a game that is not final is looked at again. */
  notFinalStepMs: number;
  /** From tip-off to the opening of the window. */
  seedingDelayMs: number;
};

/** Decides whether a game can be seeded now. A status that we do not know is never final. */
export function decideReadiness(game: ProviderGame, times: ReadinessTimes): ReadinessDecision {
  switch (game.status) {
    case 'completed':
      return { kind: 'seed' };
    case 'scheduled':
    case 'in_progress':
    case 'suspended':
      return { kind: 'hold', reason: 'not_final', ...notFinal(game, times) };
    case 'postponed': {
      const untilWindowMs = game.startMs + times.seedingDelayMs - times.nowMs;
      return {
        kind: 'hold',
        reason: 'postponed',
        detail: `the provider says "${game.statusText}"`,
        ...(untilWindowMs > 0
          ? { delayMs: untilWindowMs, newStartMs: game.startMs }
          : { delayMs: POSTPONED_STEP_MS }),
      };
    }
    case 'cancelled':
      return {
        kind: 'skip',
        status: 'cancelled',
        message: `The game is cancelled: the provider says "${game.statusText}".`,
      };
    case 'awarded':
      return {
        kind: 'skip',
        status: 'completed',
        message: `The game was decided without play ("${game.statusText}"): the result is recorded, there are no lines.`,
      };
  }
}

function notFinal(
  game: ProviderGame,
  times: ReadinessTimes,
): Omit<ReadinessDecision & { kind: 'hold' }, 'kind' | 'reason'> {
  const windowAtMs = game.startMs + times.seedingDelayMs;
  const untilWindowMs = windowAtMs - times.nowMs;
  if (game.status === 'scheduled' && game.isStatusKnown && untilWindowMs > times.notFinalStepMs) {
    const start = new Date(game.startMs).toISOString();
    return {
      detail: `the provider has it at ${start}`,
      delayMs: untilWindowMs,
      isStuck: false,
      newStartMs: game.startMs,
    };
  }
  // A game that was put off has its window at its own time.
  const windowMs = Math.max(times.windowMs, windowAtMs);
  const sinceWindowMs = times.nowMs - windowMs;
  const overdueMs = windowMs - times.seedingDelayMs + SPORT_FACTS[times.sport].stuckAfterMinutes * 60_000;
  const stuck = STUCK_STEPS.find(({ afterMs }) => sinceWindowMs > afterMs);
  const unknown = game.isStatusKnown ? '' : ', a status that Scoracle does not know';
  return {
    detail: `the provider says "${game.statusText}"${unknown}`,
    delayMs: Math.max(stepOf(game, times), stuck?.stepMs ?? 0),
    // Nobody may ever recognise an unknown status as final, so people are told at once.
    isStuck: !game.isStatusKnown || (sinceWindowMs > STUCK_AFTER_WINDOW_MS && times.nowMs > overdueMs),
  };
}

/** From its last regular period on, a game may be final at any moment: it is looked at twice as often. */
function stepOf(game: ProviderGame, { sport, notFinalStepMs }: ReadinessTimes): number {
  if (game.status === 'suspended') return SUSPENDED_STEP_MS;
  const { mayEndAfterPeriods = Number.POSITIVE_INFINITY } = SPORT_FACTS[sport];
  const isEnding = game.status === 'in_progress' && game.homePeriodScores.length >= mayEndAfterPeriods;
  return isEnding ? notFinalStepMs / 2 : notFinalStepMs;
}
