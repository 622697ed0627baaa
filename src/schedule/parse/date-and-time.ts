export type CalendarDate = { year: number; month: number; day: number };

/** A date with slashes or dashes that is a day of the calendar in one order or in both. */
export type DateInOrder = { order: DateOrder; date: CalendarDate };

/** Which comes first in a date of numbers whose year stands last. */
export type DateOrder = 'day-first' | 'month-first';

/** How a preset writes its dates; the reader for each is in `calendar-date.ts`. */
export type DateStyle = 'iso' | 'day-first' | 'month-first' | 'english-words' | { format: string };

export type ClockTime = {
  hour: number;
  minute: number;
  second: number;
  offsetMinutes: number | null;
  /** The zone that stands behind the time: `7:30 PM ET`. */
  zone?: ZoneMeaning;
  /** True where the time could as well be one of the other half of the day: 1 to 12 o'clock without `am` or `pm`. */
  isBare?: true;
  /** True for `07:30` and `10:30`, with two digits: `07` is hardly ever written so on a 12-hour clock. */
  hasTwoDigitHour?: true;
};

/** What a word for a zone can mean. */
export type ZoneMeaning =
  | { kind: 'zone'; zone: string }
  /** Minutes ahead of UTC, the whole year. */
  | { kind: 'offset'; minutes: number }
  /** A name for one half of the year (`EST`), which many write all year for the clocks of the region. */
  | { kind: 'half_year'; minutes: number; zone: string }
  /** An abbreviation that several countries use. */
  | { kind: 'several'; zones: readonly string[] }
  /** The clocks of the venue, or of whoever wrote the file. */
  | { kind: 'local' };
