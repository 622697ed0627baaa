import type { Clock } from '../../src/platform/clock.ts';
import type { SimulatedProviderDials } from './dials.ts';
import type { PlanName } from './plans.ts';

/** Credits a month by plan, for providers that charge by the question. */
const CREDITS_OF_PLAN: Readonly<Record<PlanName, number>> = {
  free: 500,
  pro: 20_000,
  ultra: 100_000,
  mega: 5_000_000,
  custom: 15_000_000,
};

/** What an account has used up of its month, and what its last call cost. */
export type CreditUse = { used: number; remaining: number; last: number };

export type CreditAccount = {
  /** Whether the month has room for a call of this cost. */
  covers: (cost: number, dials: SimulatedProviderDials) => boolean;
  /** Takes a cost, which may be nothing, and says how the account stands then. */
  charge: (cost: number, dials: SimulatedProviderDials) => CreditUse;
  record: (dials: SimulatedProviderDials) => { used: number; most: number; refused: number };
  reset: () => void;
};

/** One account's credits. Its month begins on a day of its own, and nothing but the counters tells which. */
export function createCreditAccount(clock: Pick<Clock, 'nowMs'>): CreditAccount {
  let period = '';
  let used = 0;
  let refused = 0;
  const mostOf = ({ plan, creditsPerMonth }: SimulatedProviderDials): number =>
    creditsPerMonth ?? CREDITS_OF_PLAN[plan];
  const roll = ({ creditsResetDay }: SimulatedProviderDials): void => {
    const now = new Date(clock.nowMs());
    const month = now.getUTCMonth() - (now.getUTCDate() < creditsResetDay ? 1 : 0);
    const current = new Date(Date.UTC(now.getUTCFullYear(), month, 1)).toISOString().slice(0, 7);
    if (current !== period) [period, used] = [current, 0];
  };
  return {
    covers(cost, dials) {
      roll(dials);
      const hasRoom = cost === 0 || used + cost <= mostOf(dials);
      if (!hasRoom) refused += 1;
      return hasRoom;
    },
    charge(cost, dials) {
      roll(dials);
      used += cost;
      return { used, remaining: Math.max(0, mostOf(dials) - used), last: cost };
    },
    record(dials) {
      roll(dials);
      return { used, most: mostOf(dials), refused };
    },
    reset: () => void ([period, used, refused] = ['', 0, 0]),
  };
}
