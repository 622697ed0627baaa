import type {
  FootballBoxScore,
  FootballGame,
  FootballPlayerLine,
  FootballTeamLine,
} from '../../domain/football-lines.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import type { RowList } from '../../domain/refused-row.ts';
import type { CallContext } from '../../providers/client/provider-call.ts';
import { sideMatcher } from '../../reference/teams/team-recogniser.ts';
import type { EntityQuestion, FetchedPart, SportAdapter } from '../adapter.ts';
import { missingSides, playerOwner, teamOwnerIn, withMissingTeams } from '../line-owners.ts';
import { type SiftedLines, siftLines } from '../line-rules.ts';
import { draftPlayerLines, draftTeamLines } from '../draft-lines.ts';
import { checkPlayerLines, checkStarters, checkTeamLines } from './checks.ts';
import { FOOTBALL_PLAYER_FORM, FOOTBALL_TEAM_FORM } from './columns.ts';
import { type MatchSource, findInSlates, findMatch, isWhole, lookAt } from './find-match.ts';
import { findFootballGaps } from './gaps.ts';
import { FOOTBALL_PLAYER_RULES, FOOTBALL_TEAM_RULES } from './line-rules.ts';

/**
 * Football: a match costs a twentieth of a call, status and all lines included. Ids that are not known are filled in
 * from the list of the season; a match that is not in it is looked up in the slate of its day.
 */
export function createFootballAdapter(source: MatchSource): SportAdapter {
  return {
    sport: 'FOOTBALL',
    findGame: (game, context) => findMatch(source, game, context),
    sideMatcher: (leagueName) => sideMatcher(source.teamsOf, leagueName),
    entities: {
      playersBy: 'team',
      teamsBy: 'team',
      async findGame(game, context) {
        const found = await findInSlates(source, game, context, ({ status }) => status === 'completed');
        if (found || game.providerGameId === null) return found;
        // With a new date it is on no slate nearby, but it keeps its id.
        return (await lookAt(source, game, game.providerGameId, context))?.game;
      },
      fetch: (question, game, context) => fetchEntity(source, question, game, context),
    },
    findGaps: findFootballGaps,
    lines: { player: FOOTBALL_PLAYER_FORM.table, team: FOOTBALL_TEAM_FORM.table },
    parts: [
      {
        entityType: 'player',
        fetch: (_game, { providerGameId }, context) =>
          fetchPart(source, providerGameId, context, playersOfMatch),
      },
      {
        entityType: 'team',
        fetch: (_game, { providerGameId }, context) =>
          fetchPart(source, providerGameId, context, teamsOfMatch),
      },
    ],
  };
}

function playersOfMatch(boxScore: FootballBoxScore): FetchedPart {
  const { game } = boxScore;
  const list = readable(boxScore, 'player', boxScore.playerLines);
  const sifted = siftLines(list, FOOTBALL_PLAYER_RULES, game, playerOwner);
  checkPlayerLines(sifted, boxScore);
  const refused = [...sifted.refused, ...missingSides('player', sifted.rows, game)];
  return playersPart({ ...sifted, refused }, true);
}

function teamsOfMatch(boxScore: FootballBoxScore): FetchedPart {
  const { game } = boxScore;
  const list = readable(boxScore, 'team', boxScore.teamLines);
  const sifted = siftLines(list, FOOTBALL_TEAM_RULES, game, teamOwnerIn(game));
  checkTeamLines(sifted, game);
  return teamsPart({ ...sifted, refused: withMissingTeams(sifted, game) }, true);
}

/** Fetches the match and hands it to one of the parts. One that no later look may be spared is read anew next time. */
async function fetchPart(
  { client }: MatchSource,
  providerGameId: string,
  context: CallContext,
  partOf: (boxScore: FootballBoxScore) => FetchedPart,
): Promise<FetchedPart> {
  const boxScore = await client.boxScore(providerGameId, context, { isEnough: isWhole });
  // It was there a moment ago; until it is back there are no lines.
  if (!boxScore) return NO_LINES;
  try {
    const part = partOf(boxScore);
    if (!part.isWhole && isWhole(boxScore)) await client.forgetBoxScore(providerGameId);
    return part;
  } catch (error) {
    await client.forgetBoxScore(providerGameId);
    throw error;
  }
}

/** One side's players or its line, asked for on its own. */
async function fetchEntity(
  { client }: MatchSource,
  question: EntityQuestion,
  providerGame: ProviderGame,
  context: CallContext,
): Promise<FetchedPart> {
  switch (question.kind) {
    case 'team-players': {
      const { providerTeamId } = question;
      const list = await client.teamPlayers(providerGame.providerGameId, providerTeamId, context);
      const sifted = siftLines(list, FOOTBALL_PLAYER_RULES, providerGame, playerOwner, { isOfSome: true });
      checkStarters(sifted, providerGame, providerTeamId);
      return playersPart(sifted, false);
    }
    case 'team-line': {
      if (!isFootballGame(providerGame)) throw new TypeError('this is not a football match');
      const list = await client.teamLine(providerGame, question.providerTeamId, context);
      const owner = teamOwnerIn(providerGame);
      return teamsPart(siftLines(list, FOOTBALL_TEAM_RULES, providerGame, owner, { isOfSome: true }), false);
    }
    case 'player':
    case 'both-team-lines':
      throw new TypeError(`football has no call for a ${question.kind}`);
  }
}

const NO_LINES: FetchedPart = {
  lineCount: 0,
  isWhole: true,
  refused: [],
  remarks: [],
  draft: () => Promise.reject(new Error('there is no line to write')),
};

/** The rows of one kind in a match. Throws a ProviderError where none of them can be read. */
function readable<Line>(
  { game, refused, unreadable }: FootballBoxScore,
  kind: 'player' | 'team',
  rows: readonly Line[],
): RowList<Line> {
  const fault = unreadable[kind];
  if (fault) {
    const facts = { kind: fault.kind, host: 'box score', endpoint: game.providerGameId };
    throw new ProviderError(
      `the box score of ${game.home.name} - ${game.away.name}: ${fault.problem}`,
      facts,
    );
  }
  return { rows, refused: refused.filter(({ entityType }) => entityType === kind) };
}

function playersPart(
  { rows, refused, remarks }: SiftedLines<FootballPlayerLine>,
  isOfGame: boolean,
): FetchedPart {
  return {
    lineCount: rows.length,
    isWhole: isOfGame && refused.length === 0,
    refused,
    remarks,
    draft: (tx, target) => draftPlayerLines(tx, target, FOOTBALL_PLAYER_FORM, rows),
  };
}

function teamsPart(
  { rows, refused, remarks }: SiftedLines<FootballTeamLine>,
  isOfGame: boolean,
): FetchedPart {
  return {
    lineCount: rows.length,
    isWhole: isOfGame && refused.length === 0,
    refused,
    remarks,
    draft: async (_tx, target) => draftTeamLines(target, FOOTBALL_TEAM_FORM, rows),
  };
}

function isFootballGame(game: ProviderGame): game is FootballGame {
  return 'phaseGoals' in game;
}
