import { type GameResult, type SideResult } from './game-result.ts';
import { type GameState, type LiveBoard, liveBoard, STATUS_WORDS } from './game-state.ts';
import type { NbaGame } from './nba-games.ts';
import { nbaTeam } from './nba-teams.ts';

/** A team as it appears inside other rows. The logos lead nowhere. */
export function teamRow(teamId: number) {
  const { id, name, nickname, code } = nbaTeam(teamId);
  return { id, name, nickname, code, logo: `https://logos.simulated.invalid/nba/${id}.png` };
}

/** Regular season, in the provider's numbering of stages. */
const REGULAR_SEASON_STAGE = 2;

/** A row of `/games`. */
export function gameRow(game: NbaGame, result: GameResult, state: GameState): object {
  const board = state.status === 2 ? liveBoard(result, state.fraction) : undefined;
  const isFinished = state.status === 3;
  const { arena } = nbaTeam(game.homeTeamId);
  return {
    id: game.id,
    league: 'standard',
    season: game.season,
    date: {
      start: new Date(state.startMs).toISOString(),
      ...endOfGame(game, result, state),
    },
    stage: REGULAR_SEASON_STAGE,
    status: {
      clock: board?.clock ?? null,
      halftime: board?.isHalftime ?? false,
      short: state.status,
      long: STATUS_WORDS[state.status],
    },
    periods: periods(game, result, isFinished, board),
    arena: { ...arena, country: null },
    teams: { visitors: teamRow(game.awayTeamId), home: teamRow(game.homeTeamId) },
    scores: {
      visitors: score(result.away, isFinished, board?.away),
      home: score(result.home, isFinished, board?.home),
    },
    officials: [],
    timesTied: null,
    leadChanges: null,
    nugget: null,
  };
}

/** Two finished games in three never learn when they ended, as recorded. */
function endOfGame(game: NbaGame, { durationMs }: GameResult, { status, finalMs }: GameState) {
  if (status !== 3 || finalMs === null || game.id % 3 !== 0) return { end: null, duration: null };
  const minutes = Math.round(durationMs / 60_000);
  return {
    end: new Date(finalMs).toISOString(),
    duration: `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`,
  };
}

function periods(game: NbaGame, result: GameResult, isFinished: boolean, board: LiveBoard | undefined) {
  if (board !== undefined) {
    return { current: board.period, total: Math.max(4, board.period), endOfPeriod: board.isEndOfPeriod };
  }
  if (!isFinished) return { current: 1, total: 4, endOfPeriod: false };
  // A finished overtime game is seen both ways: with its five periods, and (in a recorded body) with `total: 4`
  // beside five line scores. The line scores are what can be trusted.
  const count = game.id % 2 === 0 ? result.home.periods.length : 4;
  return { current: count, total: count, endOfPeriod: false };
}

function score(result: SideResult, isFinished: boolean, live: readonly number[] | undefined) {
  const shown = isFinished ? result.periods : live;
  return {
    win: 0,
    loss: 0,
    series: { win: 0, loss: 0 },
    linescore: shown === undefined ? ['', '', '', ''] : shown.map(String),
    points: shown === undefined ? null : shown.reduce((total, points) => total + points, 0),
  };
}
