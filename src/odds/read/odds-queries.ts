import { and, asc, eq, isNull, isNotNull } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { bookmakers, closingLines, oddsCurrent, oddsEvents } from '../../db/schema/odds.ts';
import { leagues, sports } from '../../db/schema/reference.ts';
import { AWAY, HOME } from '../../db/table-aliases.ts';
import type { Absence } from '../maths/line-path.ts';
import { type MarketMovement, movementOf } from '../maths/movement.ts';
import { readPending } from '../closing/follow-closing-lines.ts';
import { readCaptures } from './game-captures.ts';
import { readExchanges, readGameEvents } from './game-quotes.ts';
import { readPublishedLines } from './published-of-game.ts';

/** Key numbers of a sport's margins, by its name. */
export type KeyNumbersOf = (sport: string) => readonly number[] | undefined;

/** What stands of a game, a row for each series, and what archives have of it without a time; undefined where there is no such game. */
export async function readLines(db: Database, gameId: number) {
  const game = await readGameEvents(db, gameId);
  if (game === undefined) return undefined;
  const rows = await db
    .select({
      market: oddsCurrent.market,
      bookmaker: bookmakers.key,
      kind: bookmakers.kind,
      outcome: oddsCurrent.side,
      subject: oddsCurrent.subject,
      point: oddsCurrent.point,
      price: oddsCurrent.price,
      price_text: oddsCurrent.priceText,
      captured_at: oddsCurrent.capturedAt,
      last_seen_at: oddsCurrent.lastSeenAt,
      book_updated_at: oddsCurrent.bookUpdatedAt,
      source: oddsCurrent.source,
    })
    .from(oddsCurrent)
    .innerJoin(oddsEvents, eq(oddsEvents.id, oddsCurrent.eventId))
    .innerJoin(bookmakers, eq(bookmakers.id, oddsCurrent.bookmakerId))
    .where(eq(oddsEvents.gameId, gameId))
    .orderBy(
      asc(oddsCurrent.market),
      asc(bookmakers.key),
      asc(oddsCurrent.subject),
      asc(oddsCurrent.line),
      asc(oddsCurrent.seriesId),
    );
  const startsAt = game.startsAt.getTime();
  const items = rows.map((row) => ({ ...row, is_live: row.captured_at.getTime() >= startsAt }));
  const published = await readPublishedLines(db, gameId);
  return { game_id: gameId, starts_at: game.startsAt, items, published };
}

/** How the markets of a game moved until its start, with what archives have of its opening and close; undefined where there is no such game. */
export async function readMovement(
  db: Database,
  gameId: number,
  { market, keyNumbersOf }: { market?: string | undefined; keyNumbersOf: KeyNumbersOf },
) {
  const game = await readGameEvents(db, gameId);
  if (game === undefined) return undefined;
  const { startsAt, sport } = game;
  const markets = market === undefined ? undefined : [market];
  const { changes, looksMs, looksOf } = await readCaptures(db, game, { markets, before: startsAt });
  const exchanges = await readExchanges(db);
  const published = await readPublishedLines(db, gameId, markets);
  const keyNumbers = keyNumbersOf(sport) ?? [];
  const moving = [...new Set(changes.map((change) => change.market))].filter((one) => MOVING.test(one));
  const request = { changes, exchanges, looksMs, keyNumbers, startMs: startsAt.getTime() };
  const moved = moving.toSorted().map((one) => movementOf({ ...request, market: one, looks: looksOf(one) }));
  return {
    game_id: gameId,
    starts_at: startsAt,
    captures: looksMs.filter((at) => at < startsAt.getTime()).length,
    changes: changes.length,
    markets: moved.map(publishedMovement),
    published: published.filter(
      (line) => MOVING.test(line.market) && line.subject === null && line.moment !== 'early',
    ),
  };
}

/** Markets in which a book has one line that moves. */
const MOVING = /^(h2h|spreads|totals)(?!.*_lay$)(_|$)/;

type Point = { atMs: number; price: number; point: number | null };

function publishedPoint({ atMs, price, point }: Point) {
  return { at: new Date(atMs), price: Math.round(price * 10_000) / 10_000, point };
}

type Path = {
  open: Point;
  now: Point;
  high: Point;
  low: Point;
  path: readonly Point[];
  absences: readonly Absence[];
};

function publishedPath(path: Path) {
  const { open, now, high, low, absences } = path;
  const last = absences.at(-1);
  return {
    open: publishedPoint(open),
    now: publishedPoint(now),
    high: publishedPoint(high),
    low: publishedPoint(low),
    path: path.path.map(publishedPoint),
    absences: absences.map(({ fromMs, toMs }) => ({
      from: new Date(fromMs),
      to: toMs === null ? null : new Date(toMs),
    })),
    gone_since: last?.toMs === null ? new Date(last.fromMs) : null,
  };
}

type Crossed = readonly { key: number; atMs: number; from: number; to: number }[];

function publishedCrossings(crossed: Crossed) {
  return crossed.map(({ key, atMs, from, to }) => ({ key, at: new Date(atMs), from, to }));
}

function publishedMovement({ market, consensus, series, jumps, steam }: MarketMovement) {
  return {
    market,
    consensus: consensus && { ...publishedPath(consensus), crossed: publishedCrossings(consensus.crossed) },
    series: series.map((one) => ({
      bookmaker: one.book,
      outcome: one.side,
      ...publishedPath(one),
      crossed: publishedCrossings(one.crossed),
    })),
    jumps: jumps.map(({ book, side, atMs, from, to, followers }) => ({
      bookmaker: book,
      outcome: side,
      at: new Date(atMs),
      from: publishedPoint(from),
      to: publishedPoint(to),
      followers,
    })),
    steam: steam.map(({ side, startMs, endMs, moves, withinMs }) => ({
      outcome: side,
      from: new Date(startMs),
      to: new Date(endMs),
      within_ms: withinMs,
      moves: moves.map(({ book, points, implied }) => ({ bookmaker: book, points, implied })),
    })),
  };
}

export type ClosingFilter = {
  gameId?: number | undefined;
  leagueName?: string | undefined;
  /** The day of the slate. */
  date?: string | undefined;
};

/** Opening and closing lines by game and market. */
export async function readClosing(db: Database, { gameId, leagueName, date }: ClosingFilter) {
  const rows = await db
    .select({
      game_id: closingLines.gameId,
      away: AWAY.name,
      home: HOME.name,
      slate_date: games.slateDate,
      market: closingLines.market,
      outcome: closingLines.side,
      open_point: closingLines.openPoint,
      open_price: closingLines.openPrice,
      opened_at: closingLines.openedAt,
      close_point: closingLines.closePoint,
      close_price: closingLines.closePrice,
      fair_probability: closingLines.fairProbability,
      devig_method: closingLines.devigMethod,
      hold: closingLines.hold,
      books: closingLines.books,
      books_at_line: closingLines.booksAtLine,
      starts_at: closingLines.startsAt,
      closed_at: closingLines.closedAt,
      age_minutes: closingLines.ageMinutes,
      is_stale: closingLines.isStale,
      source: closingLines.source,
      second_source: closingLines.secondSource,
      second_point: closingLines.secondPoint,
      second_price: closingLines.secondPrice,
      second_agrees: closingLines.secondAgrees,
    })
    .from(closingLines)
    .innerJoin(games, eq(games.id, closingLines.gameId))
    .innerJoin(leagues, eq(leagues.id, games.leagueId))
    .innerJoin(HOME, eq(HOME.id, games.homeTeamId))
    .innerJoin(AWAY, eq(AWAY.id, games.awayTeamId))
    .where(
      and(
        gameId === undefined ? undefined : eq(closingLines.gameId, gameId),
        leagueName === undefined ? undefined : eq(leagues.name, leagueName),
        date === undefined ? undefined : eq(games.slateDate, date),
      ),
    )
    .orderBy(
      asc(games.gameDatetime),
      asc(closingLines.gameId),
      asc(closingLines.market),
      asc(closingLines.side),
    );
  const pending = await readPending(db, gameId === undefined ? rows.map((row) => row.game_id) : [gameId]);
  return {
    items: rows.map((row) => ({ ...row, is_pending: pending.has(row.game_id) })),
    is_pending: pending.size > 0,
  };
}

export type EventFilter = { leagueName?: string | undefined; isOpen?: boolean | undefined; limit: number };

/** Events with their games, or the reason why they have none and the games that they may be. */
export async function readEvents(db: Database, { leagueName, isOpen, limit }: EventFilter) {
  return db
    .select({
      event_id: oddsEvents.id,
      provider: oddsEvents.provider,
      external_id: oddsEvents.externalId,
      sport: sports.displayName,
      league: leagues.name,
      home: oddsEvents.homeName,
      away: oddsEvents.awayName,
      starts_at: oddsEvents.startsAt,
      first_seen_at: oddsEvents.firstSeenAt,
      last_seen_at: oddsEvents.lastSeenAt,
      game_id: oddsEvents.gameId,
      question: oddsEvents.question,
      candidates: oddsEvents.candidates,
    })
    .from(oddsEvents)
    .innerJoin(sports, eq(sports.id, oddsEvents.sportId))
    .innerJoin(leagues, eq(leagues.id, oddsEvents.leagueId))
    .where(
      and(
        leagueName === undefined ? undefined : eq(leagues.name, leagueName),
        isOpen === undefined ? undefined : isOpen ? isNull(oddsEvents.gameId) : isNotNull(oddsEvents.gameId),
      ),
    )
    .orderBy(asc(oddsEvents.startsAt), asc(oddsEvents.id))
    .limit(limit);
}

export type OddsLine = NonNullable<Awaited<ReturnType<typeof readLines>>>['items'][number];
export type OddsEventListing = Awaited<ReturnType<typeof readEvents>>[number];
