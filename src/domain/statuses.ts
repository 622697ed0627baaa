/** Where a game stands, whatever the provider calls it. */
export const GAME_STATUSES = [
  'scheduled',
  'in_progress',
  'completed',
  'postponed',
  'suspended',
  'cancelled',
  'awarded',
] as const;
export type GameStatus = (typeof GAME_STATUSES)[number];

/** Where the statistics of a game stand. */
export const SEEDING_STATUSES = [
  'pending',
  'in_progress',
  'partial',
  'completed',
  'failed',
  'skipped',
] as const;
export type SeedingStatus = (typeof SEEDING_STATUSES)[number];

/** Where a seeding task stands. `pending` and `running` are open; the rest are final until somebody retries. */
export const TASK_STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** `error_type` of a task whose start the database refuses to note: its row was changed by hand, or a rule of ours is wrong. */
export const CLAIM_REFUSED = 'claim_refused';

/** Why an open task waits past its due time. A hold is not a failure and burns no attempt. */
export const HOLD_REASONS = [
  'not_final',
  'quota',
  'breaker_open',
  'worker_trouble',
  'paused',
  'time_unknown',
  'postponed',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** What people read when a hold waits for a person: the key is refused or absent, and no pause mends that. */
const REFUSED_KEY_WORDS =
  'the provider takes no calls without a valid key, and somebody has to set it (`doctor` names its variable)';

/** Why a task is on hold, in words; `errorType` is the kind of the provider's error, where there was one. */
export function holdWords(reason: HoldReason, errorType: string | null | undefined): string {
  return errorType === 'credential' ? REFUSED_KEY_WORDS : HOLD_REASON_WORDS[reason];
}

/** What people read instead of a hold reason's name. */
export const HOLD_REASON_WORDS: Record<HoldReason, string> = {
  not_final: 'the game is not final yet',
  quota: 'the provider quota is used up',
  breaker_open: 'the provider is in trouble and gets a rest',
  worker_trouble: 'the machine of the worker that tried lacks something',
  paused: 'seeding is paused',
  time_unknown: 'the tip-off time is not known yet',
  postponed: 'the game is postponed',
};
