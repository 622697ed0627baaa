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

/**
 * The days on which a season's games can lie, inclusive, as ISO dates.
 * Wide on purpose (the 2019-20 NBA season ended in October 2020): it catches a file given with the wrong
 * season, not an unusual calendar.
 */
export function seasonDateRange(leagueName: string, year: SeasonYear): { first: string; last: string } {
  if (leagueName === 'MLS') return { first: `${year}-01-01`, last: `${year + 1}-01-31` };
  return { first: `${year}-07-01`, last: `${year + 1}-10-31` };
}

/**
 * The day (`MM-DD`, in the league's zone) from which the next season counts, where it is another than
 * `OTHER_TURN`: in the weeks between the last game of a season and the publishing of the next schedule.
 */
const SEASON_TURNS: Readonly<Record<string, string>> = {
  // The finals end in June, the schedule comes out in August.
  NBA: '07-01',
  // The Super Bowl is in February, the schedule comes out in May.
  NFL: '04-01',
  // A season is a calendar year.
  MLS: '01-01',
};

/** European leagues end with relegation play-offs in early June and publish fixtures from mid-June. */
const OTHER_TURN = '06-15';

/** The season that is being played on a day (`YYYY-MM-DD`) in a league, or is next when none is. */
export function currentOrNextSeason(leagueName: string, date: string): SeasonYear {
  const year = Number(date.slice(0, 4));
  return date.slice(5) >= (SEASON_TURNS[leagueName] ?? OTHER_TURN) ? year : year - 1;
}
