import type { League } from '../../domain/league.ts';
import { clockInZone } from './local-time.ts';

/** Whether games of the league start at this time of day; undefined where its hours are not known. */
export function isStartingHour({ slates, timezone }: League, startMs: number): boolean | undefined {
  if (!slates.startingHours) return undefined;
  const clock = clockInZone(startMs, timezone);
  return slates.startingHours.some(([from, to]) => clock >= from && clock <= to);
}
