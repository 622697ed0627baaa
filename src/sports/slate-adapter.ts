import { DateTime } from 'luxon';
import type { ProviderGame, ProviderPlayer } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { Sport } from '../domain/sport.ts';
import type { RowList } from '../domain/refused-row.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { SlateBoxScorePort } from '../providers/ports.ts';
import type { EntityQuestion, EntityReader, FetchedPart, SportAdapter } from './adapter.ts';
import type { GapFinder } from './find-gaps.ts';
import { missingSides, playerOwner, teamOwnerIn, withMissingTeams } from './line-owners.ts';
import { type LineRule, siftLines } from './line-rules.ts';
import { mismatch } from './mismatch.ts';
import { type SideMatcher, isSameSide, pickGame } from '../reference/identities/pick-game.ts';
import { type PlayerLineForm, type TeamLineForm, draftPlayerLines, draftTeamLines } from './draft-lines.ts';

export type SlateAdapterOptions<PlayerLine, TeamLine> = {
  sport: Sport;
  client: SlateBoxScorePort<PlayerLine, TeamLine>;
  isSide?: SideMatcher;
  /** What every line keeps, whatever the others say. */
  playerRules: readonly LineRule<PlayerLine>[];
  teamRules: readonly LineRule<TeamLine>[];
  /**
   * Throw a ProviderError of kind mismatch when the lines of a side contradict each other or the game. A side without
   * lines is no contradiction: what is missing is judged when all is written.
   */
  checkPlayerLines: (lines: RowList<PlayerLine>, game: ProviderGame) => void;
  checkTeamLines: (lines: RowList<TeamLine>, game: ProviderGame) => void;
  playerForm: PlayerLineForm<PlayerLine>;
  teamForm: TeamLineForm<TeamLine>;
  /** What single calls the API has. */
  entities: Pick<EntityReader, 'playersBy' | 'teamsBy'>;
  findGaps: GapFinder;
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

  function playersPart(
    list: RowList<PlayerLine>,
    game: ProviderGame,
    { isOfSome }: { isOfSome: boolean },
  ): FetchedPart {
    const sifted = siftLines(list, options.playerRules, game, playerOwner, { isOfSome });
    const { rows, remarks } = sifted;
    options.checkPlayerLines(sifted, game);
    const refused = isOfSome ? sifted.refused : [...sifted.refused, ...missingSides('player', rows, game)];
    return {
      lineCount: rows.length,
      isWhole: !isOfSome && refused.length === 0,
      refused,
      remarks,
      draft: (tx, target) => draftPlayerLines(tx, target, options.playerForm, rows),
    };
  }

  function teamsPart(
    list: RowList<TeamLine>,
    game: ProviderGame,
    { isOfSome }: { isOfSome: boolean },
  ): FetchedPart {
    const sifted = siftLines(list, options.teamRules, game, teamOwnerIn(game), { isOfSome });
    const { rows, remarks } = sifted;
    options.checkTeamLines(sifted, game);
    const refused = isOfSome ? sifted.refused : withMissingTeams(sifted, game);
    return {
      lineCount: rows.length,
      isWhole: !isOfSome && refused.length === 0,
      refused,
      remarks,
      draft: async (_tx, target) => draftTeamLines(target, options.teamForm, rows),
    };
  }

  const fetchEntity: EntityReader['fetch'] = async (question, providerGame, context) => {
    const { providerGameId } = providerGame;
    switch (question.kind) {
      case 'player': {
        const { providerPlayerId, providerTeamId } = question;
        const list = await client.playerLines(providerGameId, context, bothTeams(providerGame), {
          providerPlayerId,
        });
        const isAnother = (line: PlayerLine): boolean => line.player.providerPlayerId !== providerPlayerId;
        if (list.rows.some(isAnother))
          throw mismatch(providerGame, `the answer is not about player ${providerPlayerId}`);
        if (list.rows.length > 1)
          throw mismatch(providerGame, `team ${providerTeamId} has a player who is listed twice`);
        return onePlayer(list, providerGame, question);
      }
      case 'team-players': {
        const { providerTeamId } = question;
        const list = await client.playerLines(
          providerGameId,
          context,
          { providerTeamIds: [providerTeamId] },
          { providerTeamId },
        );
        return playersPart(list, providerGame, { isOfSome: true });
      }
      case 'team-line': {
        const { providerTeamId } = question;
        const expected = { providerTeamIds: [providerTeamId] };
        return teamsPart(
          await client.teamLines(providerGameId, context, expected, { providerTeamId }),
          providerGame,
          { isOfSome: true },
        );
      }
      case 'both-team-lines':
        return teamsPart(
          await client.teamLines(providerGameId, context, bothTeams(providerGame)),
          providerGame,
          { isOfSome: false },
        );
    }
  };

  /** A player's own answer says nothing of their side, and what is wrong with it is wrong with that player. */
  function onePlayer(
    list: RowList<PlayerLine>,
    game: ProviderGame,
    { providerPlayerId, providerTeamId }: EntityQuestion & { kind: 'player' },
  ): FetchedPart {
    const sifted = siftLines(list, options.playerRules, game, playerOwner, { isOfSome: true });
    const { rows, remarks } = sifted;
    return {
      lineCount: rows.length,
      isWhole: false,
      refused: sifted.refused.map((row) => ({ ...row, providerEntityId: providerPlayerId, providerTeamId })),
      remarks,
      draft: (tx, target) => draftPlayerLines(tx, target, options.playerForm, rows),
    };
  }

  return {
    sport: options.sport,
    findGame,
    sideMatcher: () => Promise.resolve(isSide ?? isSameSide),
    entities: { ...options.entities, findGame, fetch: fetchEntity },
    findGaps: options.findGaps,
    lines: { player: options.playerForm.table, team: options.teamForm.table },
    parts: [
      {
        entityType: 'player',
        async fetch(_game, providerGame, context) {
          const { providerGameId } = providerGame;
          const list = await client.playerLines(providerGameId, context, bothTeams(providerGame));
          return playersPart(list, providerGame, { isOfSome: false });
        },
      },
      {
        entityType: 'team',
        async fetch(_game, providerGame, context) {
          const { providerGameId } = providerGame;
          const list = await client.teamLines(providerGameId, context, bothTeams(providerGame));
          return teamsPart(list, providerGame, { isOfSome: false });
        },
      },
    ],
  };
}

function bothTeams({ home, away }: ProviderGame): { providerTeamIds: readonly string[] } {
  return { providerTeamIds: [home.providerTeamId, away.providerTeamId] };
}
