import { DateTime } from 'luxon';
import type { DateStyle } from './raw-game.ts';

export type CalendarDate = { year: number; month: number; day: number };

/** `rest` is what follows the date in the same field: a time, where a publisher puts both into one. */
export type CalendarDateReading =
  | { ok: true; date: CalendarDate; rest: string }
  | { ok: false; problem: string; remedy: string };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]+(.*))?$/i;
const DAY_FIRST = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:\s+(.*))?$/;
const DOTTED = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s+(.*))?$/;
const ENGLISH_WORDS =
  /^(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:\s+(.*))?$/i;

/** Reads a date in the given style and checks that the calendar has it. */
export function readCalendarDate(text: string, style: DateStyle): CalendarDateReading {
  const trimmed = text.trim();
  if (typeof style === 'object') return readWithFormat(trimmed, style.format);
  const iso = ISO.exec(trimmed);
  if (iso) return checked(trimmed, iso[1], iso[2], iso[3], iso[4]);
  const words = ENGLISH_WORDS.exec(trimmed);
  if (words) {
    const month = MONTHS.indexOf((words[1] ?? '').slice(0, 3).toLowerCase()) + 1;
    return checked(trimmed, words[3], String(month), words[2], words[4]);
  }
  if (style === 'day-first') {
    const dayFirst = DAY_FIRST.exec(trimmed);
    if (dayFirst) return checked(trimmed, fullYear(dayFirst[4]), dayFirst[3], dayFirst[1], dayFirst[5]);
  }
  // Dots are only used where the day comes first; with slashes 03/04 is two different days.
  const dotted = DOTTED.exec(trimmed);
  if (dotted) return checked(trimmed, dotted[3], dotted[2], dotted[1], dotted[4]);
  if (/^\d{1,2}\/\d{1,2}\/\d{2,4}/.test(trimmed)) {
    return {
      ok: false,
      problem: 'can be read with the day or the month first',
      remedy:
        'Write dates as YYYY-MM-DD, or say how they are written with --date-format dd/MM/yyyy (or MM/dd/yyyy).',
    };
  }
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
