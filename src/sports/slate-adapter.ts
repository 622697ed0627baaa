import { DateTime } from 'luxon';
import type { ProviderGame, ProviderPlayer } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { Sport } from '../domain/sport.ts';
import type { CallContext } from '../providers/http/provider-call.ts';
import type { EntityReader, FetchedPart, SportAdapter } from './adapter.ts';
import { mismatch } from './mismatch.ts';
import { type SideMatcher, isSameSide, pickGame } from './sides.ts';
import {
  type PlayerLineForm,
  type TeamLineForm,
  writePlayerLines,
  writeTeamLines,
} from './write-box-score.ts';

/** What a provider's client offers for a sport whose games are found by day and read in two calls. */
export type SlateClient<PlayerLine, TeamLine> = {
  gamesOn: (
    dateUtc: string,
    context: CallContext,
    options?: { isEnough?: (games: readonly ProviderGame[]) => boolean },
  ) => Promise<readonly ProviderGame[]>;
  /** Undefined when the provider does not have the game. */
  gameById: (providerGameId: string, context: CallContext) => Promise<ProviderGame | undefined>;
  playerLines: (
    providerGameId: string,
    context: CallContext,
    expected?: { providerTeamIds: readonly string[] },
    only?: { providerPlayerId?: string; providerTeamId?: string },
  ) => Promise<readonly PlayerLine[]>;
  teamLines: (
    providerGameId: string,
    context: CallContext,
    expected?: { providerTeamIds: readonly string[] },
    only?: { providerTeamId?: string },
  ) => Promise<readonly TeamLine[]>;
};

export type SlateAdapterOptions<PlayerLine, TeamLine> = {
  sport: Sport;
  client: SlateClient<PlayerLine, TeamLine>;
  isSide?: SideMatcher;
  /** Throw a ProviderError of kind mismatch when lines contradict each other or the game. */
  checkPlayerLines: (lines: readonly PlayerLine[], game: ProviderGame, onlyProviderTeamId?: string) => void;
  checkTeamLines: (lines: readonly TeamLine[], game: ProviderGame) => void;
  playerForm: PlayerLineForm<PlayerLine>;
  teamForm: TeamLineForm<TeamLine>;
  /** What single calls the API has, and whether the written lines make the score. */
  entities: Pick<EntityReader, 'playersBy' | 'teamsBy' | 'shortfalls'>;
};

/** Hold games that were moved by some hours. */
const NEIGHBOUR_DAYS = [1, -1] as const;

/**
 * A sport that costs one shared call for the slate, one for all player lines of a game and one for both team lines.
 * The provider's days are UTC: evening games in America lie on the day after their own.
 */
export function createSlateAdapter<
  PlayerLine extends { player: ProviderPlayer; providerTeamId: string },
  TeamLine extends { providerTeamId: string },
>(options: SlateAdapterOptions<PlayerLine, TeamLine>): SportAdapter {
  const { client, isSide } = options;

  /** The tip-off's own UTC day nearly always has it; a game with a new date is on no slate nearby, but keeps its id. */
  async function findGame(game: GameToSeed, context: CallContext): Promise<ProviderGame | undefined> {
    const onItsDay = await findOnDay(game, 0, context);
    if (onItsDay) return onItsDay;
    const byId =
      game.providerGameId === null ? undefined : await client.gameById(game.providerGameId, context);
    if (byId) return byId;
    for (const offset of NEIGHBOUR_DAYS) {
      const found = await findOnDay(game, offset, context);
      if (found) return found;
    }
    return undefined;
  }

  async function findOnDay(
    game: GameToSeed,
    offsetDays: number,
    context: CallContext,
  ): Promise<ProviderGame | undefined> {
    const date = DateTime.fromMillis(game.tipOffMs, { zone: 'utc' }).plus({ days: offsetDays }).toISODate();
    if (date === null) throw new RangeError(`game ${game.gameId} has an impossible tip-off`);
    const slate = await client.gamesOn(date, context, {
      isEnough: (games) => pickGame(game, games, isSide)?.status === 'completed',
    });
    return pickGame(game, slate, isSide);
  }

  function playersPart(lines: readonly PlayerLine[]): FetchedPart {
    return {
      lineCount: lines.length,
      write: (tx, target) => writePlayerLines(tx, target, options.playerForm, lines),
    };
  }

  function teamsPart(lines: readonly TeamLine[]): FetchedPart {
    return {
      lineCount: lines.length,
      write: (tx, target) => writeTeamLines(tx, target, options.teamForm, lines),
    };
  }

  const fetchEntity: EntityReader['fetch'] = async (question, providerGame, context) => {
    const { providerGameId } = providerGame;
    switch (question.kind) {
      case 'player': {
        const { providerPlayerId, providerTeamId } = question;
        const lines = await client.playerLines(providerGameId, context, bothTeams(providerGame), {
          providerPlayerId,
        });
        const isAnother = (line: PlayerLine): boolean => line.player.providerPlayerId !== providerPlayerId;
        if (lines.some(isAnother))
          throw mismatch(providerGame, `the answer is not about player ${providerPlayerId}`);
        if (lines.length > 1)
          throw mismatch(providerGame, `team ${providerTeamId} has a player who is listed twice`);
        return playersPart(lines);
      }
      case 'team-players': {
        const { providerTeamId } = question;
        const lines = await client.playerLines(
          providerGameId,
          context,
          { providerTeamIds: [providerTeamId] },
          { providerTeamId },
        );
        options.checkPlayerLines(lines, providerGame, providerTeamId);
        return playersPart(lines);
      }
      case 'team-line': {
        const { providerTeamId } = question;
        const expected = { providerTeamIds: [providerTeamId] };
        return teamsPart(await client.teamLines(providerGameId, context, expected, { providerTeamId }));
      }
      case 'both-team-lines': {
        const lines = await client.teamLines(providerGameId, context, bothTeams(providerGame));
        options.checkTeamLines(lines, providerGame);
        return teamsPart(lines);
      }
    }
  };

  return {
    sport: options.sport,
    findGame,
    sideMatcher: () => Promise.resolve(isSide ?? isSameSide),
    entities: { ...options.entities, findGame, fetch: fetchEntity },
    parts: [
      {
        entityType: 'player',
        async fetch(_game, providerGame, context) {
          const lines = await client.playerLines(
            providerGame.providerGameId,
            context,
            bothTeams(providerGame),
          );
          options.checkPlayerLines(lines, providerGame);
          return playersPart(lines);
        },
      },
      {
        entityType: 'team',
        async fetch(_game, providerGame, context) {
          const lines = await client.teamLines(providerGame.providerGameId, context, bothTeams(providerGame));
          options.checkTeamLines(lines, providerGame);
          return teamsPart(lines);
        },
      },
    ],
  };
}

function bothTeams({ home, away }: ProviderGame): { providerTeamIds: readonly string[] } {
  return { providerTeamIds: [home.providerTeamId, away.providerTeamId] };
}
