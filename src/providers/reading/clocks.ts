/** Longer than any text of a clock. */
const MOST_LETTERS = 12;

/** Time left, as providers write it: `5:23`, `05:23`, `12.4`, `PT05M23.00S`; null for anything else and for no time at all. */
export function timeLeft(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > MOST_LETTERS) return null;
  const [, isoMinutes, isoSeconds] = /^PT(\d{1,2})M(\d{1,2})(?:\.\d+)?S$/.exec(text) ?? [];
  if (isoMinutes !== undefined && isoSeconds !== undefined) return shown(isoMinutes, isoSeconds);
  const [, minutes, seconds] = /^(\d{1,2}):([0-5]\d)(?:\.\d+)?$/.exec(text) ?? [];
  if (minutes !== undefined && seconds !== undefined) return shown(minutes, seconds);
  return /^[1-5]?\d\.\d$/.test(text) && Number(text) > 0 ? text : null;
}

function shown(minutes: string, seconds: string): string | null {
  return Number(minutes) === 0 && Number(seconds) === 0
    ? null
    : `${Number(minutes)}:${seconds.padStart(2, '0')}`;
}

/** A minute of football with what is added: `67`, `45+2`; also `45'+2'`. Null for anything else. */
export function minuteOf(text: unknown): string | null {
  if (typeof text !== 'string' || text.length > MOST_LETTERS) return null;
  const [, minute, added] = /^(\d{1,3})(?:\+(\d{1,2}))?$/.exec(text.replaceAll(/['’′\s]/g, '')) ?? [];
  if (minute === undefined || Number(minute) === 0) return null;
  return added === undefined || Number(added) === 0 ? String(Number(minute)) : `${Number(minute)}+${added}`;
}

/** A number of a period; null for what can be none. */
export function periodOf(value: unknown): number | null {
  const period = typeof value === 'string' ? Number(value.trim() || Number.NaN) : value;
  return typeof period === 'number' && Number.isInteger(period) && period >= 1 && period <= 20
    ? period
    : null;
}
