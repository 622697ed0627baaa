import type { CallContext } from '../providers/client/provider-call.ts';
import type { StepCounts, UnitInHand } from './unit-progress.ts';

/** A question of a step to a provider: the context to ask with, and what its answers cost so far. */
export type Asking = {
  context: CallContext;
  /** Calls that the answers read so far are of, and their credits. */
  spent: () => Pick<StepCounts, 'calls' | 'credits'>;
};

/**
 * How a step asks: as the last priority, and nobody at all where the answer was kept since the past it is about was over.
 * An answer that a lost run of the same unit got counts as its call, one that was there before as none.
 */
export function askingOf(
  unit: Pick<UnitInHand, 'league' | 'startedAt'>,
  {
    signal,
    runId,
    goodSinceMs,
    nowMs,
  }: { signal: AbortSignal; runId: string; goodSinceMs: number; nowMs: () => number },
): Asking {
  let calls = 0;
  let credits = 0;
  const beganMs = unit.startedAt?.getTime() ?? nowMs();
  return {
    context: {
      signal,
      priority: 'backfill',
      league: unit.league,
      runId,
      archive: {
        goodSinceMs,
        told({ isKept, ageMs, credits: cost }) {
          if (isKept && nowMs() - ageMs < beganMs) return;
          calls += 1;
          credits += cost;
        },
      },
    },
    spent: () => ({ calls, credits }),
  };
}
