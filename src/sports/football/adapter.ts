import { DateTime } from 'luxon';
import type {
  FootballBoxScore,
  FootballGame,
  FootballPlayerLine,
  FootballTeamLine,
} from '../../domain/football-lines.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import { scoracleCommand } from '../../domain/shell-command.ts';
import type { RowList } from '../../domain/refused-row.ts';
import type { FootballBoxScorePort } from '../../providers/ports.ts';
import type { CallContext } from '../../providers/client/provider-call.ts';
import type { EntityReader, FetchedPart, SportAdapter } from '../adapter.ts';
import { areOfBothSides, missingSides, playerOwner, teamOwnerIn, withMissingTeams } from '../line-owners.ts';
import { type SiftedLines, siftLines } from '../line-rules.ts';
import { pickGame } from '../../reference/identities/pick-game.ts';
import { draftPlayerLines, draftTeamLines } from '../draft-lines.ts';
import { checkPlayerLines, checkStarters, checkTeamLines } from './checks.ts';
import { FOOTBALL_PLAYER_FORM, FOOTBALL_TEAM_FORM } from './columns.ts';
import { findFootballGaps } from './gaps.ts';
import { FOOTBALL_PLAYER_RULES, FOOTBALL_TEAM_RULES } from './line-rules.ts';
import type { MatchIds } from './match-ids.ts';
import { type TeamRecogniser, sideMatcher } from '../../reference/teams/team-recogniser.ts';

/**
 * Football: a match costs a twentieth of a call, status and all lines included. Ids that are not known are filled in
 * from the list of the season; a match that is not in it is looked up in the slate of its day.
 */
export function createFootballAdapter({
  client,
  teamsOf,
  matchIds,
}: {
  client: FootballBoxScorePort;
  teamsOf: TeamRecogniser;
  matchIds: MatchIds;
}): SportAdapter {
  /** An answer of some minutes ago is enough for who has never been seeded, and for a sweep over games long over. */
  async function lookAt(
    game: GameToSeed,
    providerGameId: string,
    context: CallContext,
  ): Promise<FootballBoxScore | undefined> {
    const { companionIds, isSeeded } = game;
    if (companionIds !== undefined) {
      return client.boxScore(providerGameId, context, { isEnough: isWhole, companions: companionIds });
    }
    const due = context.priority === 'first_pass' ? await matchIds.dueTogether(game) : [];
    return client.boxScore(providerGameId, context, {
      ...(due.length > 0 ? { companions: due } : {}),
      // Who asks again wants to know what the provider says now.
      ...(isSeeded ? {} : { isEnough: isWhole }),
    });
  }

  async function findGame(game: GameToSeed, context: CallContext): Promise<FootballGame | undefined> {
    const known = game.providerGameId ?? (await matchIds.find(game, context));
    if (known !== undefined) {
      const boxScore = await lookAt(game, known, context);
      if (boxScore) return boxScore.game;
    }
    // Only the id is wanted of a slate: the match itself says how it stands, and has its lines with it.
    const found = await findInSlates(game, context, () => true);
    if (!found) return undefined;
    return (await lookAt(game, found.providerGameId, context))?.game ?? found;
  }

  /** Looks for a match in the slates around its day; `isEnough` says whether an older slate still serves. */
  async function findInSlates(
    game: GameToSeed,
    context: CallContext,
    isEnough: (found: FootballGame) => boolean,
  ): Promise<FootballGame | undefined> {
    const { leagueExternalId } = game;
    if (leagueExternalId === null) throw leagueNotKnown(game);
    const isSide = await sideMatcher(teamsOf, game.leagueName);
    const pick = (slate: readonly FootballGame[]): FootballGame | undefined =>
      pickGame(
        game,
        slate.filter((candidate) => candidate.providerLeagueId === leagueExternalId),
        isSide,
      );
    const day = DateTime.fromMillis(game.tipOffMs, { zone: 'utc' });
    // The kick-off's own day nearly always has it; its neighbours hold matches that were moved by some hours.
    for (const offset of [0, 1, -1]) {
      const date = day.plus({ days: offset }).toISODate();
      if (date === null) throw new RangeError(`game ${game.gameId} has an impossible kick-off`);
      const slate = await client.gamesOn(date, context, {
        isEnough: (games) => {
          const candidate = pick(games);
          return candidate !== undefined && isEnough(candidate);
        },
      });
      const found = pick(slate);
      if (found) return found;
    }
    return undefined;
  }

  /** Fetches the match and hands it to one of the parts. One that no later look may be spared is read anew next time. */
  async function fetchPart(
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

  const fetchEntity: EntityReader['fetch'] = async (question, providerGame, context) => {
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
        return teamsPart(
          siftLines(list, FOOTBALL_TEAM_RULES, providerGame, owner, { isOfSome: true }),
          false,
        );
      }
      case 'player':
      case 'both-team-lines':
        throw new TypeError(`football has no call for a ${question.kind}`);
    }
  };

  return {
    sport: 'FOOTBALL',
    findGame,
    sideMatcher: (leagueName) => sideMatcher(teamsOf, leagueName),
    entities: {
      playersBy: 'team',
      teamsBy: 'team',
      async findGame(game, context) {
        const found = await findInSlates(game, context, ({ status }) => status === 'completed');
        if (found || game.providerGameId === null) return found;
        // With a new date it is on no slate nearby, but it keeps its id.
        return (await lookAt(game, game.providerGameId, context))?.game;
      },
      fetch: fetchEntity,
    },
    findGaps: findFootballGaps,
    lines: { player: FOOTBALL_PLAYER_FORM.table, team: FOOTBALL_TEAM_FORM.table },
    parts: [
      {
        entityType: 'player',
        fetch: (_game, { providerGameId }, context) =>
          fetchPart(providerGameId, context, (boxScore) => {
            const { game } = boxScore;
            const list = readable(boxScore, 'player', boxScore.playerLines);
            const sifted = siftLines(list, FOOTBALL_PLAYER_RULES, game, playerOwner);
            checkPlayerLines(sifted, boxScore);
            const refused = [...sifted.refused, ...missingSides('player', sifted.rows, game)];
            return playersPart({ ...sifted, refused }, true);
          }),
      },
      {
        entityType: 'team',
        fetch: (_game, { providerGameId }, context) =>
          fetchPart(providerGameId, context, (boxScore) => {
            const { game } = boxScore;
            const list = readable(boxScore, 'team', boxScore.teamLines);
            const sifted = siftLines(list, FOOTBALL_TEAM_RULES, game, teamOwnerIn(game));
            checkTeamLines(sifted, game);
            return teamsPart({ ...sifted, refused: withMissingTeams(sifted, game) }, true);
          }),
      },
    ],
  };
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

/** A final match with all of its lines, on both sides, does not get better within minutes. */
function isWhole({ game, playerLines, teamLines, refused }: FootballBoxScore): boolean {
  return (
    game.status === 'completed' &&
    refused.length === 0 &&
    areOfBothSides(playerLines, game) &&
    areOfBothSides(teamLines, game)
  );
}

/** No call can tell which of a day's matches are those of a league whose id is not known. */
function leagueNotKnown({ sport, leagueName }: GameToSeed): ProviderError {
  const options = { '--sport': sport, '--league': leagueName, '--id': 'PROVIDER=ID' };
  return new ProviderError(
    `No id of ${leagueName} at the provider is known: tell it, and retry the task. ${scoracleCommand('leagues update', { options })}`,
    { kind: 'bad_request', host: '', endpoint: '' },
  );
}
