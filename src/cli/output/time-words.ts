const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

/** Largest unit first; a span is told in a unit from `fromMs` on, so that "90 min" stays "90 min" and not "2 h". */
const UNITS = [
  { fromMs: 2 * YEAR_MS, unitMs: YEAR_MS, name: 'y' },
  { fromMs: 2 * DAY_MS, unitMs: DAY_MS, name: 'd' },
  { fromMs: 2 * HOUR_MS, unitMs: HOUR_MS, name: 'h' },
  { fromMs: 2 * MINUTE_MS, unitMs: MINUTE_MS, name: 'min' },
  { fromMs: 0, unitMs: SECOND_MS, name: 's' },
] as const;

/** A length of time in one unit, rounded: `45 s`, `90 min`, `3 h`, `12 d`, `4 y`. The sign is dropped. */
export function spanWords(spanMs: number): string {
  const lengthMs = Math.abs(spanMs);
  const unit = UNITS.find(({ fromMs }) => lengthMs >= fromMs) ?? UNITS[4];
  return `${Math.round(lengthMs / unit.unitMs)} ${unit.name}`;
}

/** Where a moment lies as seen from now: `in 3 h`, `12 min ago`, `now` within half a second. */
export function relativeWords(atMs: number, nowMs: number): string {
  const differenceMs = atMs - nowMs;
  if (Math.abs(differenceMs) < SECOND_MS / 2) return 'now';
  return differenceMs > 0 ? `in ${spanWords(differenceMs)}` : `${spanWords(differenceMs)} ago`;
}

/**
 * An instant to the minute, in the zone of this machine or of TZ: `2026-01-15T23:30Z` where that is UTC,
 * `2026-01-15T18:30-05:00` elsewhere.
 */
export function instantWords(at: Date): string {
  const offsetMinutes = -at.getTimezoneOffset();
  const local = new Date(at.getTime() + offsetMinutes * MINUTE_MS).toISOString().slice(0, 16);
  return local + offsetWords(offsetMinutes);
}

function offsetWords(minutes: number): string {
  if (minutes === 0) return 'Z';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

/** How the services write an instant into a sentence. */
const INSTANT_IN_TEXT = /(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)?(?: UTC|Z)/g;

/** A sentence with the instants in it as the tables have them. */
export function timesInWords(text: string): string {
  return text.replaceAll(INSTANT_IN_TEXT, (_all, day: string, time: string) =>
    instantWords(new Date(`${day}T${time}Z`)),
  );
}

/** Instant and hint together, `2026-01-15T23:30Z (in 3 h)`; `—` when there is none. */
export function instantWithHint(at: Date | null | undefined, nowMs: number): string {
  return at ? `${instantWords(at)} (${relativeWords(at.getTime(), nowMs)})` : '—';
}
