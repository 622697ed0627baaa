import { DateTime } from 'luxon';
import type { FootballBoxScore, FootballGame } from '../../domain/football-lines.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { findLeague } from '../../domain/league.ts';
import type { FootballClient } from '../../providers/api-sports/football/client.ts';
import type { CallContext } from '../../providers/http/provider-call.ts';
import type { EntityReader, FetchedPart, SportAdapter } from '../adapter.ts';
import { type SideMatcher, pickGame } from '../sides.ts';
import { writePlayerLines, writeTeamLines } from '../write-box-score.ts';
import { checkPlayerLines, checkStarters, checkTeamLines } from './checks.ts';
import { FOOTBALL_PLAYER_FORM, FOOTBALL_TEAM_FORM } from './columns.ts';

/** Recognises the teams of a league by any of their names: gives our team id, or undefined. */
export type TeamRecogniser = (leagueName: string) => Promise<(name: string) => number | undefined>;

/**
 * Football: a match costs a twentieth of a call, status and all lines included. Its id is looked up once in the slate
 * of its day, one call for the matches of all leagues.
 */
export function createFootballAdapter({
  client,
  teamsOf,
}: {
  client: FootballClient;
  teamsOf: TeamRecogniser;
}): SportAdapter {
  async function sideMatcher(leagueName: string): Promise<SideMatcher> {
    const teamIdOf = await teamsOf(leagueName);
    return (ours, theirs) =>
      ours.apiSportsId === null
        ? teamIdOf(theirs.name) === ours.teamId
        : ours.apiSportsId === theirs.providerTeamId;
  }

  async function findGame(game: GameToSeed, context: CallContext): Promise<FootballGame | undefined> {
    if (game.providerGameId !== null) {
      // It was looked at before, so that this time nobody is served by what was read then.
      // A sweep reads games that are long over, many at a time: what came along with another serves as well.
      const { companionIds } = game;
      const sharing = companionIds === undefined ? {} : { isEnough: isWhole, companions: companionIds };
      const known = await client.boxScore(game.providerGameId, context, sharing);
      if (known) return known.game;
    }
    // Only the id is wanted of a slate: the match itself says how it stands, and has its lines with it.
    const found = await findInSlates(game, context, () => true);
    if (!found) return undefined;
    const boxScore = await client.boxScore(found.providerGameId, context, { isEnough: isWhole });
    return boxScore?.game ?? found;
  }

  /** Looks for a match in the slates around its day; `isEnough` says whether an older slate still serves. */
  async function findInSlates(
    game: GameToSeed,
    context: CallContext,
    isEnough: (found: FootballGame) => boolean,
  ): Promise<FootballGame | undefined> {
    const league = findLeague('FOOTBALL', game.leagueName);
    const isSide = await sideMatcher(game.leagueName);
    const pick = (slate: readonly FootballGame[]): FootballGame | undefined =>
      pickGame(
        game,
        slate.filter((candidate) => candidate.providerLeagueId === league?.apiSportsId),
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

  /** Fetches the match and hands it to one of the parts. A match that the checks refuse is read anew next time. */
  async function fetchPart(
    providerGameId: string,
    context: CallContext,
    partOf: (boxScore: FootballBoxScore) => FetchedPart,
  ): Promise<FetchedPart> {
    const boxScore = await client.boxScore(providerGameId, context, { isEnough: isWhole });
    // It was there a moment ago; until it is back there are no lines.
    if (!boxScore) return { lineCount: 0, write: async () => [] };
    try {
      return partOf(boxScore);
    } catch (error) {
      client.forgetBoxScore(providerGameId);
      throw error;
    }
  }

  const fetchEntity: EntityReader['fetch'] = async (question, providerGame, context) => {
    switch (question.kind) {
      case 'team-players': {
        const { providerTeamId } = question;
        const lines = await client.teamPlayers(providerGame.providerGameId, providerTeamId, context);
        checkStarters(lines, providerGame, providerTeamId);
        return {
          lineCount: lines.length,
          write: (tx, target) => writePlayerLines(tx, target, FOOTBALL_PLAYER_FORM, lines),
        };
      }
      case 'team-line': {
        if (!isFootballGame(providerGame)) throw new TypeError('this is not a football match');
        const line = await client.teamLine(providerGame, question.providerTeamId, context);
        const lines = line ? [line] : [];
        return {
          lineCount: lines.length,
          write: (tx, target) => writeTeamLines(tx, target, FOOTBALL_TEAM_FORM, lines),
        };
      }
      case 'player':
      case 'both-team-lines':
        throw new TypeError(`football has no call for a ${question.kind}`);
    }
  };

  return {
    sport: 'FOOTBALL',
    findGame,
    sideMatcher,
    entities: {
      playersBy: 'team',
      teamsBy: 'team',
      findGame: (game, context) => findInSlates(game, context, (found) => found.status === 'completed'),
      fetch: fetchEntity,
      // A call brings a whole side, so that nobody can be missing on their own.
      shortfalls: async () => [],
    },
    parts: [
      {
        entityType: 'player',
        fetch: (_game, { providerGameId }, context) =>
          fetchPart(providerGameId, context, (boxScore) => {
            checkPlayerLines(boxScore);
            const lines = boxScore.playerLines;
            return {
              lineCount: lines.length,
              write: (tx, target) => writePlayerLines(tx, target, FOOTBALL_PLAYER_FORM, lines),
            };
          }),
      },
      {
        entityType: 'team',
        fetch: (_game, { providerGameId }, context) =>
          fetchPart(providerGameId, context, (boxScore) => {
            checkTeamLines(boxScore);
            const lines = boxScore.teamLines;
            return {
              lineCount: lines.length,
              write: (tx, target) => writeTeamLines(tx, target, FOOTBALL_TEAM_FORM, lines),
            };
          }),
      },
    ],
  };
}

function isFootballGame(game: ProviderGame): game is FootballGame {
  return 'phaseGoals' in game;
}

/** A final match with all of its lines does not get better within minutes. */
function isWhole({ game, playerLines, teamLines }: FootballBoxScore): boolean {
  return game.status === 'completed' && playerLines.length > 0 && teamLines.length > 0;
}
