import { DateTime } from 'luxon';
import type { League } from '../domain/league.ts';
import { FIRST_YEAR, LAST_YEAR, isRealDate } from '../domain/real-date.ts';
import { believableDates, parseSeason } from '../domain/season.ts';

/** From where, or to where, the past is read: a season by the year in which it starts, or a day. */
export type RangeEnd = { season: number } | { day: string };

/** Days, both included, as ISO dates. */
export type Days = { first: string; last: string };

/** A month with the days of it that are meant. */
export type MonthOfDays = Days & { unit: string };

const DAY_MS = 86_400_000;

/** So long after its end a day counts as over: games that began late have ended, and their results are told. */
export const SETTLED_AFTER_MS = 12 * 3_600_000;

/** Reads `2023` as the season that starts in that year, and `2024-01-15` as a day; undefined for anything else. */
export function parseRangeEnd(text: string): RangeEnd | undefined {
  const season = parseSeason(text);
  if (season.ok) return { season: season.year };
  return isRealDate(text) ? { day: text } : undefined;
}

export const RANGE_REMEDY = `Write the year in which a season starts, such as 2023 for 2023-24, or a day such as 2024-01-15, from ${FIRST_YEAR} to ${LAST_YEAR}.`;

/** The day after, or so many days after. */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The moment from which on a day of a zone counts as over and told. */
export function settledAtMs(day: string, zone: string): number {
  return DateTime.fromISO(dayAfter(day), { zone }).toMillis() + SETTLED_AFTER_MS;
}

/** The last day of a zone that is over and told. */
export function lastSettledDay(nowMs: number, zone: string): string {
  const told = DateTime.fromMillis(nowMs - SETTLED_AFTER_MS, { zone });
  return told.minus({ days: 1 }).toISODate() ?? '';
}

/**
 * The days of a range on which games of a league may lie, up to `last`, by months: months between two seasons, in which
 * nobody plays, are left out. Empty where the range has none.
 */
export function monthsOfRange(
  league: Pick<League, 'season' | 'windows'>,
  { from, to }: { from: RangeEnd; to: RangeEnd },
  last: string,
): MonthOfDays[] {
  const firstSeason = 'season' in from ? from.season : Number(from.day.slice(0, 4)) - 2;
  const lastSeason = 'season' in to ? to.season : Number(to.day.slice(0, 4)) + 1;
  const first = 'day' in from ? from.day : '';
  const end = 'day' in to && to.day < last ? to.day : last;
  const months = new Map<string, MonthOfDays>();
  for (let season = firstSeason; season <= lastSeason; season += 1) {
    const days = believableDates(league, season);
    const cut = { first: later(days.first, first), last: sooner(days.last, end) };
    for (const month of monthsOf(cut)) {
      const known = months.get(month.unit);
      months.set(month.unit, {
        unit: month.unit,
        first: sooner(known?.first ?? month.first, month.first),
        last: later(known?.last ?? month.last, month.last),
      });
    }
  }
  return [...months.values()].toSorted((one, other) => (one.unit < other.unit ? -1 : 1));
}

/** Whether a day of a league lies in a range, where seasons are by the days on which their games may lie. */
export function isInRange(
  league: Pick<League, 'season' | 'windows'>,
  { from, to }: { from: RangeEnd; to: RangeEnd },
  day: string,
): boolean {
  const first = 'day' in from ? from.day : believableDates(league, from.season).first;
  const last = 'day' in to ? to.day : believableDates(league, to.season).last;
  return day >= first && day <= last;
}

/** Days, month by month; none where the last is before the first. */
export function monthsOf({ first, last }: Days): MonthOfDays[] {
  const months: MonthOfDays[] = [];
  for (let from = first; from <= last; ) {
    const [year = 0, month = 0] = from.split('-').map(Number);
    const end = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
    months.push({ unit: from.slice(0, 7), first: from, last: sooner(end, last) });
    from = dayAfter(end);
  }
  return months;
}

/** How many days there are, both ends included. */
export function countDays({ first, last }: Days): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1;
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}

function sooner(one: string, other: string): string {
  return one < other ? one : other;
}
