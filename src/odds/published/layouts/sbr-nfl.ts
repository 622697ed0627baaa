import type { LineMoment } from '../../../domain/published-lines.ts';
import { dateAt, isFault, scoreAt, seasonAt, sidesAt } from '../cells.ts';
import type { PublishedLayout } from '../layout.ts';
import { withoutPartners } from '../pairs-of-lines.ts';
import { type LineRanges, type MarketCells, readMarkets, spreadRange, totalRange } from '../row-lines.ts';
import { GAME_RANGES, HALF_RANGES } from './nfl-line-ranges.ts';

const BOOK = { book: 'sbr', maker: 'unnamed' } as const;
const BOTH_SIDES = [
  ['home', undefined],
  ['away', undefined],
] as const;
const OVER_UNDER = [
  ['over', undefined],
  ['under', undefined],
] as const;

function spreads(moment: LineMoment, market: string, column: string, ranges: LineRanges): MarketCells {
  const line = { column, range: spreadRange(ranges) };
  return { ...BOOK, moment, market, sides: BOTH_SIDES, line, isLineEnough: true };
}

function totals(moment: LineMoment, market: string, column: string, ranges: LineRanges): MarketCells {
  const line = { column, range: totalRange(ranges) };
  return { ...BOOK, moment, market, sides: OVER_UNDER, line, isLineEnough: true };
}

/** The spread and the total of one moment, which stand in each other's place in hundreds of rows. */
const PAIRS: readonly (readonly [MarketCells, MarketCells])[] = [
  [
    spreads('opening', 'spreads', 'home_open_spread', GAME_RANGES),
    totals('opening', 'totals', 'open_over_under', GAME_RANGES),
  ],
  [
    spreads('closing', 'spreads', 'home_close_spread', GAME_RANGES),
    totals('closing', 'totals', 'close_over_under', GAME_RANGES),
  ],
  [
    spreads('closing', 'spreads_h2', 'home_2H_spread', HALF_RANGES),
    totals('closing', 'totals_h2', '2H_total', HALF_RANGES),
  ],
];

const MARKETS: readonly MarketCells[] = [
  ...PAIRS.flat(),
  {
    ...BOOK,
    moment: 'closing',
    market: 'h2h',
    sides: [
      ['home', 'home_close_ml'],
      ['away', 'away_close_ml'],
    ],
  },
];

/** Sportsbook Review's archive of the NFL, 2011 to 2021, as JSON: opening and close, seasons by their starting year. */
export const sbrNfl: PublishedLayout = {
  preset: 'sbr-nfl',
  what: "Sportsbook Review's archive of the NFL",
  format: 'json',
  sport: 'NFL',
  league: 'NFL',
  recognises: (columns) =>
    ['home_open_spread', 'home_close_spread', 'home_close_ml'].every((name) => columns.has(name)),
  read(cells) {
    const sides = sidesAt(cells, 'home_team', 'away_team');
    if (isFault(sides)) return sides;
    const day = dateAt(cells, 'date', withoutDashes);
    if (isFault(day)) return day;
    const season = seasonAt(cells, 'season');
    if (isFault(season)) return season;
    const score = scoreAt(cells, 'home_final', 'away_final');
    return {
      game: {
        ...sides,
        ...day,
        league: undefined,
        ...season,
        ...(score === undefined ? {} : { score }),
      },
      ...withoutPartners(cells, PAIRS, readMarkets(cells, MARKETS, 'american')),
    };
  },
};

/** `20110908`, or the same as a number with a fraction. */
function withoutDashes(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)(?:\.0)?$/.exec(text) ?? [];
  return year === undefined ? undefined : `${year}-${month ?? ''}-${day ?? ''}`;
}
