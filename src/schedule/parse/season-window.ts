import { type SeasonYear, seasonDateRange } from '../../domain/season.ts';

/**
 * The days on which a season's games are believed, inclusive, as ISO dates: the range of `seasonDateRange`
 * without the months that it shares with the season after. In that overlap a file of the next season would
 * otherwise pass with its first weeks. Only 2019-20 really ran into it (NBA until 2020-10-11, the football
 * leagues until 2020-08-02), and 2020-21 began accordingly late.
 */
export function believableDates(leagueName: string, year: SeasonYear): { first: string; last: string } {
  const range = seasonDateRange(leagueName, year);
  if (leagueName === 'MLS') return range;
  if (year === 2019) return range;
  if (year === 2020 && leagueName === 'NBA') return { first: '2020-12-01', last: '2021-07-31' };
  return { first: range.first, last: `${year + 1}-07-31` };
}
