import { createNflLeague, type NflLeague } from '../nfl/league.ts';
import { boardAt } from '../nfl/game-state.ts';
import type { NflGame } from '../nfl/nfl-games.ts';
import { NFL_TEAMS, nflTeam } from '../nfl/nfl-teams.ts';
import type { AnswerContext } from '../simulated-api.ts';
import type { BoardGame, BoardLeague, BoardTeam } from './board-game.ts';
import { FIRST_NFL_PLAYER_ID, nflBox } from './nfl-box.ts';

const FIRST_TEAM_ID = 700;

/** ESPN over the simulated NFL. */
export function nflBoard(seed: number): BoardLeague {
  const league = createNflLeague(seed);
  return {
    folder: 'football',
    leagues: ['nfl'],
    summaryLeague: 'nfl',
    yearOffset: 0,
    regulation: 4,
    add: league.games.add,
    games: (context) => league.games.all().map((game) => boardGame(league, game, context)),
    teams: () => NFL_TEAMS.map(({ id }) => teamOf(id)),
    playersOf: ({ id }) =>
      league.rosters.ofTeam(Number(id) - FIRST_TEAM_ID).map((player) => ({
        id: String(FIRST_NFL_PLAYER_ID + player.id),
        name: player.name,
        position: player.position,
      })),
    boxScore(id, context) {
      const game = league.games.byId(id);
      const box = game && league.boxScoreOf(game, context);
      return box === undefined ? {} : nflBox(box, teamOf);
    },
  };
}

function boardGame(league: NflLeague, game: NflGame, context: AnswerContext): BoardGame {
  const result = league.resultOf(game);
  const state = league.stateOf(game, context);
  const live = state.hasBegun && !state.isFinal ? boardAt(result, state.fraction) : undefined;
  const sideOf = (teamId: number, periods: readonly number[] | undefined): BoardGame['home'] => ({
    team: teamOf(teamId),
    score: periods === undefined ? null : periods.reduce((sum, points) => sum + points, 0),
    periods: periods ?? [],
  });
  return {
    id: game.id,
    league: 'nfl',
    season: game.season,
    scheduledMs: game.startMs,
    startMs: state.startMs,
    finalMs: state.finalMs,
    standing: standingOf(state),
    ...(live === undefined ? {} : { clock: live.timer }),
    home: sideOf(game.homeTeamId, state.isFinal ? result.home.periods : live?.home),
    away: sideOf(game.awayTeamId, state.isFinal ? result.away.periods : live?.away),
    venue: nflTeam(game.homeTeamId).stadium,
  };
}

function standingOf({ status, isFinal, hasBegun }: ReturnType<NflLeague['stateOf']>): BoardGame['standing'] {
  if (isFinal) return 'over';
  if (status === 'postponed' || status === 'cancelled') return status;
  if (status === 'unknown') return 'unseen';
  return hasBegun ? 'during' : 'before';
}

function teamOf(teamId: number): BoardTeam {
  const { name, code } = nflTeam(teamId);
  return { id: String(FIRST_TEAM_ID + teamId), name, code };
}
