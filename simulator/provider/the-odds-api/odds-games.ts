import { createHash } from 'node:crypto';
import type { Sport } from '../../../src/domain/sport.ts';
import { isListed } from '../dials.ts';
import { randomFor, randomInteger } from '../sampling.ts';
import { gameDials } from '../season-mishaps.ts';
import type { AnswerContext, GameListing, GameRequest } from '../simulated-api.ts';
import { findPairing, type Pairing } from './teams.ts';

/** An event of the simulated offer. */
export type OddsGame = Pairing & { id: number; eventId: string; startMs: number };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Books offer a game so long ahead. */
const OFFERED_DAYS = 21;
const LENGTH_MINUTES: Readonly<Record<string, number>> = {
  basketball: 140,
  americanfootball: 190,
  soccer: 112,
  icehockey: 150,
  baseball: 165,
};

export type OddsGames = ReturnType<typeof createOddsGames>;

/** The events of a seed; what the dials say of a game holds here as well. */
export function createOddsGames(seed: number, sport: Sport) {
  const games = new Map<number, OddsGame>();

  function add({ home, away, startMs, id }: GameRequest): number {
    const pairing = findPairing(sport, home, away);
    const known = [...games.values()].find(
      (game) => game.home === pairing.home && game.away === pairing.away && game.startMs === startMs,
    );
    if (known) return known.id;
    const gameId = id ?? Math.max(0, ...games.keys()) + 1;
    const eventId = createHash('md5').update(`${seed}|${gameId}`).digest('hex');
    games.set(gameId, { ...pairing, id: gameId, eventId, startMs });
    return gameId;
  }

  /** A game as it stands by its dials. */
  function dialled(game: OddsGame, { dials, nowMs }: AnswerContext) {
    const own = gameDials(dials, { seed, id: game.id, startMs: game.startMs, nowMs });
    const startMs = own.startMs ?? game.startMs;
    const minutes = dials.minutesToFinal ?? LENGTH_MINUTES[game.sportKey.split('_')[0] ?? ''] ?? 0;
    const isPlayed = (own.status ?? null) === null || own.status === 'delayed';
    const finalMs = isPlayed ? (own.notFinalUntilMs ?? startMs + minutes * MINUTE_MS) : null;
    return {
      game: { ...game, startMs },
      finalMs,
      isOff: own.status === 'cancelled' || own.status === 'postponed',
    };
  }

  function listed(context: AnswerContext, sportKey?: string) {
    return [...games.values()]
      .filter((game) => sportKey === undefined || game.sportKey === sportKey)
      .filter(({ id }) => isListed(context.dials, id, false))
      .map((game) => dialled(game, context));
  }

  return {
    add,
    /** Events that are on offer, soonest first: neither too far ahead, nor over, nor called off. */
    onOffer: (context: AnswerContext, sportKey: string): readonly OddsGame[] =>
      listed(context, sportKey)
        .filter(({ finalMs, isOff }) => !isOff && (finalMs === null || finalMs > context.nowMs))
        .map(({ game }) => game)
        .filter(({ startMs }) => startMs - context.nowMs < OFFERED_DAYS * DAY_MS)
        .toSorted((one, other) => one.startMs - other.startMs),
    listed,
    listing: (context: AnswerContext): readonly GameListing[] =>
      listed(context).map(({ game, finalMs }) => ({
        id: game.id,
        writtenId: game.eventId,
        season: new Date(game.startMs).getUTCFullYear(),
        homeCode: game.home,
        awayCode: game.away,
        startMs: game.startMs,
        finalMs,
        status: finalMs !== null && finalMs <= context.nowMs ? 'completed' : 'on offer',
      })),
    /** Some other event; the one that begins last, which is the likeliest to be on offer. */
    otherId: (eventId: string): string | undefined =>
      [...games.values()]
        .filter((game) => game.eventId !== eventId)
        .toSorted((one, other) => other.startMs - one.startMs)[0]?.eventId,
    /** Once it is played, a start is told a minute to three later than before. */
    commenceTime({ id, startMs }: OddsGame, { nowMs, dials }: AnswerContext): string {
      const random = randomFor(seed, 'kick-off', id);
      const isMoved = random() < dials.movedStartRate && nowMs >= startMs;
      const laterMs = isMoved ? randomInteger(random, 60, 180) * 1_000 : 0;
      return `${new Date(startMs + laterMs).toISOString().slice(0, 19)}Z`;
    },
  };
}
