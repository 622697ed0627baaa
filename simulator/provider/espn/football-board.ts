import { clubOf, FOOTBALL_LEAGUES } from '../football/clubs.ts';
import { createFootballPlay, type FootballPlay } from '../football/league-play.ts';
import { isFinal, type MatchState } from '../football/match-state.ts';
import { type SideName, scoreOf } from '../football/match-result.ts';
import type { Match } from '../football/matches.ts';
import type { AnswerContext } from '../simulated-api.ts';
import type { BoardGame, BoardLeague, BoardTeam } from './board-game.ts';
import { FIRST_FOOTBALL_PLAYER_ID, footballBox, footballExtras } from './football-summary.ts';

/** ESPN's names of the leagues, by the names that the simulation has. */
const LEAGUES: Readonly<Record<string, string>> = {
  'Premier League': 'eng.1',
  'La Liga': 'esp.1',
  Bundesliga: 'ger.1',
  'Serie A': 'ita.1',
  'Ligue 1': 'fra.1',
  'Major League Soccer': 'usa.1',
};

/** Sheets are handed in this long before the start. */
const SHEETS_BEFORE_MS = 60 * 60_000;

/** ESPN over the simulated football leagues. */
export function footballBoard(seed: number): BoardLeague {
  const play = createFootballPlay(seed);
  return {
    folder: 'soccer',
    leagues: Object.values(LEAGUES),
    summaryLeague: 'all',
    hasBareBoards: true,
    yearOffset: 0,
    add: play.matches.add,
    games: (context) => play.matches.all().map((match) => boardGame(play, match, context)),
    teams: (league) =>
      FOOTBALL_LEAGUES.filter(({ name }) => LEAGUES[name] === league).flatMap(({ clubs }) =>
        clubs.map(({ id }) => teamOf(id)),
      ),
    playersOf: ({ id }) =>
      play.squads.ofClub(Number(id)).map((player) => ({
        id: String(FIRST_FOOTBALL_PLAYER_ID + player.id),
        name: `${player.firstName} ${player.lastName}`,
        position: player.position,
      })),
    boxScore(id, context) {
      const shown = shownMatch(play, id, context);
      return shown === undefined ? {} : footballBox(shown);
    },
    extras(id, context) {
      const shown = shownMatch(play, id, context);
      return shown === undefined ? {} : footballExtras(shown);
    },
  };
}

/** A match with its sheets, and once it is over its figures; undefined before anybody is named. */
function shownMatch(play: FootballPlay, id: number, context: AnswerContext) {
  const match = play.matches.byId(id);
  if (match === undefined) return undefined;
  const state = play.stateOf(match, context);
  const standing = standingOf(state);
  const over = play.boxOf(match, context);
  if (over) return { box: over, stage: 'over', teamOf } as const;
  if (standing === 'postponed' || standing === 'cancelled') return undefined;
  if (context.nowMs < state.startMs - SHEETS_BEFORE_MS) return undefined;
  const box = play.sheetsOf(match, context);
  return { box, stage: standing === 'before' ? 'before' : 'during', teamOf } as const;
}

function boardGame(play: FootballPlay, match: Match, context: AnswerContext): BoardGame {
  const result = play.resultOf(match, context);
  const state = play.stateOf(match, context);
  const { status, elapsed } = state;
  const standing = standingOf(state);
  const hasScore = standing === 'over' || (standing === 'during' && elapsed !== null);
  const goals = scoreOf(result.goals.filter(({ minute }) => isFinal(status) || minute <= (elapsed ?? 0)));
  const { halftime, fulltime, extraTime, shootout } = result;
  const sideOf = (clubId: number, side: SideName): BoardGame['home'] => ({
    team: teamOf(clubId),
    score: hasScore ? goals[side] : null,
    periods:
      standing === 'over'
        ? [halftime[side], fulltime[side] - halftime[side], ...(extraTime ? [extraTime[side]] : [])]
        : [],
    ...(standing === 'over' && shootout ? { shootout: shootout[side].filter(Boolean).length } : {}),
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
    home: sideOf(match.homeId, 'home'),
    away: sideOf(match.awayId, 'away'),
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
