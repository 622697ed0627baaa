import type { Query } from '../protocol.ts';
import { randomFor, randomInteger } from '../sampling.ts';
import type { AnswerContext } from '../simulated-api.ts';
import { type Bookmaker, BOOKMAKERS } from './bookmakers.ts';
import { scaleOf } from './line-movement.ts';
import { outcomesOf } from './markets.ts';
import type { OddsGame, OddsGames } from './odds-games.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** An event without prices. */
export function eventRow(games: OddsGames, game: OddsGame, context: AnswerContext): object {
  return {
    id: game.eventId,
    sport_key: game.sportKey,
    sport_title: game.sportTitle,
    commence_time: games.commenceTime(game, context),
    home_team: game.home,
    away_team: game.away,
  };
}

/** An event with what each bookmaker of the question had when it last looked. */
export function oddsRow(
  games: OddsGames,
  game: OddsGame,
  { seed, query, context }: { seed: number; query: Query; context: AnswerContext },
): object {
  const asked = (query['markets'] ?? 'h2h').split(',');
  const markets = asked.includes('h2h') ? [...new Set([...asked, 'h2h_lay'])] : asked;
  const american = query['oddsFormat'] === 'american';
  const bookmakers = booksOf(query).map((book) => {
    const seenMs = lookOf(seed, book, game, context);
    const updated = `${new Date(seenMs).toISOString().slice(0, 19)}Z`;
    const offered = markets.flatMap((market) => {
      const outcomes = outcomesOf(seed, { game, book, market, atMs: seenMs });
      if (!outcomes) return [];
      const written = outcomes.map((one) => ({
        ...one,
        price: american ? americanOf(one.price) : one.price,
      }));
      return [{ key: market, last_update: updated, outcomes: written }];
    });
    return { key: book.key, title: book.title, last_update: updated, markets: offered };
  });
  return {
    ...eventRow(games, game, context),
    bookmakers: bookmakers.filter(({ markets: some }) => some.length > 0),
  };
}

/** When a bookmaker last looked at its prices; one that stands still has not for hours. */
function lookOf(seed: number, book: Bookmaker, game: OddsGame, { nowMs, dials }: AnswerContext): number {
  const isStill = randomFor(seed, 'stands still', book.key, game.id)() < dials.stillBookRate;
  const behindMs = book.lagMs + (isStill ? 3 * HOUR_MS : 0);
  return Math.floor((nowMs - behindMs) / book.everyMs) * book.everyMs;
}

export function booksOf(query: Query): readonly Bookmaker[] {
  const named = query['bookmakers']?.split(',');
  const regions = (query['regions'] ?? '').split(',');
  return BOOKMAKERS.filter(({ key, region }) => (named ? named.includes(key) : regions.includes(region)));
}

/** Nothing between -100 and +100. */
function americanOf(price: number): number {
  return price >= 2 ? Math.round((price - 1) * 100) : -Math.round(100 / (price - 1));
}

/** How a game stands: no scores before its start, and texts from then on. */
export function scoreRow(
  games: OddsGames,
  { game, finalMs }: { game: OddsGame; finalMs: number | null },
  { seed, context }: { seed: number; context: AnswerContext },
): object {
  const { nowMs } = context;
  const completed = finalMs !== null && finalMs <= nowMs;
  const hasBegun = nowMs >= game.startMs;
  const length = (finalMs ?? game.startMs + 3 * HOUR_MS) - game.startMs;
  const played = Math.min(1, Math.max(0, (nowMs - game.startMs) / Math.max(1, length)));
  const random = randomFor(seed, 'score', game.id);
  const { total } = scaleOf(game);
  const final = [0, 1].map(() => randomInteger(random, Math.floor(total[0] / 4), Math.ceil(total[0] / 1.6)));
  if (final[0] === final[1]) final[0] = (final[0] ?? 0) + 1;
  const scores = [game.home, game.away].map((name, index) => ({
    name,
    score: String(Math.floor((final[index] ?? 0) * played)),
  }));
  return {
    ...eventRow(games, game, context),
    completed,
    scores: hasBegun ? scores : null,
    last_update: hasBegun
      ? `${new Date(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS).toISOString().slice(0, 19)}Z`
      : null,
  };
}
