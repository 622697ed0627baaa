import type { Executor } from '../../db/database.ts';
import type { closingLines } from '../../db/schema/odds.ts';
import type { CapturedQuote } from '../../domain/odds.ts';
import { type LineRequest, type PassportedLine, closingLine, openingLine } from '../maths/closing-line.ts';
import { readCaptures } from '../read/game-captures.ts';
import { type GameWithEvents, readExchanges } from '../read/game-quotes.ts';

type ClosingRow = typeof closingLines.$inferInsert;

/** The source of closes that follow from captures. */
const CAPTURED = 'captured';

/** Markets in which a book has one line, and which are no lay side. */
const ONE_LINE = /^(h2h|spreads|totals)(_|$)/;

/**
 * What was looked at last longer ago than this is where a line stood then, and no close: within a day, 88 of 90 lines of
 * the NFL's 2025 season are within a point of another publisher's close, beyond it 33 of 43.
 */
export const NO_CLOSE_AFTER_MINUTES = 24 * 60;

/** The opening and closing lines of a game whose start is over, from what was captured before it. */
export async function gameClosingLines(db: Executor, game: GameWithEvents): Promise<ClosingRow[]> {
  const { gameId, startsAt } = game;
  const { changes, looksOf } = await readCaptures(db, game, { before: startsAt });
  if (changes.length === 0) return [];
  const exchanges = await readExchanges(db);
  const request = { changes, exchanges, startMs: startsAt.getTime() };
  return marketsOf(changes).flatMap((market) =>
    rowsOfMarket(gameId, { ...request, market, looks: looksOf(market) }),
  );
}

function marketsOf(changes: readonly CapturedQuote[]): string[] {
  const markets = new Set(changes.map(({ market }) => market));
  return [...markets].filter((market) => ONE_LINE.test(market) && !market.endsWith('_lay')).toSorted();
}

function rowsOfMarket(gameId: number, request: LineRequest): ClosingRow[] {
  const close = closingLine(request);
  if (!close.ok) return [];
  const open = openingLine(request);
  const opening = open.ok ? open : undefined;
  const isClose = close.ageMinutes <= NO_CLOSE_AFTER_MINUTES;
  return close.outcomes.map((outcome) => ({
    gameId,
    market: close.market,
    side: outcome.side,
    ...openingColumns(opening, outcome.side),
    closePoint: isClose ? close.point : null,
    closePrice: isClose ? rounded(outcome.price, 4) : null,
    fairProbability: isClose ? rounded(outcome.fairProbability, 6) : null,
    devigMethod: close.method,
    hold: isClose ? rounded(close.hold, 6) : null,
    books: close.books.length,
    booksAtLine: close.booksAtLine.length,
    source: CAPTURED,
    startsAt: new Date(request.startMs),
    closedAt: new Date(close.atMs),
    ageMinutes: close.ageMinutes,
    isStale: close.isStale,
  }));
}

function openingColumns(
  open: PassportedLine | undefined,
  side: ClosingRow['side'],
): Pick<ClosingRow, 'openPoint' | 'openPrice' | 'openedAt'> {
  const outcome = open?.outcomes.find((one) => one.side === side);
  if (open === undefined || outcome === undefined) return {};
  return { openPoint: open.point, openPrice: rounded(outcome.price, 4), openedAt: new Date(open.atMs) };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
