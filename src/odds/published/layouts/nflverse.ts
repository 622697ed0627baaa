import { dateAt, isFault, scoreAt, seasonAt, sidesAt, weekAt } from '../cells.ts';
import type { PublishedLayout } from '../layout.ts';
import { type MarketCells, readMarkets, spreadRange, totalRange } from '../row-lines.ts';
import { GAME_RANGES } from './nfl-line-ranges.ts';

const CLOSE = { book: 'nflverse', maker: 'unnamed', moment: 'closing' } as const;

const MARKETS: readonly MarketCells[] = [
  {
    ...CLOSE,
    market: 'spreads',
    sides: [
      ['home', 'home_spread_odds'],
      ['away', 'away_spread_odds'],
    ],
    // There the favourite at home is positive; ours is the handicap of the home team.
    line: { column: 'spread_line', toPoint: (value) => -value, range: spreadRange(GAME_RANGES) },
    isLineEnough: true,
  },
  {
    ...CLOSE,
    market: 'totals',
    sides: [
      ['over', 'over_odds'],
      ['under', 'under_odds'],
    ],
    line: { column: 'total_line', range: totalRange(GAME_RANGES) },
    isLineEnough: true,
  },
  {
    ...CLOSE,
    market: 'h2h',
    sides: [
      ['home', 'home_moneyline'],
      ['away', 'away_moneyline'],
    ],
  },
];

/** The `games.csv` of nflverse: closing lines since 1999, their prices and moneylines since 2006. */
export const nflverse: PublishedLayout = {
  preset: 'nflverse',
  what: 'games of nflverse',
  format: 'csv',
  sport: 'NFL',
  league: 'NFL',
  schedulePreset: 'nflverse',
  recognises: (columns) =>
    ['gameday', 'gametime', 'spread_line', 'total_line'].every((name) => columns.has(name)),
  read(cells) {
    const sides = sidesAt(cells, 'home_team', 'away_team');
    if (isFault(sides)) return sides;
    const day = dateAt(cells, 'gameday', (text) => text);
    if (isFault(day)) return day;
    const season = seasonAt(cells, 'season');
    if (isFault(season)) return season;
    // Schedules count the rounds of playoffs in their own ways.
    const week = cells['game_type'] === 'REG' ? weekAt(cells, 'week') : undefined;
    if (week !== undefined && isFault(week)) return week;
    const score = scoreAt(cells, 'home_score', 'away_score');
    return {
      game: {
        ...sides,
        ...day,
        league: undefined,
        ...season,
        ...week,
        ...(score === undefined ? {} : { score }),
      },
      ...readMarkets(cells, MARKETS, 'american'),
    };
  },
};
