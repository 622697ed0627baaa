import { DateTime } from 'luxon';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { NbaPlayerLine, NbaTeamLine } from '../../domain/nba-lines.ts';
import type { RowList } from '../../domain/refused-row.ts';
import type { Envelope } from '../client/provider-api.ts';
import type { CallContext, Parsed } from '../client/provider-call.ts';
import { createSharedSlates, type SharedSlatesOptions } from '../client/shared-slates.ts';
import { GOALSERVE } from './endpoints.ts';
import { feedDate } from './moments.ts';
import { playerLinesOf, teamLinesOf } from './read-lines.ts';
import { readMatches } from './read-matches.ts';

const DAY_MS = 86_400_000;
const ZONE = 'America/New_York';

/** A game of a day with its box score, or why that cannot be read. */
export type DayGame = ProviderGame & {
  players: Parsed<RowList<NbaPlayerLine>>;
  teams: Parsed<RowList<NbaTeamLine>>;
};

type IsEnough = (games: readonly DayGame[]) => boolean;

/** Days of scores with all of their box scores; whoever asks for a day shares one call, over all processes. */
export type Days = {
  /** Games that start on a day in UTC. */
  onDay: (dateUtc: string, context: CallContext, isEnough?: IsEnough) => Promise<readonly DayGame[]>;
  /** A game that starts at a moment; undefined where neither of its days has it. */
  gameAt: (gameId: string, startMs: number, context: CallContext) => Promise<DayGame | undefined>;
};

export function createDays(shared: SharedSlatesOptions): Days {
  const slates = createSharedSlates<DayGame>(shared);
  const day = (date: string, context: CallContext, isEnough?: IsEnough): Promise<readonly DayGame[]> =>
    slates({ call: GOALSERVE.nbaScores(feedDate(date)), context, isEnough, parse: readDay });
  return {
    async onDay(dateUtc, context, isEnough) {
      const found = new Map<string, DayGame>();
      // By whose clock a day is one is not told: the evening before in America is on this day in UTC.
      for (const date of [dayBefore(dateUtc), dateUtc]) {
        if (isEnough?.([...found.values()])) break;
        for (const game of await day(date, context, isEnough)) {
          if (utcDate(game.startMs) === dateUtc) found.set(game.providerGameId, game);
        }
      }
      return [...found.values()];
    },
    async gameAt(gameId, startMs, context) {
      const eastern = DateTime.fromMillis(startMs, { zone: ZONE }).toISODate() ?? utcDate(startMs);
      for (const date of new Set([eastern, utcDate(startMs)])) {
        const games = await day(date, context, (all) => isRead(all, gameId));
        const game = games.find(({ providerGameId }) => providerGameId === gameId);
        if (game) return game;
      }
      return undefined;
    },
  };
}

/** Whether an older answer has the whole box score of a game. */
function isRead(games: readonly DayGame[], gameId: string): boolean {
  const game = games.find(({ providerGameId }) => providerGameId === gameId);
  return game?.status === 'completed' && game.players.ok && game.players.value.rows.length > 0;
}

/** The games of a day of scores, each with its lines or why they cannot be read. */
export function readDay(envelope: Envelope): Parsed<DayGame[]> {
  const feed = readMatches(envelope);
  if (!feed.ok) return feed;
  const { matches, unreadable } = feed.value;
  const refused = unreadable.map(({ providerGameId, problem }) => ({
    entityType: 'game' as const,
    providerEntityId: providerGameId,
    providerTeamId: null,
    name: null,
    problem,
  }));
  const games = matches.map((match) => ({
    ...match.game,
    players: playerLinesOf(match),
    teams: teamLinesOf(match),
  }));
  return { ok: true, value: games, ...(refused.length > 0 ? { refused } : {}) };
}

function utcDate(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

function dayBefore(date: string): string {
  return utcDate(Date.parse(date) - DAY_MS);
}
