import type { CapturedQuote, OddsSide } from '../../domain/odds.ts';
import type { LineMaker, LineMoment } from '../../domain/published-lines.ts';
import { consensusOf } from '../maths/consensus.ts';
import { DEFAULT_DEVIG_METHOD, type DevigMethod } from '../maths/devig.ts';
import { median } from '../maths/median.ts';

/** A published line that nobody doubts. */
export type PublishedLine = {
  source: string;
  book: string;
  maker: LineMaker;
  market: string;
  side: OddsSide;
  moment: LineMoment;
  point: number | null;
  price: number | null;
};

/** What the books of one archive agree on at a moment; without prices only the line is known. */
export type PublishedConsensus = {
  source: string;
  market: string;
  point: number | null;
  outcomes: readonly { side: OddsSide; price: number | null; fairProbability: number | null }[];
  hold: number | null;
  method: DevigMethod;
  books: number;
  booksAtLine: number;
};

/** A close with the opening of the same archive where it has one. */
export type PublishedClose = { close: PublishedConsensus; open: PublishedConsensus | undefined };

/** Markets in which a book has one line. */
const ONE_LINE = /^(h2h|spreads|totals)(_|$)/;

/**
 * The closes of a market by archive, the one of the most books first, then those with prices. The best and the mean of
 * several books, and exchanges, are no books; a consensus that a publisher made counts where it names no book.
 */
export function publishedCloses(lines: readonly PublishedLine[], market: string): readonly PublishedClose[] {
  const own = lines.filter((line) => line.market === market);
  const sources = [...new Set(own.map(({ source }) => source))];
  return sources
    .flatMap((source) => {
      const ofSource = own.filter((line) => line.source === source);
      const close = publishedConsensus(ofSource, 'closing');
      return close === undefined ? [] : [{ close, open: publishedConsensus(ofSource, 'opening') }];
    })
    .toSorted(
      (a, b) =>
        b.close.books - a.close.books ||
        Number(b.close.hold !== null) - Number(a.close.hold !== null) ||
        (a.close.source < b.close.source ? -1 : 1),
    );
}

export function marketsOfPublished(lines: readonly PublishedLine[]): string[] {
  return [...new Set(lines.map(({ market }) => market))].filter((market) => ONE_LINE.test(market)).toSorted();
}

function publishedConsensus(
  ofSource: readonly PublishedLine[],
  moment: LineMoment,
): PublishedConsensus | undefined {
  const own = ofSource.filter((line) => line.moment === moment);
  const named = own.filter(({ maker }) => maker === 'book');
  const counted =
    named.length > 0 ? named : own.filter(({ maker }) => maker === 'unnamed' || maker === 'consensus');
  const [first] = counted;
  if (first === undefined) return undefined;
  const { source, market } = first;
  const agreed = consensusOf({ market, quotes: counted.flatMap(quoteOf), exchanges: new Set() });
  if (!agreed.ok) return lineAlone(counted);
  const { point, outcomes, hold, method, books, booksAtLine } = agreed;
  return {
    source,
    market,
    point,
    outcomes,
    hold,
    method,
    books: books.length,
    booksAtLine: booksAtLine.length,
  };
}

/** Nobody knows when it was captured: all of a moment count as of one. */
function quoteOf({ book, market, side, point, price }: PublishedLine): CapturedQuote[] {
  if (price === null) return [];
  return [{ book, market, side, subject: null, point, price, capturedAtMs: 0, updatedAtMs: null }];
}

/** The line in the middle where no book has prices for all outcomes. */
function lineAlone(lines: readonly PublishedLine[]): PublishedConsensus | undefined {
  const points = new Map(
    lines.flatMap(({ book, point }) => (point === null ? [] : [[book, point] as const])),
  );
  const [first] = lines;
  if (first === undefined || points.size === 0) return undefined;
  const middle = median([...points.values()]);
  const nearest =
    [...points.values()].toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0] ?? middle;
  const sides = [...new Set(lines.map(({ side }) => side))];
  return {
    source: first.source,
    market: first.market,
    point: nearest,
    outcomes: sides.map((side) => ({ side, price: null, fairProbability: null })),
    hold: null,
    method: DEFAULT_DEVIG_METHOD,
    books: points.size,
    booksAtLine: [...points.values()].filter((point) => point === nearest).length,
  };
}
