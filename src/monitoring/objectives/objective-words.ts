import type { Objective } from './objective.ts';

/** Where an objective stands, in words. */
export function stateWords({ state }: Pick<Objective, 'state'>): string {
  return { met: 'met', missed: 'missed', not_enough_data: 'not enough data' }[state];
}

/** What was measured, with its unit; a dash where nothing was. */
export function valueWords({ value, target }: Pick<Objective, 'value' | 'target'>): string {
  if (value === null) return '—';
  if (target.kind === 'at_most') return `${value.toFixed(1)} s`;
  // Never rounded to all: a single miss stays visible.
  const percent = value * 100;
  const shown = value < 1 ? Math.min(99.99, Number(percent.toFixed(2))) : percent;
  return `${shown.toFixed(2)} %`;
}

/** What is left of the error budget, in words. */
export function budgetWords(objective: Objective): string {
  const { budget_spent: spent, budget_left_events: left, fewest_events: fewest, events, target } = objective;
  if (spent === null)
    return events === 0 ? 'nothing happened yet' : `says something from ${fewest.toLocaleString('en')} on`;
  const allowsNone = target.kind === 'at_least_share' && target.share === 1;
  if (allowsNone) return spent === 0 ? 'none was needed' : 'there is none';
  const percent = Math.round(spent * 100).toLocaleString('en');
  return left === null
    ? `${percent} % of the limit`
    : `${percent} % spent, ${left.toLocaleString('en')} left`;
}
