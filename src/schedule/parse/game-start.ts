import { isoDate, readCalendarDate } from './calendar-date.ts';
import { CLOCK_TIME_FORMS, readClockTime } from './clock-time.ts';
import { askAboutDate } from './date-order.ts';
import { clockInZone, dateInZone } from './local-time.ts';
import { type Place, type Placed, placeClock } from './place-clock.ts';
import { quoteValue, type RowRejection, rejectRow } from './row-rejection.ts';
import type { CalendarDate, DateStyle, ClockTime } from './date-and-time.ts';

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
  /** By whose clocks the time is told, and by whose a time in the field of the date. */
  place: Place;
  datePlace: Place;
  /** Reads a time such as `7:30` as one after noon. */
  isAfternoon?: true;
  /** Whether games of the season are played on a date, to tell which of its readings can be meant. */
  isInSeason: (date: CalendarDate) => boolean;
};

/** A start, with whether its clock may have shown the other half of the day, and whether the time tells its zone. */
export type StartReading =
  | { ok: true; start: GameStart; isBare: boolean; isZoneTold: boolean }
  | RowRejection;

/** A field that holds a date, a time of day, or both. */
type Moment = { date: CalendarDate | undefined; time: ClockTime | undefined };

/** Spreadsheets and programs write a bare time of day as one of the first days that they know. */
const FIRST_BELIEVED_YEAR = 1980;

/**
 * Turns the date and time of a row into an instant and a slate date. An unknown time is no error: the game then has
 * its date only. A time that the zone's clocks skip or show twice is refused, not guessed. Either field may hold a
 * whole instant; where both fields say when the game starts, they have to agree.
 */
export function readGameStart(input: GameStartInput): StartReading {
  const written = readMoment(input.date, input);
  if ('reason' in written) return written;
  const { date } = written;
  if (date === undefined) throw new Error('a date that was read is a date');
  const timed = readTime(input);
  if ('reason' in timed) return timed;
  const isTimeGiven = input.time.trim() !== '';
  if (timed.time === undefined) {
    if (written.time === undefined) return withoutTime(date, input);
    const placed = placeClock(date, written.time, input.datePlace);
    if (!placed.ok) return placed;
    if (!isTimeGiven) return started(date, placed, written.time, input);
    // The time is open by its own field; of the instant in the date's, the day counts.
    return withoutTime(isMidnight(written.time) ? date : placed, input);
  }
  const moment = { date: timed.date, time: timed.time };
  if (written.time === undefined) return fromDateAndTime(date, moment, input);
  const placed = placeClock(date, written.time, input.datePlace);
  if (!placed.ok) return placed;
  const isInstant = written.time.offsetMinutes !== null && isShownBy(placed, moment, input.place);
  if (!isInstant && isDayOnly(placed, written.time, input.place)) {
    const day = isMidnight(written.time)
      ? date
      : dayOf(dateInZone(placed.startMs, input.place.leagueTimezone));
    return fromDateAndTime(day, moment, input);
  }
  return fromTwoStarts({ date, time: written.time }, placed, moment, input);
}

/** The date column has a day; the time column a time of day or a whole instant, which then has to be of that day. */
function fromDateAndTime(
  date: CalendarDate,
  { date: ownDate, time }: Moment & { time: ClockTime },
  input: GameStartInput,
): StartReading {
  const placed = ownDate ? placeClock(ownDate, time, input.place) : placeOnDate(date, time, input);
  if (!placed.ok) return placed;
  if (ownDate !== undefined && !daysOf(ownDate, placed, input.place).has(isoDate(date))) {
    const day = dateInZone(placed.startMs, input.place.leagueTimezone);
    return contradiction(input, `which is ${day} in ${input.place.leagueTimezone}`);
  }
  return started(date, placed, time, input);
}

/**
 * The instant of a time of day on a date. Where the columns name different zones (`Date (ET)`, `Time (UTC)`), it is
 * the one that has this date by the clocks of the first and this time by those of the second.
 */
function placeOnDate(
  date: CalendarDate,
  time: ClockTime,
  { place, datePlace }: GameStartInput,
): Placed | RowRejection {
  const placed = placeClock(date, time, place);
  const told = datePlace.column?.meaning;
  if (told?.kind !== 'zone' || datePlace.column === place.column) return placed;
  const wanted = isoDate(date);
  for (const days of [0, 1, -1]) {
    const shifted = placeClock(addDays(date, days), time, place);
    if (shifted.ok && dateInZone(shifted.startMs, told.zone) === wanted) return shifted;
  }
  return placed;
}

/** Both columns say when it starts: the one with the date has an instant, the other has to be the same. */
function fromTwoStarts(
  written: { date: CalendarDate; time: ClockTime },
  placed: Placed,
  moment: Moment & { time: ClockTime },
  input: GameStartInput,
): StartReading {
  if (moment.date !== undefined) {
    const other = placeClock(moment.date, moment.time, input.place);
    if (!other.ok) return other;
    const isSame = other.startMs === placed.startMs;
    return isSame
      ? started(written.date, placed, written.time, input)
      : contradiction(input, 'which is another instant');
  }
  const own = `${twoDigits(written.time.hour)}:${twoDigits(written.time.minute)}`;
  // `7:30` with the date and `7:30 PM` beside it: the second says which half of the day the first means.
  if (written.time.isBare && !moment.time.isBare && isSameClock(own, { ...moment.time, isBare: true })) {
    return fromDateAndTime(written.date, moment, input);
  }
  if (isSameClock(own, moment.time) || isShownBy(placed, moment, input.place)) {
    return started(written.date, placed, written.time, input);
  }
  const clock = clockInZone(placed.startMs, input.place.leagueTimezone);
  return contradiction(input, `which is not ${clock} in ${input.place.leagueTimezone}`);
}

/** The dates that a column beside an instant may rightly show: the written one, those of the zones, and that of UTC. */
function daysOf(written: CalendarDate, { startMs, zone }: Placed, place: Place): ReadonlySet<string> {
  const zones = ['UTC', zone, place.leagueTimezone, place.usual, ...(place.asked ? [place.asked] : [])];
  return new Set([isoDate(written), ...zones.map((name) => dateInZone(startMs, name))]);
}

/** Whether a clock somewhere where the file's clocks can stand shows this time of day at the instant. */
function isShownBy(placed: Placed, { date, time }: Moment & { time: ClockTime }, place: Place): boolean {
  return date === undefined && clocksOf(placed, time, place).some((clock) => isSameClock(clock, time));
}

/** The times of day that a column beside an instant may rightly show, as `HH:mm`. */
function clocksOf({ startMs, zone }: Placed, time: ClockTime, place: Place): string[] {
  if (time.offsetMinutes !== null) {
    return [new Date(startMs + time.offsetMinutes * 60_000).toISOString().slice(11, 16)];
  }
  const meaning = time.zone ?? place.column?.meaning;
  if (meaning?.kind === 'zone') return [clockInZone(startMs, meaning.zone)];
  const zones = [place.leagueTimezone, place.usual, ...(place.asked ? [place.asked] : [])];
  // An instant in UTC is no sign that clocks show UTC.
  if (zone !== 'UTC') zones.push(zone);
  return zones.map((name) => clockInZone(startMs, name));
}

/** `7:30` beside an instant is 19:30 as well. */
function isSameClock(clock: string, { hour, minute, isBare }: ClockTime): boolean {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return minutes === minute && (isBare ? hours % 12 === hour % 12 : hours === hour);
}

/** `2026-12-01 00:00:00` beside a time of day is how programs write a day, in their own zone or that of the league. */
function isDayOnly(placed: Placed, time: ClockTime, place: Place): boolean {
  if (isMidnight(time)) return true;
  return time.offsetMinutes !== null && clockInZone(placed.startMs, place.leagueTimezone) === '00:00';
}

function isMidnight({ hour, minute, second }: ClockTime): boolean {
  return hour === 0 && minute === 0 && second === 0;
}

function contradiction(input: GameStartInput, which: string): RowRejection {
  return rejectRow(
    'date_contradicts_time',
    `date ${quoteValue(input.date)} contradicts time ${quoteValue(input.time)}, ${which}`,
    'Correct one of the two, or leave only the one that is right.',
  );
}

function started(
  date: CalendarDate,
  placed: Placed,
  time: ClockTime,
  { place }: GameStartInput,
): StartReading {
  const { startMs, zone } = placed;
  return {
    ok: true,
    isZoneTold: placed.isZoneTold ?? false,
    // Only programs write times in UTC, and those write `07:30` and `10:30` on the 24-hour clock.
    isBare: time.isBare === true && !(time.hasTwoDigitHour && zone === 'UTC'),
    start: {
      startMs,
      localDate: isoDate(date),
      slateDate: dateInZone(startMs, place.leagueTimezone),
      timezone: zone,
      isTimeConfirmed: true,
    },
  };
}

function withoutTime(day: CalendarDate | Placed, { place }: GameStartInput): StartReading {
  const date = 'startMs' in day ? dateInZone(day.startMs, place.leagueTimezone) : isoDate(day);
  const timezone = place.asked ?? place.usual;
  const start = { startMs: null, localDate: date, slateDate: date, timezone, isTimeConfirmed: false };
  return { ok: true, isBare: false, isZoneTold: false, start };
}

/** The time field: a time of day, an instant, or nothing. */
function readTime(input: GameStartInput): Moment | RowRejection {
  const reading = readClockTime(input.time);
  if (reading.kind === 'unknown') return { date: undefined, time: undefined };
  if (reading.kind === 'time') return { date: undefined, time: inHalf(reading.time, input) };
  const moment = readMoment(input.time, input);
  if ('reason' in moment) return moment.reason === 'bad_date' ? badTime(input.time) : moment;
  if (moment.time === undefined || moment.date === undefined) return badTime(input.time);
  const isStandIn = moment.date.year < FIRST_BELIEVED_YEAR && moment.time.offsetMinutes === null;
  return isStandIn ? { date: undefined, time: moment.time } : moment;
}

/** A date, with the time that stands behind it in the same field. */
function readMoment(text: string, input: GameStartInput): Moment | RowRejection {
  const { dateStyle, isInSeason } = input;
  const reading = readCalendarDate(text, dateStyle);
  if (!reading.ok) {
    const { problem, remedy, readings } = reading;
    if (readings) return askAboutDate(text, problem, readings, isInSeason);
    return rejectRow('bad_date', `date ${quoteValue(text)} ${problem}`, remedy);
  }
  const time = readClockTime(reading.rest);
  if (time.kind === 'unreadable') return badTime(reading.rest);
  return { date: reading.date, time: time.kind === 'time' ? inHalf(time.time, input) : undefined };
}

function inHalf(time: ClockTime, { isAfternoon }: GameStartInput): ClockTime {
  const { isBare, ...told } = time;
  if (!isAfternoon || !isBare) return time;
  return { ...told, hour: (told.hour % 12) + 12 };
}

function badTime(text: string): RowRejection {
  return rejectRow(
    'bad_time',
    `time ${quoteValue(text)} cannot be read`,
    `Write times as ${CLOCK_TIME_FORMS}; leave the time blank or write TBD while it is unknown.`,
  );
}

function addDays({ year, month, day }: CalendarDate, days: number): CalendarDate {
  return dayOf(new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10));
}

function dayOf(iso: string): CalendarDate {
  const [year = 0, month = 0, day = 0] = iso.split('-').map(Number);
  return { year, month, day };
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
