import { DateTime } from 'luxon';
import type { AnswerContext } from '../simulated-api.ts';
import { type LiveBoard, type GameState, liveBoard } from '../nba/game-state.ts';
import type { NbaLeague } from '../nba/league.ts';
import type { NbaGame } from '../nba/nba-games.ts';
import { nbaTeam } from '../nba/nba-teams.ts';
import type { SideResult } from '../nba/game-result.ts';
import { nbaComGameId, nbaComTeamId } from './nba-com-ids.ts';

const ZONE = 'America/New_York';

/** The day of the league's clock on which a moment lies. */
export function easternDate(atMs: number): string {
  return DateTime.fromMillis(atMs, { zone: ZONE }).toISODate() ?? '';
}

/** A moment in UTC as the league writes it, without milliseconds. */
export function utcText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

/** Eastern time with the mark of UTC, which is wrong by four or five hours. */
function easternWithWrongMark(atMs: number): string {
  return DateTime.fromMillis(atMs, { zone: ZONE }).toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

/** What boards, box scores and schedules say alike of a game. */
export function labelOf(league: NbaLeague, game: NbaGame, context: AnswerContext) {
  const state = league.stateOf(game, context);
  const result = league.resultOf(game);
  const board = state.status === 2 ? liveBoard(result, state.fraction) : undefined;
  const { gameStatus, gameStatusText } = statusOf(state, result.overtimes, board);
  return {
    startMs: state.startMs,
    gameId: nbaComGameId(game),
    gameCode: `${easternDate(state.startMs).replaceAll('-', '')}/${nbaTeam(game.awayTeamId).code}${nbaTeam(game.homeTeamId).code}`,
    gameStatus,
    gameStatusText,
    period: gameStatus === 3 ? result.home.periods.length : (board?.period ?? 0),
    gameClock: clockText(board?.clock),
    homeTeam: sideOf(game.homeTeamId, result.home, gameStatus, board?.home),
    awayTeam: sideOf(game.awayTeamId, result.away, gameStatus, board?.away),
  };
}

/** A row of a board. */
export function boardRow(league: NbaLeague, game: NbaGame, context: AnswerContext): object {
  const { startMs, ...label } = labelOf(league, game, context);
  return {
    ...label,
    gameTimeUTC: utcText(startMs),
    gameEt: easternWithWrongMark(startMs),
    regulationPeriods: 4,
    ifNecessary: false,
    seriesGameNumber: '',
    seriesText: '',
  };
}

/** A row of the season's file: `gameTimeUTC` is a time of day there, on the first day of 1900. */
export function scheduleRow(league: NbaLeague, game: NbaGame, context: AnswerContext): object {
  const { startMs, ...label } = labelOf(league, game, context);
  const { arena } = nbaTeam(game.homeTeamId);
  return {
    ...label,
    gameDateEst: `${easternDate(startMs)}T00:00:00Z`,
    gameDateTimeEst: easternWithWrongMark(startMs),
    gameDateTimeUTC: utcText(startMs),
    gameTimeUTC: `1900-01-01${utcText(startMs).slice(10)}`,
    weekNumber: 1,
    weekName: 'Week 1',
    gameLabel: '',
    gameSubLabel: '',
    arenaName: arena.name,
    arenaState: arena.state,
    arenaCity: arena.city,
    postponedStatus: 'N',
    isNeutral: false,
  };
}

function statusOf({ status, startMs }: GameState, overtimes: number, board: LiveBoard | undefined) {
  const tipOff = DateTime.fromMillis(startMs, { zone: ZONE }).toFormat("h:mm a 'ET'").replace(/AM|PM/, lower);
  switch (status) {
    case 1:
      return { gameStatus: 1, gameStatusText: tipOff };
    case 2:
      return { gameStatus: 2, gameStatusText: `Q${board?.period ?? 1} ${board?.clock ?? ''}`.trim() };
    case 3:
      return { gameStatus: 3, gameStatusText: overtimes > 0 ? 'Final/OT' : 'Final' };
    case 4:
      return { gameStatus: 1, gameStatusText: 'PPD' };
    case 5:
      return { gameStatus: 1, gameStatusText: 'Delayed' };
    case 6:
      return { gameStatus: 1, gameStatusText: 'CNCL' };
    case 9:
      return { gameStatus: 9, gameStatusText: 'Under Review' };
  }
}

/** `7:32` as `PT07M32.00S`; blank while no game clock runs. */
function clockText(clock: string | null | undefined): string {
  const [minutes = '', seconds = ''] = clock?.split(':') ?? [];
  return seconds === '' ? '' : `PT${minutes.padStart(2, '0')}M${seconds}.00S`;
}

function lower(text: string): string {
  return text.toLowerCase();
}

function sideOf(teamId: number, result: SideResult, gameStatus: number, live: readonly number[] | undefined) {
  const { nickname, code, name } = nbaTeam(teamId);
  const shown = gameStatus === 3 ? result.periods : gameStatus === 2 ? (live ?? []) : [];
  return {
    teamId: nbaComTeamId(teamId),
    teamName: nickname,
    teamCity: name.slice(0, -nickname.length - 1),
    teamTricode: code,
    wins: 0,
    losses: 0,
    score: shown.reduce((sum, points) => sum + points, 0),
    periods: shown.map((score, index) => ({
      period: index + 1,
      periodType: index < 4 ? 'REGULAR' : 'OVERTIME',
      score,
    })),
  };
}
