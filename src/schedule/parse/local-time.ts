import { IANAZone } from 'luxon';
import type { CalendarDate, ClockTime } from './date-and-time.ts';

/** A wall-clock time in a zone is one instant, none (clocks jump over it) or two (clocks go back over it). */
export type LocalTimeResult =
  | { kind: 'instant'; startMs: number }
  | { kind: 'does_not_exist'; candidatesMs: readonly [number, number] }
  | { kind: 'ambiguous'; candidatesMs: readonly [number, number] };

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** Zones that people write and that have one meaning. */
const UTC_NAMES = new Set(['utc', 'gmt', 'z', 'etc/utc']);

/** What people write for zones whose abbreviation hides the change of daylight saving time. */
const ABBREVIATION_HINTS: Readonly<Record<string, string>> = {
  et: 'America/New_York',
  est: 'America/New_York',
  edt: 'America/New_York',
  ct: 'America/Chicago',
  cst: 'America/Chicago',
  cdt: 'America/Chicago',
  mt: 'America/Denver',
  mst: 'America/Denver',
  pt: 'America/Los_Angeles',
  pst: 'America/Los_Angeles',
  pdt: 'America/Los_Angeles',
  bst: 'Europe/London',
  cet: 'Europe/Paris',
  cest: 'Europe/Paris',
};

/**
 * Returns the zone's name to use, or undefined for one that is unknown.
 * Abbreviations such as `EST` are refused although some systems know them: they mean a fixed offset there,
 * and a summer game would be an hour late.
 */
export function knownZone(name: string): string | undefined {
  const trimmed = name.trim();
  if (UTC_NAMES.has(trimmed.toLowerCase())) return 'UTC';
  // `create` remembers the zone; asking `isValidZone` for every row would cost more than all the rest of it.
  return trimmed.includes('/') && IANAZone.create(trimmed).isValid ? trimmed : undefined;
}

/** How to mend an unknown zone, with the likely one where the abbreviation tells it. */
export function zoneRemedy(name: string): string {
  const hint = ABBREVIATION_HINTS[name.trim().toLowerCase()];
  return `Use an IANA zone name${hint ? `, probably ${hint}` : ' such as America/New_York or Europe/London'}.`;
}

/** Finds the instant (or instants) at which clocks in `zoneName` show `time` on `date`. */
export function resolveLocalTime(date: CalendarDate, time: ClockTime, zoneName: string): LocalTimeResult {
  const wallMs = Date.UTC(date.year, date.month - 1, date.day, time.hour, time.minute, time.second);
  if (time.offsetMinutes !== null)
    return { kind: 'instant', startMs: wallMs - time.offsetMinutes * MS_PER_MINUTE };
  if (zoneName === 'UTC') return { kind: 'instant', startMs: wallMs };

  // The offsets a day before and a day after are the only two that can apply: no zone changes twice in two days.
  const before = offsetMinutesAt(wallMs - MS_PER_DAY, zoneName);
  const after = offsetMinutesAt(wallMs + MS_PER_DAY, zoneName);
  const beforeMs = wallMs - before * MS_PER_MINUTE;
  if (before === after) return { kind: 'instant', startMs: beforeMs };
  const afterMs = wallMs - after * MS_PER_MINUTE;
  const isBeforeValid = offsetMinutesAt(beforeMs, zoneName) === before;
  const isAfterValid = offsetMinutesAt(afterMs, zoneName) === after;
  if (isBeforeValid && isAfterValid) return { kind: 'ambiguous', candidatesMs: inOrder(beforeMs, afterMs) };
  if (!isBeforeValid && !isAfterValid)
    return { kind: 'does_not_exist', candidatesMs: inOrder(beforeMs, afterMs) };
  return { kind: 'instant', startMs: isBeforeValid ? beforeMs : afterMs };
}

/** The date that a calendar in `zoneName` shows at an instant: `YYYY-MM-DD`. */
export function dateInZone(startMs: number, zoneName: string): string {
  return new Date(startMs + offsetMinutesAt(startMs, zoneName) * MS_PER_MINUTE).toISOString().slice(0, 10);
}

/** The time that a clock in `zoneName` shows at an instant: `HH:mm`. */
export function clockInZone(startMs: number, zoneName: string): string {
  return new Date(startMs + offsetMinutesAt(startMs, zoneName) * MS_PER_MINUTE).toISOString().slice(11, 16);
}

/** Clocks are only ever changed at full quarters of an hour, so one answer holds for a quarter. */
const OFFSET_QUARTER_MS = 15 * MS_PER_MINUTE;

/** A season has about 35,000 quarters of an hour; the answers of a few seasons are kept. */
const MAX_KEPT_OFFSETS = 200_000;

/** Asking the time zone database costs more than all the rest of a row, and the games of a day ask the same. */
const keptOffsets = new Map<string, number>();

/** Minutes by which the clocks of a zone are ahead of UTC at an instant. */
function offsetMinutesAt(instantMs: number, zoneName: string): number {
  if (zoneName === 'UTC') return 0;
  const quarter = Math.floor(instantMs / OFFSET_QUARTER_MS);
  const key = `${zoneName} ${quarter}`;
  const kept = keptOffsets.get(key);
  if (kept !== undefined) return kept;
  const offset = IANAZone.create(zoneName).offset(quarter * OFFSET_QUARTER_MS);
  if (keptOffsets.size >= MAX_KEPT_OFFSETS) keptOffsets.clear();
  keptOffsets.set(key, offset);
  return offset;
}

function inOrder(oneMs: number, otherMs: number): readonly [number, number] {
  return oneMs <= otherMs ? [oneMs, otherMs] : [otherMs, oneMs];
}
