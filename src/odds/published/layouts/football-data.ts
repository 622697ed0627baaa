import type { RowFault } from '../../load/read-row.ts';
import type { Cells } from '../published-row.ts';
import { dateAt, isFault, scoreAt, seasonAt, sidesAt } from '../cells.ts';
import type { LayoutFamily } from '../layout.ts';
import { readMarkets } from '../row-lines.ts';
import { footballDataLeftOut, footballDataMarkets } from './football-data-columns.ts';

/**
 * Football-Data.co.uk: result, over and under 2.5 and Asian handicap of up to ten books. European leagues have a file a
 * season with a division code, the other countries one file with their seasons. Days and times are those of the UK.
 */
export const footballData: LayoutFamily = {
  preset: 'football-data',
  what: 'Football-Data.co.uk',
  format: 'csv',
  sport: 'FOOTBALL',
  league: undefined,
  schedulePreset: 'football-data',
  recognises: (columns) =>
    (columns.has('Div') && columns.has('HomeTeam')) || (columns.has('Country') && columns.has('HG')),
  leftOutOf: footballDataLeftOut,
  bind(columns) {
    const isOfSeasons = columns.includes('HG');
    const [home, away] = isOfSeasons ? ['Home', 'Away'] : ['HomeTeam', 'AwayTeam'];
    const [homeGoals, awayGoals] = isOfSeasons ? ['HG', 'AG'] : ['FTHG', 'FTAG'];
    const markets = footballDataMarkets(columns);
    return (cells) => {
      const sides = sidesAt(cells, home, away);
      if (isFault(sides)) return sides;
      const day = dateAt(cells, 'Date', dayFirst);
      if (isFault(day)) return day;
      const season = seasonOf(cells);
      if (isFault(season)) return season;
      const score = scoreAt(cells, homeGoals, awayGoals);
      const clock = cells['Time'];
      return {
        game: {
          ...sides,
          ...day,
          league: cells[isOfSeasons ? 'League' : 'Div'],
          ...season,
          ...(clock === undefined ? {} : { time: { clock, timezone: 'Europe/London' } }),
          ...(score === undefined ? {} : { score }),
        },
        ...readMarkets(cells, markets, 'decimal'),
      };
    };
  },
};

/** `2012`, and `2012/2013` of countries that play from summer to summer. */
function seasonOf(cells: Cells): ReturnType<typeof seasonAt> | RowFault {
  const [, first] = /^(\d{4})[/-]\d{2,4}$/.exec(cells['Season'] ?? '') ?? [];
  return seasonAt(first === undefined ? cells : { ...cells, Season: first }, 'Season');
}

/** `06/11/00`, `09/11/2002` and `24-10-2004`; years of two digits are of this century from 00 to 69. */
function dayFirst(text: string): string | undefined {
  const [, day, month, year] = /^(\d{1,2})[/-](\d{1,2})[/-](\d{2}|\d{4})$/.exec(text) ?? [];
  if (day === undefined || month === undefined || year === undefined) return undefined;
  const century = year.length === 4 ? '' : Number(year) < 70 ? '20' : '19';
  return `${century}${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
