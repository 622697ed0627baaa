import { and, asc, eq, ne } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { bookmakers, oddsCurrent, oddsEventStarts, oddsEvents } from '../../db/schema/odds.ts';
import { games } from '../../db/schema/games.ts';
import type { CapturedQuote } from '../../domain/odds.ts';
import { NO_CLOSE_AFTER_MINUTES } from '../closing/game-closing-lines.ts';
import { type PassportedLine, closingLine, openingLine } from '../maths/closing-line.ts';
import type { NoConsensus } from '../maths/consensus.ts';
import type { Absence } from '../maths/line-path.ts';
import { offerChanges } from '../maths/market-looks.ts';
import { seriesOf } from '../maths/market-state.ts';
import { type MarketMovement, absencesOf, consensusPath, movementOf } from '../maths/movement.ts';
import { type GameCaptures, readCaptures } from './game-captures.ts';
import { readProps } from './game-props.ts';
import { type GameWithEvents, readExchanges, readGameEvents } from './game-quotes.ts';
import { keyNumbersOf } from './key-numbers.ts';
import { readLines } from './odds-queries.ts';
import { closesOf, readPublishedLines } from './published-of-game.ts';

/** Markets of the whole game in which a book has one line, in the order of a table. */
export const GAME_MARKETS = ['h2h', 'h2h_3_way', 'spreads', 'totals'] as const;
export type GameMarket = (typeof GAME_MARKETS)[number];

/** What the books agree on in a market: at first, and at the last look before the start. */
export type MarketLine = {
  market: GameMarket;
  open: PassportedLine | NoConsensus;
  last: PassportedLine | NoConsensus;
  /** The game has begun, and nobody looked in the day before that: what stood last is no close. */
  isTooOld: boolean;
};

/** Where the consensus of a market, or one book, stood from a moment on. */
export type ChartPoint = { atMs: number; price: number; point: number | null };

/** A path, and when it was not on offer. */
export type ChartPath = { path: readonly ChartPoint[]; absences: readonly Absence[] };

/** How a market moved, with what was captured in play. */
export type MarketPaths = {
  market: GameMarket;
  consensus: ChartPath;
  books: readonly (ChartPath & { book: string })[];
  /** Until the start. */
  movement: MarketMovement;
  /** The last look at the game, with a change or without. */
  lastLookMs: number;
};

export type GameOdds = NonNullable<Awaited<ReturnType<typeof readGameOdds>>>;

/**
 * The odds of a game: what stands by book, what the books agreed on at first and last, how `market` moved (the first that
 * there is where it is left out), and what archives have of the game without a time. Undefined where there is no such game.
 */
export async function readGameOdds(db: Database, gameId: number, market?: GameMarket) {
  const game = await readGameEvents(db, gameId);
  const lines = await readLines(db, gameId);
  if (game === undefined || lines === undefined) return undefined;
  const { changes, looksMs, looksOf } = await readCaptures(db, game);
  const exchanges = await readExchanges(db);
  const published = await readPublishedLines(db, gameId);
  const markets = GAME_MARKETS.filter((one) => changes.some((change) => change.market === one));
  const shown = market !== undefined && markets.includes(market) ? market : preferred(markets);
  const startMs = game.startsAt.getTime();
  const request = { changes, exchanges, looksMs, looksOf, startMs };
  return {
    gameId,
    startsAt: game.startsAt,
    lines: lines.items.filter((line) => GAME_MARKETS.some((one) => one === line.market)),
    props: await readProps(db, gameId),
    otherMarkets: [
      ...new Set(lines.items.filter(({ subject }) => subject === null).map((line) => line.market)),
    ]
      .filter((one) => !GAME_MARKETS.some((known) => known === one))
      .toSorted(),
    titles: await readTitles(db, gameId),
    movedStarts: await readMovedStarts(db, gameId),
    markets: markets.map((one) => lineOf(one, request)),
    published: published.filter((line) => GAME_MARKETS.some((one) => one === line.market)),
    publishedCloses: GAME_MARKETS.flatMap((one) => closesOf(published, one)),
    changes: changes.length,
    captures: looksMs.length,
    paths: shown === undefined ? undefined : pathsOf(shown, request, keyNumbersOf(game.sport) ?? []),
  };
}

/** What moves is the line where there is one. */
function preferred(markets: readonly GameMarket[]): GameMarket | undefined {
  return (['spreads', 'totals', 'h2h', 'h2h_3_way'] as const).find((one) => markets.includes(one));
}

type Request = {
  changes: readonly CapturedQuote[];
  exchanges: ReadonlySet<string>;
  looksMs: readonly number[];
  looksOf: GameCaptures['looksOf'];
  startMs: number;
};

function lineOf(market: GameMarket, request: Request): MarketLine {
  const looks = request.looksOf(market);
  const last = closingLine({ ...request, market, looks });
  return {
    market,
    open: openingLine({ ...request, market, looks }),
    last,
    isTooOld: last.ok && last.ageMinutes > NO_CLOSE_AFTER_MINUTES,
  };
}

function pathsOf(market: GameMarket, request: Request, keyNumbers: readonly number[]): MarketPaths {
  const { changes, looksMs } = request;
  const side = market === 'totals' ? 'over' : 'home';
  const looks = request.looksOf(market);
  const offers = offerChanges(looks);
  const own = changes.filter((change) => change.market === market && change.side === side);
  const books = [...Map.groupBy(own, seriesOf)].flatMap(([series, quotes]) => {
    const [first] = quotes;
    if (first === undefined) return [];
    const path = quotes.map(({ capturedAtMs, price, point }) => ({ atMs: capturedAtMs, price, point }));
    return [{ book: first.book, path, absences: absencesOf(series, offers) }];
  });
  const consensus = consensusPath({ ...request, market, looks }, side);
  const movement = movementOf({ ...request, market, looks, keyNumbers });
  return { market, consensus, books, movement, lastLookMs: looksMs.at(-1) ?? request.startMs };
}

/** Names of the books for people, by their keys. */
async function readTitles(db: Database, gameId: number): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectDistinct({ key: bookmakers.key, title: bookmakers.title })
    .from(bookmakers)
    .innerJoin(oddsCurrent, eq(oddsCurrent.bookmakerId, bookmakers.id))
    .innerJoin(oddsEvents, eq(oddsEvents.id, oddsCurrent.eventId))
    .where(eq(oddsEvents.gameId, gameId));
  return new Map(rows.map(({ key, title }) => [key, title]));
}

/** Starts that were told of the game's events and are not ours, as long as each was told. */
function readMovedStarts(db: Database, gameId: GameWithEvents['gameId']) {
  return db
    .select({
      startsAt: oddsEventStarts.startsAt,
      firstToldAt: oddsEventStarts.firstToldAt,
      lastToldAt: oddsEventStarts.lastToldAt,
    })
    .from(oddsEventStarts)
    .innerJoin(oddsEvents, eq(oddsEvents.id, oddsEventStarts.eventId))
    .innerJoin(games, eq(games.id, oddsEvents.gameId))
    .where(and(eq(oddsEvents.gameId, gameId), ne(oddsEventStarts.startsAt, games.gameDatetime)))
    .orderBy(asc(oddsEventStarts.firstToldAt));
}
