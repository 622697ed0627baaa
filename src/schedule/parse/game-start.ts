import { type CalendarDate, isoDate, readCalendarDate } from './calendar-date.ts';
import { CLOCK_TIME_FORMS, type ClockTime, readClockTime } from './clock-time.ts';
import { askAboutDate } from './date-order.ts';
import { dateInZone, knownZone, resolveLocalTime, zoneRemedy } from './local-time.ts';
import type { DateStyle } from './raw-game.ts';
import { quoteValue, type RowRejection, rejectRow } from './row-rejection.ts';

export type GameStart = {
  startMs: number | null;
  localDate: string;
  slateDate: string;
  timezone: string;
  isTimeConfirmed: boolean;
};

export type GameStartInput = {
  date: string;
  time: string;
  dateStyle: DateStyle;
  /** Zone in which date and time are told, unchecked. */
  timezone: string;
  /** Whether games of the season are played on a date, to tell which of its readings can be meant. */
  isInSeason: (date: CalendarDate) => boolean;
  /** Zone of the league, in which slate dates are told. */
  leagueTimezone: string;
};

/**
 * Turns the date and time of a row into an instant and a slate date.
 * A time with its own offset (`19:30-05:00`, `…T23:30:00Z`) needs no zone. An unknown time is no error:
 * the game then has its date only. A time that the zone's clocks skip or show twice is refused, not guessed.
 */
export function readGameStart(input: GameStartInput): { ok: true; start: GameStart } | RowRejection {
  const timezone = knownZone(input.timezone);
  if (timezone === undefined) {
    return rejectRow(
      'unknown_timezone',
      `timezone ${quoteValue(input.timezone)} is unknown`,
      zoneRemedy(input.timezone),
    );
  }
  const dateReading = readCalendarDate(input.date, input.dateStyle);
  if (!dateReading.ok) {
    const { problem, readings } = dateReading;
    if (readings) return askAboutDate(input.date, problem, readings, input.isInSeason);
    return rejectRow('bad_date', `date ${quoteValue(input.date)} ${dateReading.problem}`, dateReading.remedy);
  }
  const { date, rest } = dateReading;
  const timeText = input.time.trim() === '' ? rest : timeOfDateTime(input.time);
  const timeReading = readClockTime(timeText);
  if (timeReading.kind === 'unreadable') {
    return rejectRow(
      'bad_time',
      `time ${quoteValue(timeText)} cannot be read`,
      `Write times as ${CLOCK_TIME_FORMS}; leave the time blank or write TBD while it is unknown.`,
    );
  }
  const localDate = isoDate(date);
  if (timeReading.kind === 'unknown') {
    return {
      ok: true,
      start: { startMs: null, localDate, slateDate: localDate, timezone, isTimeConfirmed: false },
    };
  }
  return startAt(date, timeReading.time, timezone, input.leagueTimezone);
}

function startAt(
  date: CalendarDate,
  time: ClockTime,
  timezone: string,
  leagueTimezone: string,
): { ok: true; start: GameStart } | RowRejection {
  const localDate = isoDate(date);
  const result = resolveLocalTime(date, time, timezone);
  if (result.kind === 'instant') {
    const { startMs } = result;
    const slateDate = dateInZone(startMs, leagueTimezone);
    return { ok: true, start: { startMs, localDate, slateDate, timezone, isTimeConfirmed: true } };
  }
  const clock = `${String(time.hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}`;
  const [early, late] = result.candidatesMs.map((ms) => new Date(ms).toISOString().replace('.000Z', 'Z'));
  const where = `time ${clock} on ${localDate} in ${timezone}`;
  const remedy = `Write the time with its offset from UTC; it is ${early} or ${late}.`;
  return result.kind === 'does_not_exist'
    ? rejectRow('time_does_not_exist', `${where} does not exist: the clocks jump over it`, remedy)
    : rejectRow('time_ambiguous', `${where} exists twice: the clocks go back over it`, remedy);
}

/** A time field may repeat the date (`2025-10-21T19:30:00Z`); only its time part is read. */
function timeOfDateTime(text: string): string {
  return /^\d{4}-\d{2}-\d{2}[T\s](.+)$/i.exec(text.trim())?.[1] ?? text;
}
