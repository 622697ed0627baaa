import type { BookQuotes, OddsEvent, OddsSide, Quote, RefusedQuote } from '../../domain/odds.ts';
import { readPrice } from '../../domain/odds-price.ts';
import type { RefusedRow } from '../../domain/refused-row.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { Parsed } from '../client/provider-call.ts';
import { type FeedNode, nodesNamed } from './feed.ts';
import { readMatches } from './read-matches.ts';

/** What the feed calls a market, and what it is called by us, its main line and the others. */
const MARKETS: readonly (readonly [RegExp, main: string, alternate: string])[] = [
  [/^(home\/away|money ?line|match winner|2-?way)$/i, 'h2h', 'h2h'],
  [/^(3-?way( result)?|1x2)$/i, 'h2h_3_way', 'h2h_3_way'],
  [/^((asian )?handicap|point spread|spread)$/i, 'spreads', 'alternate_spreads'],
  [/^(over\/under|total( points)?)$/i, 'totals', 'alternate_totals'],
];

const SIDE_OF: Readonly<Record<string, OddsSide>> = {
  home: 'home',
  '1': 'home',
  away: 'away',
  '2': 'away',
  draw: 'draw',
  x: 'draw',
  over: 'over',
  under: 'under',
};

/** The feed has every league of a sport: ours by its name, without those that only end like it. */
const NBA_CATEGORY = /\bNBA\b(?!.*(summer|g[- ]league|preseason))/i;

type EventWithBooks = OddsEvent & { books: readonly BookQuotes[] };

export type FeedOdds = { events: readonly EventWithBooks[]; refused: readonly RefusedQuote[] };

/**
 * The prices of a feed. What is no price, and events without a moment, are told beside them; markets that are not read
 * are counted in the log of the call.
 */
export function readOdds(envelope: Envelope, markets?: readonly string[]): Parsed<FeedOdds> {
  const feed = readMatches(envelope);
  if (!feed.ok) return feed;
  const refused: RefusedQuote[] = feed.value.unreadable.map(({ providerGameId, problem }) => ({
    providerEventId: providerGameId ?? '',
    book: '',
    market: '',
    problem,
  }));
  const ours = feed.value.matches.filter(({ above }) =>
    above.some(({ texts }) => NBA_CATEGORY.test(texts['name'] ?? '')),
  );
  const unread = new Map<string, number>();
  const countUnread = (market: string): void => void unread.set(market, (unread.get(market) ?? 0) + 1);
  const events = ours.map(({ game, node }): EventWithBooks => {
    const tell = (book: string, market: string, problem: string): void =>
      void refused.push({ providerEventId: game.providerGameId, book, market, problem });
    return {
      providerEventId: game.providerGameId,
      startMs: game.startMs,
      home: game.home.name,
      away: game.away.name,
      books: booksOf(node, markets, tell, countUnread),
    };
  });
  return {
    ok: true,
    value: { events: events.toSorted((one, other) => one.startMs - other.startMs), refused },
    refused: [...unread].map(([market, count]) => unreadMarket(market, count)),
  };
}

function unreadMarket(market: string, count: number): RefusedRow {
  const problem = `the market ${JSON.stringify(market.slice(0, 60))} is not read (${count} times)`;
  return { entityType: 'game', providerEntityId: null, providerTeamId: null, name: null, problem };
}

type Tell = (book: string, market: string, problem: string) => void;

function booksOf(
  match: FeedNode,
  wanted: readonly string[] | undefined,
  tell: Tell,
  countUnread: (market: string) => void,
): BookQuotes[] {
  const books = new Map<string, { title: string; updatedAtMs: Record<string, number>; quotes: Quote[] }>();
  for (const { node: type } of nodesNamed(match, 'type')) {
    const market = type.texts['value'] ?? type.texts['name'] ?? '';
    const names = MARKETS.find(([pattern]) => pattern.test(market.trim()));
    if (!names) {
      countUnread(market);
      continue;
    }
    if (isStopped(type)) continue;
    for (const bookmaker of type.children['bookmaker'] ?? []) {
      const key = (bookmaker.texts['name'] ?? '').trim().toLowerCase();
      if (key === '' || isStopped(bookmaker)) continue;
      const found = quotesOf(bookmaker, names, (problem) => tell(key, market, problem)).filter(
        ({ market: own }) => wanted === undefined || wanted.includes(own),
      );
      const book = books.get(key) ?? { title: bookmaker.texts['name'] ?? key, updatedAtMs: {}, quotes: [] };
      books.set(key, book);
      book.quotes.push(...found);
      const atMs = stampOf(bookmaker.texts['ts']);
      if (atMs !== undefined) for (const { market: own } of found) book.updatedAtMs[own] = atMs;
    }
  }
  return [...books].map(([book, quotes]) => ({ book, ...quotes })).filter(({ quotes }) => quotes.length > 0);
}

/** The prices of a bookmaker for a market: those of the game, or of each line. */
function quotesOf(
  bookmaker: FeedNode,
  [, main, alternate]: (typeof MARKETS)[number],
  tell: (problem: string) => void,
): Quote[] {
  const lines = [...(bookmaker.children['handicap'] ?? []), ...(bookmaker.children['total'] ?? [])];
  if (main === alternate) return pricesOf(bookmaker, main, null, tell);
  return lines.flatMap((line) => {
    if (isStopped(line)) return [];
    // The handicap is the home team's, for both sides.
    const point = pointOf(line.texts['name']);
    if (point === undefined) {
      tell(`the line ${JSON.stringify(line.texts['name'] ?? '')} is not a number`);
      return [];
    }
    const isMain = lines.length === 1 || /^true$/i.test(line.texts['ismain'] ?? '');
    return pricesOf(line, isMain ? main : alternate, point, tell);
  });
}

function pricesOf(
  holder: FeedNode,
  market: string,
  point: number | null,
  tell: (problem: string) => void,
): Quote[] {
  return (holder.children['odd'] ?? []).flatMap((odd): Quote[] => {
    if (isStopped(odd)) return [];
    const side = SIDE_OF[(odd.texts['name'] ?? '').trim().toLowerCase()];
    const priceText = (odd.texts['value'] ?? '').trim();
    const read = readPrice(priceText, 'decimal');
    if (side === undefined) tell(`the outcome ${JSON.stringify(odd.texts['name'] ?? '')} is not known`);
    else if (!read.ok) tell(read.problem);
    else return [{ market, side, subject: null, price: read.price, priceText, point }];
    return [];
  });
}

function isStopped({ texts }: FeedNode): boolean {
  return /^true$/i.test(texts['stop'] ?? '');
}

function pointOf(text: string | undefined): number | undefined {
  return /^[+-]?\d{1,4}(\.\d{1,2})?$/.test(text?.trim() ?? '') ? Number(text) : undefined;
}

/** Seconds or milliseconds since 1970. */
function stampOf(text: string | undefined): number | undefined {
  const digits = text?.trim() ?? '';
  if (/^\d{10}$/.test(digits)) return Number(digits) * 1_000;
  return /^\d{13}$/.test(digits) ? Number(digits) : undefined;
}
