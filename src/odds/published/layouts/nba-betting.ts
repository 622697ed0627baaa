import type { LineDoubt } from '../../../domain/published-lines.ts';
import type { RowFault } from '../../load/read-row.ts';
import { dateAt, fault, isFault, scoreAt, seasonAt, sidesAt } from '../cells.ts';
import type { PublishedLayout } from '../layout.ts';
import type { Cells, ToldGame, ToldLine } from '../published-row.ts';
import { type LineRanges, type MarketCells, readMarkets, spreadRange, totalRange } from '../row-lines.ts';

/** Totals by data-platform, section 6; no spread of the file's 16 seasons is above 23. */
const GAME_RANGES: LineRanges = { spread: 40, total: [140, 290] };
const HALF_RANGES: LineRanges = { spread: 25, total: [65, 160] };

const CLOSE = { book: 'nba-betting', maker: 'unnamed', moment: 'closing' } as const;
const OVER_UNDER = [
  ['over', undefined],
  ['under', undefined],
] as const;

const MARKETS: readonly MarketCells[] = [
  {
    ...CLOSE,
    market: 'spreads',
    sides: [
      ['home', undefined],
      ['away', undefined],
    ],
    // The file has how much, and whose it is in a column of its own.
    line: { column: 'spread', toPoint: ofFavourite, range: spreadRange(GAME_RANGES) },
    isLineEnough: true,
  },
  {
    ...CLOSE,
    market: 'totals',
    sides: OVER_UNDER,
    line: { column: 'total', range: totalRange(GAME_RANGES) },
    isLineEnough: true,
  },
  {
    ...CLOSE,
    market: 'totals_h2',
    sides: OVER_UNDER,
    line: { column: 'h2_total', range: totalRange(HALF_RANGES) },
    isLineEnough: true,
  },
  {
    ...CLOSE,
    market: 'h2h',
    sides: [
      ['home', 'moneyline_home'],
      ['away', 'moneyline_away'],
    ],
  },
];

/** The archive of NBA lines since 2007-08. Its seasons bear the year in which they end. */
export const nbaBetting: PublishedLayout = {
  preset: 'nba-betting',
  what: 'the archive of NBA lines since 2007',
  format: 'csv',
  sport: 'NBA',
  league: 'NBA',
  recognises: (columns) =>
    ['whos_favored', 'spread', 'moneyline_home', 'id_spread'].every((name) => columns.has(name)),
  leftOut: { h2_spread: 'it says how much, and not whose handicap it is' },
  read(cells) {
    const sides = sidesAt(cells, 'home', 'away');
    if (isFault(sides)) return sides;
    const day = dateAt(cells, 'date', (text) => text);
    if (isFault(day)) return day;
    const season = seasonAt(cells, 'season');
    if (isFault(season)) return season;
    const { seasonYear: endYear } = season;
    const score = scoreAt(cells, 'score_home', 'score_away');
    const game: ToldGame = {
      ...sides,
      ...day,
      league: undefined,
      seasonYear: endYear === undefined ? undefined : endYear - 1,
      seasonText: cells['season'],
      ...(score === undefined ? {} : { score }),
      gameType: kindOf(cells),
    };
    const { lines, ...rest } = readMarkets(cells, MARKETS, 'american');
    return { game, lines: lines.map((line) => withDoubt(line, cells, score)), ...rest };
  },
};

function ofFavourite(value: number, cells: Cells): number | RowFault {
  if (value === 0) return 0;
  const { whos_favored: favourite } = cells;
  if (favourite !== 'home' && favourite !== 'away') {
    const reason = favourite === undefined ? 'missing_field' : 'unknown_favourite';
    const problem = 'nobody knows whose the spread is';
    return fault(cells, 'whos_favored', { reason, problem, remedy: 'Write home or away.' });
  }
  return favourite === 'home' ? -value : value;
}

/** Games of the play-in are neither of the regular season nor of the playoffs. */
function kindOf({ regular, playoffs }: Cells): string {
  if (regular === 'True') return 'regular';
  return playoffs === 'True' ? 'playoff' : 'playin';
}

const OUTCOME_COLUMNS: Readonly<Record<string, string>> = { spreads: 'id_spread', totals: 'id_total' };

/** The file says how each line came out (1 favourite or over, 0 not, 2 level): a line that says otherwise is doubted. */
function withDoubt(line: ToldLine, cells: Cells, score: ToldGame['score']): ToldLine {
  const column = OUTCOME_COLUMNS[line.market];
  const told = column === undefined ? undefined : cells[column];
  if (told === undefined || score === undefined || line.point === null) return line;
  const margin = score.home - score.away;
  const above =
    line.market === 'totals'
      ? score.home + score.away - line.point
      : (margin + line.point) * (cells['whos_favored'] === 'home' ? 1 : -1);
  const outcome = above === 0 ? '2' : above > 0 ? '1' : '0';
  const doubt: LineDoubt | null = outcome === told ? null : 'outcome_differs';
  return { ...line, doubt };
}
