import type { SeasonYear } from '../../domain/season.ts';

const MS_PER_DAY = 86_400_000;

/** Adds days to a `YYYY-MM-DD` date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * MS_PER_DAY).toISOString().slice(0, 10);
}

/** The days of a regular season, in the league's zone, as far as they are known. */
export type SeasonCalendar = {
  first?: string;
  last?: string;
};

/**
 * NBA: opening night and last day of the regular season. https://www.basketball-reference.com/leagues/ and the
 * league's yearly list of key dates; 2022-23, 2023-24 and 2025-26 agree with the published files game by game.
 */
const NBA_SEASONS: Readonly<Record<SeasonYear, Required<SeasonCalendar>>> = {
  2019: { first: '2019-10-22', last: '2020-08-14' },
  2020: { first: '2020-12-22', last: '2021-05-16' },
  2021: { first: '2021-10-19', last: '2022-04-10' },
  2022: { first: '2022-10-18', last: '2023-04-09' },
  2023: { first: '2023-10-24', last: '2024-04-14' },
  2024: { first: '2024-10-22', last: '2025-04-13' },
  2025: { first: '2025-10-21', last: '2026-04-12' },
};

/** MLS: the last day of the regular season, by the results of football-data.co.uk. The play-offs follow at once. */
const MLS_LAST_DAYS: Readonly<Record<SeasonYear, string>> = {
  2012: '2012-10-28',
  2013: '2013-10-27',
  2014: '2014-10-26',
  2015: '2015-10-25',
  2016: '2016-10-23',
  2017: '2017-10-22',
  2018: '2018-10-28',
  2019: '2019-10-06',
  2020: '2020-11-08',
  2021: '2021-11-07',
  2022: '2022-10-09',
  2023: '2023-10-21',
  2024: '2024-10-19',
  2025: '2025-10-18',
};

/**
 * The Cup final of the NBA counts for no statistics, while all other Cup games are part of the regular season. No
 * other game is played on its day. nba.com, "Emirates NBA Cup: key dates & schedule".
 */
const NBA_CUP_FINALS: Readonly<Record<SeasonYear, string>> = {
  2023: '2023-12-09',
  2024: '2024-12-17',
  2025: '2025-12-16',
};

/** The first season with a play-in tournament. */
const FIRST_PLAY_IN = 2019;

/** The play-in tournament takes the second to fifth day after the season; the play-offs begin on the sixth. */
const PLAY_IN_DAYS = 5;

/** When the regular season of a league is played, as far as it is known. */
export function seasonCalendar(leagueName: string, year: SeasonYear): SeasonCalendar {
  switch (leagueName) {
    case 'NBA':
      // No season of our time but that of 2020 has begun before the second half of October.
      return NBA_SEASONS[year] ?? { first: `${year}-10-15` };
    case 'NFL':
      return nflCalendar(year);
    case 'MLS': {
      const last = MLS_LAST_DAYS[year];
      // Files in British time have the evenings of the west coast on the day after.
      return last === undefined ? {} : { last: addDays(last, 1) };
    }
    default:
      return {};
  }
}

/**
 * The NFL opens in the week of Labor Day, the first Monday of September, since 2002, and ends 17 weeks after its first
 * Sunday, 16 before 2021. Its last game is on the Monday after, at the latest.
 */
function nflCalendar(year: SeasonYear): SeasonCalendar {
  if (year < 2002) return { first: `${year}-09-01` };
  const weekday = new Date(`${year}-09-01T00:00:00Z`).getUTCDay();
  const laborDay = addDays(`${year}-09-01`, (8 - weekday) % 7);
  const firstSunday = addDays(laborDay, 6);
  return { first: laborDay, last: addDays(firstSunday, (year >= 2021 ? 17 : 16) * 7 + 1) };
}

/** The day of the NBA's Cup final; undefined where there was none or it is not known yet. */
export function cupFinalDay(year: SeasonYear): string | undefined {
  return NBA_CUP_FINALS[year];
}

/** Whether a day after an NBA season belongs to its play-in tournament. */
export function isPlayInDay(date: string, year: SeasonYear, lastDay: string): boolean {
  return year >= FIRST_PLAY_IN && date > lastDay && date <= addDays(lastDay, PLAY_IN_DAYS);
}
