import type { closingLines } from '../../db/schema/odds.ts';
import { agreesWithin } from '../maths/closing-line.ts';
import {
  type PublishedClose,
  type PublishedConsensus,
  type PublishedLine,
  marketsOfPublished,
  publishedCloses,
} from './published-close.ts';

export type ClosingRow = typeof closingLines.$inferInsert;

type OfGame = { gameId: number; startsAt: Date };

/**
 * The closing lines of a game: those that were captured, and published ones where no close was captured. Each names the
 * close of a second source, where there is one.
 */
export function withPublished(
  captured: readonly ClosingRow[],
  published: readonly PublishedLine[],
  game: OfGame,
): ClosingRow[] {
  if (published.length === 0) return [...captured];
  const markets = new Set([...captured.map(({ market }) => market), ...marketsOfPublished(published)]);
  return [...markets].toSorted().flatMap((market) => {
    const own = captured.filter((row) => row.market === market);
    const closes = publishedCloses(published, market);
    const [first, second] = closes;
    const hasClose = own.some(({ closePrice }) => closePrice !== null && closePrice !== undefined);
    if (hasClose || first === undefined) return own.map((row) => withSecond(row, first?.close));
    return rowsOf(first, game).map((row) => withSecond(openedAs(row, own), second?.close));
  });
}

function rowsOf({ close, open }: PublishedClose, { gameId, startsAt }: OfGame): ClosingRow[] {
  return close.outcomes.map(({ side, price, fairProbability }) => {
    const opened = open?.outcomes.find((one) => one.side === side);
    return {
      gameId,
      market: close.market,
      side,
      openPoint: opened === undefined ? null : (open?.point ?? null),
      openPrice: rounded(opened?.price, 4),
      openedAt: null,
      closePoint: close.point,
      closePrice: rounded(price, 4),
      fairProbability: rounded(fairProbability, 6),
      devigMethod: close.method,
      hold: rounded(close.hold, 6),
      books: close.books,
      booksAtLine: close.booksAtLine,
      source: close.source,
      startsAt,
      closedAt: null,
      ageMinutes: null,
      isStale: null,
    };
  });
}

/** An opening that was captured has a time, and goes before a published one. */
function openedAs(row: ClosingRow, captured: readonly ClosingRow[]): ClosingRow {
  const own = captured.find(({ side }) => side === row.side);
  if (own?.openedAt === null || own?.openedAt === undefined) return row;
  const { openPoint = null, openPrice = null, openedAt } = own;
  return { ...row, openPoint, openPrice, openedAt };
}

function withSecond(row: ClosingRow, second: PublishedConsensus | undefined): ClosingRow {
  const outcome = second?.outcomes.find(({ side }) => side === row.side);
  if (second === undefined || outcome === undefined) return row;
  return {
    ...row,
    secondSource: second.source,
    secondPoint: second.point,
    secondPrice: rounded(outcome.price, 4),
    secondAgrees: agrees(row, second.point, outcome.fairProbability),
  };
}

/** Null where the two cannot be compared: no close, or no prices on one side. */
function agrees(row: ClosingRow, point: number | null, fairProbability: number | null): boolean | null {
  const ownPoint = row.closePoint ?? null;
  if (ownPoint !== null && point !== null) return agreesWithin('points', ownPoint - point);
  const own = row.fairProbability ?? null;
  return own === null || fairProbability === null ? null : agreesWithin('probability', own - fairProbability);
}

function rounded(value: number | null | undefined, digits: number): number | null {
  return value === null || value === undefined ? null : Number(value.toFixed(digits));
}
