import type { ObjectiveDefinition } from './objective.ts';

const MINUTES = 60;

/** The success criteria of the founding plan, each with what is counted for it. */
export const OBJECTIVES = {
  started_in_time: {
    name: 'started_in_time',
    promise: 'Every game starts within 10 minutes of its scheduled time.',
    measured_by:
      'seeding_tasks: first passes whose window opened in the days and that were scheduled before it; late ones and those that wait unstarted and unheld for longer are bad.',
    target: { kind: 'at_least_share', share: 1 },
    window_days: 7,
    fewest_events: 10,
  },
  seeded_quickly: {
    name: 'seeded_quickly',
    promise: 'A game is seeded in under 30 seconds on average.',
    measured_by: 'seeding_tasks.duration_seconds of first passes that completed in the days.',
    target: { kind: 'at_most', value: 30, unit: 'seconds' },
    window_days: 7,
    fewest_events: 10,
  },
  few_retries: {
    name: 'few_retries',
    promise: 'Fewer than 5 % of the games need another attempt.',
    measured_by: 'sync_log: games with a run in the days, bad where a run of the first pass failed.',
    target: { kind: 'at_most_share', share: 0.05 },
    window_days: 7,
    fewest_events: 20,
  },
  same_day: {
    name: 'same_day',
    promise: 'The statistics of 95 % of the games are there within 24 hours of tip-off.',
    measured_by:
      'seeding_tasks and games: played games whose 24 hours ended in the days and that were scheduled before; bad where the first pass had not completed by then.',
    target: { kind: 'at_least_share', share: 0.95 },
    window_days: 7,
    fewest_events: 20,
  },
  quota_in_reserve: {
    name: 'quota_in_reserve',
    promise: 'No day uses 80 % of the calls of a provider or more.',
    measured_by:
      'api_usage: paid calls of the worst UTC day of any provider, against what a day of it takes.',
    target: { kind: 'at_most_share', share: 0.8 },
    window_days: 30,
    fewest_events: 1,
  },
  detected_soon: {
    name: 'detected_soon',
    promise: 'Failures are detected within 5 minutes on average.',
    measured_by: 'alerts: from when the trouble began to when it was raised, of critical alerts of the days.',
    target: { kind: 'at_most', value: 5 * MINUTES, unit: 'seconds' },
    window_days: 90,
    fewest_events: 3,
  },
  recovered_soon: {
    name: 'recovered_soon',
    promise: 'Failures are over within 15 minutes on average.',
    measured_by: 'alerts: from raised to resolved (or to now, where open) of critical alerts of the days.',
    target: { kind: 'at_most', value: 15 * MINUTES, unit: 'seconds' },
    window_days: 90,
    fewest_events: 3,
  },
  available: {
    name: 'available',
    promise: 'The installation works 99 % of the time.',
    measured_by:
      'alerts: minutes of the days in which an alert about silent workers, a lost queue or a stuck worker was open; counted from the first record of the installation on.',
    target: { kind: 'at_least_share', share: 0.99 },
    window_days: 90,
    // A week of minutes.
    fewest_events: 7 * 24 * 60,
  },
} as const satisfies Readonly<Record<string, ObjectiveDefinition>>;

export type ObjectiveName = keyof typeof OBJECTIVES;
