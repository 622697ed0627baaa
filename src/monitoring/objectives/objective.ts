/** Whether the recorded rows suffice to say it, and what they say. */
export type ObjectiveState = 'met' | 'missed' | 'not_enough_data';

/**
 * What is promised: at least a share of all events, or less than a share of them or than a value on average or at the
 * worst. The founding plan says "under" of all that has a most: the limit itself is missed.
 */
export type ObjectiveTarget =
  | { kind: 'at_least_share'; share: number }
  | { kind: 'at_most_share'; share: number }
  | { kind: 'at_most'; value: number; unit: 'seconds' };

/** A success criterion of the founding plan (`scoracle-seeding-plan.md`, Success Metrics), and its window. */
export type ObjectiveDefinition = {
  name: string;
  /** What is promised, for people. */
  promise: string;
  /** What is counted, and from which rows. */
  measured_by: string;
  target: ObjectiveTarget;
  window_days: number;
  /** Fewer events than this say nothing. */
  fewest_events: number;
};

/** What the rows of a window say: how many of the events were bad, or which value they come to. */
export type Measurement = { events: number; bad?: number; value?: number | null };

/** An objective with what was measured and what is left of its error budget. */
export type Objective = ObjectiveDefinition & {
  state: ObjectiveState;
  events: number;
  /** A share (0..1) or seconds, as the target has it; null without enough data. */
  value: number | null;
  /**
   * How much of what may go wrong has gone wrong, 0..1 and beyond: bad events of those that the target allows, or the
   * value of its limit. Null without enough data; 1 and more is a missed objective.
   */
  budget_spent: number | null;
  /** Bad events that may still come within the window before the objective is missed; null where it is no share. */
  budget_left_events: number | null;
};

/** Judges a measurement. Pure. */
export function judgeObjective(definition: ObjectiveDefinition, measured: Measurement): Objective {
  const { target, fewest_events: fewest } = definition;
  const { events } = measured;
  const nothing = { state: 'not_enough_data', events, value: null, budget_spent: null } as const;
  if (events < fewest) return { ...definition, ...nothing, budget_left_events: null };
  if (target.kind === 'at_most') {
    const value = measured.value ?? null;
    if (value === null) return { ...definition, ...nothing, budget_left_events: null };
    const state = value < target.value ? 'met' : 'missed';
    return {
      ...definition,
      state,
      events,
      value,
      budget_spent: value / target.value,
      budget_left_events: null,
    };
  }
  const bad = measured.bad ?? 0;
  const badShare = measured.value ?? bad / events;
  const allowedShare = target.kind === 'at_least_share' ? 1 - target.share : target.share;
  const value = target.kind === 'at_least_share' ? 1 - badShare : badShare;
  // A promise without exception has no budget: the first bad event spends it.
  const spent = allowedShare === 0 ? (badShare > 0 ? Number.MAX_SAFE_INTEGER : 0) : badShare / allowedShare;
  // "At least" takes the very share, "under" does not.
  const isMet =
    target.kind === 'at_least_share' ? badShare <= allowedShare + 1e-12 : badShare < allowedShare - 1e-12;
  const mostBad =
    target.kind === 'at_least_share'
      ? Math.floor(allowedShare * events + 1e-9)
      : Math.ceil(allowedShare * events - 1e-9) - 1;
  return {
    ...definition,
    state: isMet ? 'met' : 'missed',
    events,
    value,
    budget_spent: spent,
    budget_left_events: measured.bad === undefined ? null : Math.max(0, mostBad - bad),
  };
}
