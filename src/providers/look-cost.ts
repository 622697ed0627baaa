import type { LimitsTable } from './client/limits.ts';
import type { Capability } from './ports.ts';

/** What one call costs at a provider: nothing that is short there, a call of the plan, or credits. */
export type LookCost = { counts: 'nothing' | 'calls' | 'credits'; most: number };

/** From what costs nothing to what is scarcest. */
const SCARCITY: Readonly<Record<LookCost['counts'], number>> = { nothing: 0, calls: 1, credits: 2 };

/**
 * What a call of a capability costs by the limits table: credits where the plan has some for it, a call where the plan
 * counts calls of a day or a month, and else nothing, since hosts without such a limit only want a distance.
 */
export function lookCost(
  { limits }: { limits: LimitsTable },
  plan: string | undefined,
  capability: Capability,
): LookCost {
  const all = Object.values(limits);
  const own = (plan === undefined ? undefined : limits[plan]) ?? (all.length === 1 ? all[0] : undefined);
  const credits = own?.credits?.[capability];
  if (credits !== undefined) return { counts: 'credits', most: credits };
  // The terms of a plan that the table does not have are somebody's own, and count calls.
  const isCounted =
    own === undefined || own.limits.some(({ counts, per }) => counts === 'calls' && LONG.has(per));
  return isCounted ? { counts: 'calls', most: 1 } : { counts: 'nothing', most: 0 };
}

/** Periods whose calls can be used up. */
const LONG: ReadonlySet<string> = new Set(['hour', 'day', 'month']);

/** The cheaper first: no credits before calls of a plan, and none of these before what is free; else as they came. */
export function cheapestFirst<T>(sources: readonly T[], costOf: (source: T) => LookCost): readonly T[] {
  const rank = (source: T): number => {
    const { counts, most } = costOf(source);
    return SCARCITY[counts] * 1_000 + most;
  };
  return sources.toSorted((one, other) => rank(one) - rank(other));
}
