import { DateTime } from 'luxon';
import { orderOfFormat } from './date-order.ts';
import type { CalendarDate, DateInOrder, DateOrder, DateStyle } from './date-and-time.ts';

/** `rest` is what follows the date in the same field: a time, where a publisher puts both into one. */
export type CalendarDateReading =
  | { ok: true; date: CalendarDate; rest: string }
  | { ok: false; problem: string; remedy: string; readings?: readonly DateInOrder[] };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** With the year first, the month follows in every country. */
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T\s]+(.*))?$/i;
const COMPACT = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;
const YEAR_LAST = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:[,\s]+(.*))?$/;
const MONTH_WORD_FIRST =
  /^(?:[a-z]{3,9}\.?,?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:,?\s+(.*))?$/i;
const DAY_THEN_MONTH_WORD =
  /^(?:[a-z]{3,9}\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4}|\d{2})(?:,?\s+(.*))?$/i;

/** Reads a date in the given style and checks that the calendar has it. */
export function readCalendarDate(text: string, style: DateStyle): CalendarDateReading {
  const trimmed = text.trim();
  const order = orderOfStyle(style);
  if (typeof style === 'object' && order === undefined) return readWithFormat(trimmed, style.format);
  const yearFirst = YEAR_FIRST.exec(trimmed);
  if (yearFirst) return checked(trimmed, yearFirst[1], yearFirst[3], yearFirst[4], yearFirst[5]);
  const compact = COMPACT.exec(trimmed);
  if (compact) return checked(trimmed, compact[1], compact[2], compact[3], undefined);
  const monthWord = MONTH_WORD_FIRST.exec(trimmed);
  if (monthWord) {
    const [, month, day, year, rest] = monthWord;
    return checked(trimmed, year, monthNumber(month), day, rest);
  }
  const dayWord = DAY_THEN_MONTH_WORD.exec(trimmed);
  if (dayWord) {
    const [, day, month, year, rest] = dayWord;
    return checked(trimmed, fullYear(year), monthNumber(month), day, rest);
  }
  const yearLast = YEAR_LAST.exec(trimmed);
  if (yearLast) return readYearLast(trimmed, yearLast, order);
  return {
    ok: false,
    problem: 'is not a date',
    remedy: 'Write dates as YYYY-MM-DD, for example 2025-10-21.',
  };
}

/** `2025-10-21` for a date. */
export function isoDate({ year, month, day }: CalendarDate): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/**
 * Whether a date of numbers is a day of the calendar in both orders, and another one in each, while only its layout
 * says which comes first.
 */
export function hasBothOrders(text: string, style: DateStyle): boolean {
  if (style !== 'day-first' && style !== 'month-first') return false;
  const [, one, separator, two] = YEAR_LAST.exec(text.trim()) ?? [];
  return separator !== '.' && Number(one) <= 12 && Number(two) <= 12 && Number(one) !== Number(two);
}

function orderOfStyle(style: DateStyle): DateOrder | undefined {
  if (typeof style === 'object') return orderOfFormat(style.format);
  return style === 'day-first' || style === 'month-first' ? style : undefined;
}

/** `03/04/2026` in the order that is known; without one, both are offered. Dots are only used with the day first. */
function readYearLast(
  text: string,
  [, one, separator, two, yearText, rest]: RegExpExecArray,
  known: DateOrder | undefined,
): CalendarDateReading {
  const year = fullYear(yearText);
  const inOrder = (order: DateOrder): CalendarDateReading =>
    order === 'day-first' ? checked(text, year, two, one, rest) : checked(text, year, one, two, rest);
  const order = known ?? (separator === '.' ? 'day-first' : undefined);
  const told = order === undefined ? undefined : inOrder(order);
  if (told?.ok) return told;
  const readings = (['month-first', 'day-first'] as const).flatMap((candidate) => {
    const reading = inOrder(candidate);
    return reading.ok ? [{ order: candidate, date: reading.date }] : [];
  });
  if (told !== undefined && (separator === '.' || readings.length === 0)) return told;
  if (readings.length === 0) return inOrder('day-first');
  return {
    ok: false,
    problem:
      order === undefined
        ? 'can be written with the day or the month first'
        : `is a day that the calendar does not have with the ${order === 'day-first' ? 'day' : 'month'} first`,
    remedy: 'Write dates as YYYY-MM-DD, or say how they are written with --date-format.',
    readings,
  };
}

function monthNumber(word: string | undefined): string {
  return String(MONTHS.indexOf((word ?? '').slice(0, 3).toLowerCase()) + 1);
}

function checked(
  text: string,
  yearText: string | undefined,
  monthText: string | undefined,
  dayText: string | undefined,
  rest: string | undefined,
): CalendarDateReading {
  const date = { year: Number(yearText), month: Number(monthText), day: Number(dayText) };
  const asUtc = new Date(Date.UTC(date.year, date.month - 1, date.day));
  if (asUtc.getUTCMonth() !== date.month - 1 || asUtc.getUTCDate() !== date.day) {
    return {
      ok: false,
      problem: 'is a day that the calendar does not have',
      remedy: `Correct the day or the month of ${text}.`,
    };
  }
  return { ok: true, date, rest: rest?.trim() ?? '' };
}

/** Two-digit years are of this century: no schedule file is older than that. */
function fullYear(text: string | undefined): string | undefined {
  return text?.length === 2 ? `20${text}` : text;
}

/** A format of the user's may hold the time as well; it is handed on in ISO form. */
function readWithFormat(text: string, format: string): CalendarDateReading {
  const parsed = DateTime.fromFormat(text, format, { zone: 'utc', locale: 'en' });
  if (!parsed.isValid) {
    return {
      ok: false,
      problem: `does not fit the date format ${format}`,
      remedy:
        'Correct the date, or change --date-format (luxon tokens: yyyy year, MM month, dd day, HH:mm time).',
    };
  }
  const hasTime = /[HhTt]/.test(format.replace(/'[^']*'/g, ''));
  return {
    ok: true,
    date: { year: parsed.year, month: parsed.month, day: parsed.day },
    rest: hasTime ? parsed.toFormat('HH:mm:ss') : '',
  };
}
