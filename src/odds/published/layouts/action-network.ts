import type { LineMaker, LineMoment } from '../../../domain/published-lines.ts';
import type { OddsSide } from '../../../domain/odds.ts';
import { FIRST_YEAR, LAST_YEAR } from '../../../domain/real-date.ts';
import { readPrice } from '../../../domain/odds-price.ts';
import type { RowFault } from '../../load/read-row.ts';
import { fault, isFault, numberAt, seasonAt, sidesAt, weekAt } from '../cells.ts';
import type { PublishedLayout } from '../layout.ts';
import type { Cells, ToldLine } from '../published-row.ts';
import { GAME_RANGES } from './nfl-line-ranges.ts';

/**
 * The publisher's numbers for the opening and for its consensus, which are no books. The file does not name them. That
 * it has openings is said by its columns `open_inferred` and `open_source_book_id`; which rows they are follows from the
 * 268 games of 2024 that nflverse has as well: spreads of 15, 68, 69 and 79 lie 0.13 to 0.24 points from the close in the
 * mean (totals 0.22 to 0.33), those of 30 lie 3.08 (totals 1.72), more with every week of the season (1.1 in week 1, 4.8 in
 * week 18) as lines from before it do; and rows of 30 are the only ones without shares of bets.
 */
const OPENING = '30';
const CONSENSUS = '15';

/** What a page can have been read at. */
const EARLIEST_MS = Date.UTC(FIRST_YEAR, 0);
const LATEST_MS = Date.UTC(LAST_YEAR, 0);

/** The longest key of a book and name of a team. */
const MOST_LETTERS = 40;

const PERIODS: Readonly<Record<string, string>> = {
  event: '',
  firsthalf: '_h1',
  secondhalf: '_h2',
  firstquarter: '_q1',
  secondquarter: '_q2',
  thirdquarter: '_q3',
  fourthquarter: '_q4',
};

const MARKETS: Readonly<Record<string, { market: string; sides: readonly OddsSide[] }>> = {
  spread: { market: 'spreads', sides: ['home', 'away'] },
  total: { market: 'totals', sides: ['over', 'under'] },
  moneyline: { market: 'h2h', sides: ['home', 'away', 'draw'] },
  core_bet_type_6_team_score: { market: 'team_totals', sides: ['over', 'under'] },
};

/**
 * Lines of NFL games as Action Network showed them, a row for each price, with the shares of bets and of money. The file
 * tells season and week and no day; its `last_updated` is when its pages were read, long after the games.
 */
export const actionNetwork: PublishedLayout = {
  preset: 'action-network',
  what: 'NFL lines of Action Network',
  format: 'parquet',
  sport: 'NFL',
  league: 'NFL',
  recognises: (columns) =>
    ['line_type', 'book_id', 'tickets_percent', 'money_percent'].every((name) => columns.has(name)),
  arrange: withDraw,
  groupOf: (cells) => `${cells['season'] ?? ''}|${cells['week'] ?? ''}`,
  read(cells) {
    const sides = sidesAt(cells, 'home_team', 'away_team');
    if (isFault(sides)) return sides;
    const season = seasonAt(cells, 'season');
    if (isFault(season)) return season;
    const week = weekAt(cells, 'week');
    if (isFault(week)) return week;
    const shares = sharesOf(cells);
    const line = lineOf(cells, 'faults' in shares ? NO_SHARES : shares);
    if (isFault(line)) return line;
    return {
      game: { ...sides, league: undefined, ...season, date: undefined, ...week },
      lines: [line],
      faults: 'faults' in shares ? shares.faults : [],
    };
  },
};

function lineOf(cells: Cells, shares: Shares): ToldLine | RowFault {
  const { line_type: type = '', period = '', side: told = '', odds: priceText = '' } = cells;
  const known = MARKETS[type];
  const suffix = PERIODS[period];
  if (known === undefined || suffix === undefined) {
    const field = known === undefined ? 'line_type' : 'period';
    const problem = `nobody knows this ${field === 'period' ? 'part of a game' : 'market'}`;
    const remedy = 'Leave the row out, or correct the word.';
    return fault(cells, field, { reason: 'unknown_market', problem, remedy });
  }
  const side = known.sides.find((one) => one === told);
  if (side === undefined) {
    const remedy = `Write ${known.sides.join(', ')}.`;
    return fault(cells, 'side', {
      reason: 'unknown_outcome',
      problem: 'the market has no such outcome',
      remedy,
    });
  }
  for (const field of ['book_id', 'team'])
    if ((cells[field] ?? '').length > MOST_LETTERS) {
      const remedy = `It has ${MOST_LETTERS} letters at most.`;
      return fault(cells, field, { reason: 'unreadable_name', problem: 'the name is too long', remedy });
    }
  const priced = readPrice(priceText, 'american');
  if (!priced.ok) {
    const remedy = 'Correct the price, or leave the row out.';
    return fault(cells, 'odds', { reason: 'impossible_price', problem: priced.problem, remedy });
  }
  const point = pointOf(cells, known.market, side, period);
  if (isFault(point)) return point;
  // With the draw as an outcome the market is another one.
  const market = side === 'draw' ? 'h2h_3_way' : known.market;
  return {
    ...makerOf(cells),
    market: `${market}${suffix}`,
    side,
    subject: known.market === 'team_totals' ? (cells['team'] ?? null) : null,
    ...point,
    price: priced.price,
    priceText: priceText.slice(0, 20),
    ...shares,
    scrapedAtMs: scrapedAt(cells),
    doubt: null,
  };
}

/** The value beside a team is its handicap. */
function pointOf(
  cells: Cells,
  market: string,
  side: OddsSide,
  period: string,
): { point: number | null } | RowFault {
  if (market === 'h2h') return { point: null };
  const value = numberAt(cells, 'value');
  const [least, most] = market === 'totals' && period === 'event' ? GAME_RANGES.total : [0, 70];
  const isIn =
    typeof value === 'number' &&
    (market === 'spreads' ? Math.abs(value) <= GAME_RANGES.spread : value >= least && value <= most);
  if (isIn) return { point: side === 'away' && value !== 0 ? -value : value };
  const problem = `this is no line of ${market}`;
  return fault(cells, 'value', {
    reason: 'impossible_line',
    problem,
    remedy: 'Correct the line, or leave the row out.',
  });
}

/**
 * An opening has no shares of bets. Rows of the opening that have them, if only 0, repeat a total of the consensus, and
 * count as that.
 */
function makerOf(cells: Cells): { book: string; maker: LineMaker; moment: LineMoment } {
  const { book_id: id = '', tickets_percent: tickets } = cells;
  if (id === OPENING && tickets === undefined) {
    // Without the word of the file that it is no inference from another book, it is no more than a line from before.
    const moment = cells['open_inferred']?.toLowerCase() === 'false' ? 'opening' : 'early';
    return { book: 'action-network-opening', maker: 'consensus', moment };
  }
  if (id === OPENING || id === CONSENSUS)
    return { book: 'action-network-consensus', maker: 'consensus', moment: 'closing' };
  return { book: `action-network-${id}`, maker: 'book', moment: 'closing' };
}

type Shares = Pick<ToldLine, 'ticketShare' | 'moneyShare'>;

const NO_SHARES: Shares = { ticketShare: null, moneyShare: null };

/** Nothing of both is not told. */
function sharesOf(cells: Cells): Shares | { faults: readonly RowFault[] } {
  const faults = ['tickets_percent', 'money_percent'].flatMap((field) => shareFault(cells, field));
  if (faults.length > 0) return { faults };
  const [tickets, money] = [numberAt(cells, 'tickets_percent'), numberAt(cells, 'money_percent')];
  const areTold = typeof tickets === 'number' && typeof money === 'number' && tickets + money > 0;
  return areTold ? { ticketShare: tickets / 100, moneyShare: money / 100 } : NO_SHARES;
}

function shareFault(cells: Cells, field: string): RowFault[] {
  const share = numberAt(cells, field);
  if (share === undefined || (share !== null && share >= 0 && share <= 100)) return [];
  const problem = 'a share of all bets or of all money lies between 0 and 100';
  const remedy = 'Correct it, or leave the cell empty.';
  return [fault(cells, field, { reason: 'impossible_share', problem, remedy })];
}

function scrapedAt({ last_updated: text }: Cells): number | null {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return ms >= EARLIEST_MS && ms < LATEST_MS ? ms : null;
}

/**
 * Some books have a moneyline with the draw, others without it, under one word: where home and away alone would pay out
 * more than they take, the draw belongs to them.
 */
function withDraw<Line extends ToldLine>(lines: readonly Line[]): readonly Line[] {
  const placeOf = ({ book, moment, market }: Line) => `${book}|${moment}|${market.replace('_3_way', '')}`;
  const draws = new Set(lines.filter(({ side }) => side === 'draw').map(placeOf));
  const isMoneyline = ({ market }: Line) => /^h2h(?!_3_way)/.test(market);
  const sums = new Map<string, number>();
  for (const line of lines)
    if (isMoneyline(line) && line.price !== null)
      sums.set(placeOf(line), (sums.get(placeOf(line)) ?? 0) + 1 / line.price);
  return lines.map((line) => {
    const place = placeOf(line);
    const isOfThree = isMoneyline(line) && draws.has(place) && (sums.get(place) ?? 0) < 1;
    return isOfThree ? { ...line, market: line.market.replace('h2h', 'h2h_3_way') } : line;
  });
}
