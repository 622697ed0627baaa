import type { League } from './league.ts';

/** A season is named by the year in which it starts: 2025 is 2025-26 for the NBA, and 2025 for MLS. */
export type SeasonYear = number;

const OLDEST_SEASON = 1900;
const NEWEST_SEASON = 2100;

export type SeasonParse = { ok: true; year: SeasonYear } | { ok: false; problem: string; remedy: string };

/**
 * Reads a season as users write it in flags and requests: a four-digit starting year.
 * Other forms are refused with the year that was probably meant, because being off by one is silent.
 */
export function parseSeason(text: string | number): SeasonParse {
  const trimmed = String(text).trim();
  if (/^\d{4}$/.test(trimmed)) {
    const year = Number(trimmed);
    if (year >= OLDEST_SEASON && year <= NEWEST_SEASON) return { ok: true, year };
    return {
      ok: false,
      problem: `season ${trimmed} is out of range`,
      remedy: `Use the year in which the season starts, between ${OLDEST_SEASON} and ${NEWEST_SEASON}.`,
    };
  }
  const range = /^(\d{4})\s*[-/]\s*(\d{2}|\d{4})$/.exec(trimmed);
  const hint = range
    ? `Use the year in which the season starts: ${range[1]}.`
    : 'Use the year in which the season starts, for example 2025 for 2025-26.';
  return { ok: false, problem: `season "${trimmed}" is not a year`, remedy: hint };
}

type SeasonsOf = Pick<League, 'season' | 'windows'>;

/** Months behind a season's time in which a day of it may still lie, as in the year of the pandemic. */
const SLACK_MONTHS = 3;

/**
 * The days on which a season's games can lie, inclusive, as ISO dates.
 * Wide on purpose (the 2019-20 NBA season ended in October 2020): it catches a day given for the wrong season, not an
 * unusual calendar.
 */
export function seasonDateRange({ season }: SeasonsOf, year: SeasonYear): { first: string; last: string } {
  return monthsFrom(year, season.firstMonth, season.months + SLACK_MONTHS);
}

/**
 * The days on which a season's games are believed, inclusive, as ISO dates: those of the league's form, or those that
 * are known of the season itself.
 */
export function believableDates(
  { season, windows }: SeasonsOf,
  year: SeasonYear,
): { first: string; last: string } {
  const usual = monthsFrom(year, season.firstMonth, season.months);
  const known = windows.find((window) => window.year === year);
  return { first: known?.first ?? usual.first, last: known?.last ?? usual.last };
}

/** The first and the last of some months, which begin in a year. */
function monthsFrom(year: number, firstMonth: number, months: number): { first: string; last: string } {
  const day = (utcMs: number): string => new Date(utcMs).toISOString().slice(0, 10);
  return {
    first: day(Date.UTC(year, firstMonth - 1, 1)),
    last: day(Date.UTC(year, firstMonth - 1 + months, 0)),
  };
}

/** The season that is being played on a day (`YYYY-MM-DD`) in a league, or is next when none is. */
export function currentOrNextSeason({ season }: Pick<League, 'season'>, date: string): SeasonYear {
  const year = Number(date.slice(0, 4));
  return date.slice(5) >= season.turnsOn ? year : year - 1;
}

/** The middle of the month in which a season's time begins, where files of the season before end. */
const CHANGE_DAY = 15;

/** The season that a game's day probably belongs to, by the time of year alone. */
export function probableSeason({ season: { firstMonth } }: Pick<League, 'season'>, date: string): SeasonYear {
  const year = Number(date.slice(0, 4));
  if (firstMonth === 1) return year;
  return date.slice(5) >= `${String(firstMonth).padStart(2, '0')}-${CHANGE_DAY}` ? year : year - 1;
}

/** How a league calls a season: `2025`, or `2025-26`. */
export function seasonLabel({ season: { label } }: Pick<League, 'season'>, year: SeasonYear): string {
  return label === 'one_year' ? String(year) : `${year}-${String((year + 1) % 100).padStart(2, '0')}`;
}
