import type { ResultSport } from '../../../src/domain/sport.ts';
import type { GameDials } from '../dials.ts';
import { createResultGames, type ResultGame } from '../results/result-games.ts';
import { liveResult } from '../results/live-result.ts';
import { resultOf } from '../results/play-result.ts';
import { type ResultTeam, resultTeams } from '../results/result-teams.ts';
import { gameDials } from '../season-mishaps.ts';
import type { AnswerContext } from '../simulated-api.ts';
import type { BoardGame, BoardLeague, BoardTeam } from './board-game.ts';

const MINUTE_MS = 60_000;

/** What ESPN has of a league whose box scores nobody collects. */
type Board = Pick<BoardLeague, 'folder' | 'yearOffset' | 'regulation'> & {
  slug: string;
  firstTeamId: number;
  /** The handicap of every favourite, and a usual total. */
  line: { spread: number; total: number };
};

const BOARDS: Readonly<Record<ResultSport, Board>> = {
  NHL: {
    folder: 'hockey',
    slug: 'nhl',
    yearOffset: 1,
    regulation: 3,
    firstTeamId: 900,
    line: { spread: -1.5, total: 6.5 },
  },
  MLB: {
    folder: 'baseball',
    slug: 'mlb',
    yearOffset: 0,
    regulation: 9,
    firstTeamId: 1_000,
    line: { spread: -1.5, total: 8.5 },
  },
};

/** ESPN over the simulated NHL or MLB: schedules, results and odds. */
export function resultsBoard(sport: ResultSport, seed: number): BoardLeague {
  const games = createResultGames(sport);
  const board = BOARDS[sport];
  return {
    folder: board.folder,
    leagues: [board.slug],
    summaryLeague: board.slug,
    yearOffset: board.yearOffset,
    ...(board.regulation === undefined ? {} : { regulation: board.regulation }),
    add: games.add,
    games: (context) => games.all().map((game) => boardGame(game, { sport, seed, context })),
    teams: () => resultTeams(sport).map((team) => teamOf(sport, team)),
    playersOf: () => [],
    boxScore: () => ({}),
  };
}

type Asked = { sport: ResultSport; seed: number; context: AnswerContext };

function boardGame(game: ResultGame, { sport, seed, context }: Asked): BoardGame {
  const { dials, nowMs } = context;
  const own = gameDials(dials, { ...game, seed, nowMs });
  const result = resultOf(seed, sport, game);
  const startMs = own.startMs ?? game.startMs;
  const endMs = own.notFinalUntilMs ?? startMs + (dials.minutesToFinal ?? result.minutes) * MINUTE_MS;
  const standing = standingOf(own.status ?? null, { nowMs, startMs, endMs });
  const fraction = nowMs < startMs ? 0 : (nowMs - startMs) / Math.max(1, endMs - startMs);
  const live = standing === 'during' ? liveResult(sport, result, fraction) : undefined;
  const shown = standing === 'over' ? result : live;
  const sideOf = (team: ResultTeam, periods: readonly number[] | undefined): BoardGame['home'] => ({
    team: teamOf(sport, team),
    score: periods?.reduce((sum, points) => sum + points, 0) ?? null,
    periods: periods ?? [],
  });
  return {
    id: game.id,
    league: BOARDS[sport].slug,
    season: game.season,
    scheduledMs: game.startMs,
    startMs,
    finalMs: standing === 'before' || standing === 'during' || standing === 'over' ? endMs : null,
    standing,
    ...(standing === 'over' ? { detail: result.detail } : {}),
    ...(live === undefined ? {} : { clock: live.clock, period: live.period, detail: live.detail }),
    ...(live?.isBreak === true && sport === 'NHL' ? { duringWord: 'STATUS_END_PERIOD' } : {}),
    home: sideOf(game.home, shown?.home),
    away: sideOf(game.away, shown?.away),
    venue: null,
    line: BOARDS[sport].line,
  };
}

type Moments = { nowMs: number; startMs: number; endMs: number };

function standingOf(
  status: NonNullable<GameDials['status']> | null,
  { nowMs, startMs, endMs }: Moments,
): BoardGame['standing'] {
  switch (status) {
    case 'postponed':
      return 'postponed';
    case 'cancelled':
    case 'abandoned':
    case 'awarded':
    case 'walkover':
      return 'cancelled';
    case 'unknown':
      return 'unseen';
    case 'tbd':
    case 'delayed':
      return 'before';
    case 'suspended':
    case 'interrupted':
      return nowMs < startMs ? 'before' : 'suspended';
    case 'stuck':
      return nowMs < startMs ? 'before' : 'during';
    case null:
      if (nowMs < startMs) return 'before';
      return nowMs < endMs ? 'during' : 'over';
  }
}

function teamOf(sport: ResultSport, { id, name, code }: ResultTeam): BoardTeam {
  return { id: String(BOARDS[sport].firstTeamId + id), name, code };
}
