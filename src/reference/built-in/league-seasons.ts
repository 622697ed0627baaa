import type { SeasonYear } from '../../domain/season.ts';
import type { LeagueSeason } from '../seasons/season-calendar.ts';

/**
 * NBA: opening night and last day of the regular season. https://www.basketball-reference.com/leagues/ and the
 * league's yearly list of key dates; 2022-23, 2023-24 and 2025-26 agree with the published files game by game.
 */
const NBA_SEASONS: Readonly<Record<SeasonYear, { first: string; last: string }>> = {
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

/** The seasons whose days come with the program. */
export function referenceSeasons(): readonly LeagueSeason[] {
  const nba = Object.entries(NBA_SEASONS).map(([year, days]) => {
    const cupFinal = NBA_CUP_FINALS[Number(year)];
    return { league: 'NBA', year: Number(year), ...days, ...(cupFinal === undefined ? {} : { cupFinal }) };
  });
  const mls = Object.entries(MLS_LAST_DAYS).map(([year, last]) => ({
    league: 'MLS',
    year: Number(year),
    last,
  }));
  return [...nba, ...mls];
}
