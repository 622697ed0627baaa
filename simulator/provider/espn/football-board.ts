import { clubOf, FOOTBALL_LEAGUES } from '../football/clubs.ts';
import { createFootballPlay, type FootballPlay } from '../football/league-play.ts';
import { isFinal, type MatchState } from '../football/match-state.ts';
import { scoreOf } from '../football/match-result.ts';
import type { Match } from '../football/matches.ts';
import type { AnswerContext } from '../simulated-api.ts';
import type { BoardGame, BoardLeague, BoardTeam } from './board-game.ts';

const FIRST_PLAYER_ID = 6_000_000;

/** ESPN's names of the leagues, by the names that the simulation has. */
const LEAGUES: Readonly<Record<string, string>> = {
  'Premier League': 'eng.1',
  'La Liga': 'esp.1',
  Bundesliga: 'ger.1',
  'Serie A': 'ita.1',
  'Ligue 1': 'fra.1',
  'Major League Soccer': 'usa.1',
};

/** ESPN over the simulated football leagues, without box scores. */
export function footballBoard(seed: number): BoardLeague {
  const play = createFootballPlay(seed);
  return {
    folder: 'soccer',
    leagues: Object.values(LEAGUES),
    summaryLeague: 'all',
    yearOffset: 0,
    add: play.matches.add,
    games: (context) => play.matches.all().map((match) => boardGame(play, match, context)),
    teams: (league) =>
      FOOTBALL_LEAGUES.filter(({ name }) => LEAGUES[name] === league).flatMap(({ clubs }) =>
        clubs.map(({ id }) => teamOf(id)),
      ),
    playersOf: ({ id }) =>
      play.squads.ofClub(Number(id)).map((player) => ({
        id: String(FIRST_PLAYER_ID + player.id),
        name: `${player.firstName} ${player.lastName}`,
        position: player.position,
      })),
    boxScore: () => ({}),
  };
}

function boardGame(play: FootballPlay, match: Match, context: AnswerContext): BoardGame {
  const result = play.resultOf(match, context);
  const state = play.stateOf(match, context);
  const { status, elapsed } = state;
  const standing = standingOf(state);
  const hasScore = standing === 'over' || (standing === 'during' && elapsed !== null);
  const goals = scoreOf(result.goals.filter(({ minute }) => isFinal(status) || minute <= (elapsed ?? 0)));
  const sideOf = (clubId: number, score: number): BoardGame['home'] => ({
    team: teamOf(clubId),
    score: hasScore ? score : null,
    periods: [],
  });
  const words = { AET: 'STATUS_FINAL_AET', PEN: 'STATUS_FINAL_PEN' } as const;
  return {
    id: match.id,
    league: leagueOf(match.leagueId),
    season: match.season,
    scheduledMs: match.startMs,
    startMs: state.startMs,
    finalMs: state.finalMs,
    standing,
    finalWord: status === 'AET' || status === 'PEN' ? words[status] : 'STATUS_FULL_TIME',
    home: sideOf(match.homeId, goals.home),
    away: sideOf(match.awayId, goals.away),
    venue: null,
  };
}

function leagueOf(leagueId: number): string {
  const league = FOOTBALL_LEAGUES.find(({ id }) => id === leagueId);
  return LEAGUES[league?.name ?? ''] ?? 'eng.1';
}

function standingOf({ status, elapsed }: MatchState): BoardGame['standing'] {
  if (isFinal(status)) return 'over';
  if (status === 'PST') return 'postponed';
  if (status === 'CANC' || status === 'ABD' || status === 'AWD' || status === 'WO') return 'cancelled';
  if (status === 'SUSP' || status === 'INT') return 'suspended';
  if (status === 'REV') return 'unseen';
  return elapsed === null ? 'before' : 'during';
}

function teamOf(clubId: number): BoardTeam {
  const { name, code } = clubOf(clubId);
  return { id: String(clubId), name, code };
}
