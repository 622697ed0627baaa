import type { ProviderGame, ProviderPlayer } from '../domain/box-score.ts';
import type { Sport } from '../domain/sport.ts';
import type { RowList } from '../domain/refused-row.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { SlateBoxScorePort } from '../providers/ports.ts';
import type { EntityQuestion, EntityReader, FetchedPart, SportAdapter } from './adapter.ts';
import type { GapFinder } from './find-gaps.ts';
import { createSlateFinder } from './find-on-slates.ts';
import { missingSides, playerOwner, teamOwnerIn, withMissingTeams } from './line-owners.ts';
import { type LineRule, siftLines } from './line-rules.ts';
import { mismatch } from './mismatch.ts';
import { type SideMatcher, isSameSide } from '../reference/identities/pick-game.ts';
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

type SlateLine = { providerTeamId: string };
type SlatePlayerLine = SlateLine & { player: ProviderPlayer };

/** What was asked for: all of a game, or one player or side of it. */
type Extent = { isOfSome: boolean };

/**
 * A sport that costs one shared call for the slate, one for all player lines of a game and one for both team lines.
 */
export function createSlateAdapter<PlayerLine extends SlatePlayerLine, TeamLine extends SlateLine>(
  options: SlateAdapterOptions<PlayerLine, TeamLine>,
): SportAdapter {
  const { client, isSide = isSameSide } = options;
  const sideMatcher = (): Promise<SideMatcher> => Promise.resolve(isSide);
  const { findGame } = createSlateFinder({ client, sideMatcher });
  return {
    sport: options.sport,
    findGame,
    sideMatcher,
    entities: {
      ...options.entities,
      findGame,
      fetch: (question, game, context) => fetchEntity(options, question, game, context),
    },
    findGaps: options.findGaps,
    lines: { player: options.playerForm.table, team: options.teamForm.table },
    parts: [
      {
        entityType: 'player',
        async fetch(_game, game, context) {
          const list = await client.playerLines(game.providerGameId, context, bothTeams(game));
          return playersPart(options, list, game, { isOfSome: false });
        },
      },
      {
        entityType: 'team',
        async fetch(_game, game, context) {
          const list = await client.teamLines(game.providerGameId, context, bothTeams(game));
          return teamsPart(options, list, game, { isOfSome: false });
        },
      },
    ],
  };
}

function playersPart<PlayerLine extends SlatePlayerLine, TeamLine extends SlateLine>(
  options: SlateAdapterOptions<PlayerLine, TeamLine>,
  list: RowList<PlayerLine>,
  game: ProviderGame,
  { isOfSome }: Extent,
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

function teamsPart<PlayerLine, TeamLine extends SlateLine>(
  options: SlateAdapterOptions<PlayerLine, TeamLine>,
  list: RowList<TeamLine>,
  game: ProviderGame,
  { isOfSome }: Extent,
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

/** The lines of one player, one side's players, or the teams: what the per-entity plan asks for. */
async function fetchEntity<PlayerLine extends SlatePlayerLine, TeamLine extends SlateLine>(
  options: SlateAdapterOptions<PlayerLine, TeamLine>,
  question: EntityQuestion,
  game: ProviderGame,
  context: CallContext,
): Promise<FetchedPart> {
  const { client } = options;
  const { providerGameId: id } = game;
  switch (question.kind) {
    case 'player': {
      const { providerPlayerId } = question;
      const list = await client.playerLines(id, context, bothTeams(game), { providerPlayerId });
      return onePlayer(options, list, game, question);
    }
    case 'team-players': {
      const { providerTeamId } = question;
      const expected = { providerTeamIds: [providerTeamId] };
      const list = await client.playerLines(id, context, expected, { providerTeamId });
      return playersPart(options, list, game, { isOfSome: true });
    }
    case 'team-line': {
      const { providerTeamId } = question;
      const expected = { providerTeamIds: [providerTeamId] };
      const list = await client.teamLines(id, context, expected, { providerTeamId });
      return teamsPart(options, list, game, { isOfSome: true });
    }
    case 'both-team-lines': {
      const list = await client.teamLines(id, context, bothTeams(game));
      return teamsPart(options, list, game, { isOfSome: false });
    }
  }
}

/** A player's own answer says nothing of their side, and what is wrong with it is wrong with that player. */
function onePlayer<PlayerLine extends SlatePlayerLine, TeamLine>(
  options: SlateAdapterOptions<PlayerLine, TeamLine>,
  list: RowList<PlayerLine>,
  game: ProviderGame,
  { providerPlayerId, providerTeamId }: EntityQuestion & { kind: 'player' },
): FetchedPart {
  if (list.rows.some((line) => line.player.providerPlayerId !== providerPlayerId))
    throw mismatch(game, `the answer is not about player ${providerPlayerId}`);
  if (list.rows.length > 1) throw mismatch(game, `team ${providerTeamId} has a player who is listed twice`);
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

function bothTeams({ home, away }: ProviderGame): { providerTeamIds: readonly string[] } {
  return { providerTeamIds: [home.providerTeamId, away.providerTeamId] };
}
