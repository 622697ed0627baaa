import { duration, onOff, wholeNumber } from '../values.ts';
import { type ValuesOf, variable } from '../variable.ts';

/** How schedules and rosters are kept up to date, and how long answers are kept. */
export const refreshVariables = {
  SCHEDULE_REFRESH_HOURS: variable(
    duration('hours', { min: 0, max: 720 }).prefault('24'),
    'Hours after which the schedule of a league with games is asked for again, one call for each league; 0 never.',
  ),
  ROSTER_REFRESH: variable(
    onOff().optional(),
    'Whether the players of teams that play soon are asked for, one call for each team, at most once a day.',
    { defaultText: 'off on the free plan, else on' },
  ),
  ROSTER_LOOK_AHEAD_HOURS: variable(
    duration('hours', { min: 1, max: 168 }).prefault('36'),
    'Teams with a game within so many hours play soon.',
  ),
  PAYLOAD_RETENTION_DAYS: variable(
    wholeNumber({ min: 1, max: 36_500 }).prefault('400'),
    'Days for which the bodies of provider answers are kept, so that `replay` can read them again.',
  ),
  SYNC_LOG_RETENTION_DAYS: variable(
    wholeNumber({ min: 90, max: 36_500 }).prefault('400'),
    'Days for which runs (`sync_log`), calls (`api_usage`) and what happened to games (`game_events`) are kept; objectives look back 90.',
  ),
};

export type RefreshConfig = {
  /** Schedules of followed leagues are asked for again after this long; 0 never. */
  scheduleIntervalMs: number;
  /** Whether players of teams that play soon are asked for. */
  areRostersOn: boolean;
  /** Teams with a game within this time play soon. */
  rosterLookAheadMs: number;
};

/** How long bodies of the provider are kept. */
export type PayloadConfig = { retentionDays: number };

/** How long runs, calls and events of games are kept. */
export type LogConfig = { retentionDays: number };

type RefreshValues = ValuesOf<typeof refreshVariables>;

/** Rosters cost calls that a free plan needs for games. */
export function refreshConfig(values: RefreshValues, { plan }: { plan: string }): RefreshConfig {
  return {
    scheduleIntervalMs: values.SCHEDULE_REFRESH_HOURS,
    areRostersOn: values.ROSTER_REFRESH ?? plan !== 'free',
    rosterLookAheadMs: values.ROSTER_LOOK_AHEAD_HOURS,
  };
}

export function payloadConfig(values: RefreshValues): PayloadConfig {
  return { retentionDays: values.PAYLOAD_RETENTION_DAYS };
}

export function logConfig(values: RefreshValues): LogConfig {
  return { retentionDays: values.SYNC_LOG_RETENTION_DAYS };
}
