import type { GameResult } from './game-result.ts';
import { boardAt, type GameState, STATUSES } from './game-state.ts';
import type { NflGame } from './nfl-games.ts';
import { nflTeam } from './nfl-teams.ts';

/** A team as it appears inside other rows. The logos lead nowhere. */
export function teamRow(teamId: number) {
  const { id, name } = nflTeam(teamId);
  return { id, name, logo: `https://logos.simulated.invalid/nfl/${id}.png` };
}

/** Averages and percentages come with one decimal at most: `"6.8"`, `"100"`. */
export function oneDecimal(number: number): string {
  return String(Math.round(number * 10) / 10);
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** A row of `/games`. */
export function gameRow(game: NflGame, result: GameResult, state: GameState): object {
  const isLive = state.hasBegun && !state.isFinal;
  const board = isLive ? boardAt(result, state.fraction) : undefined;
  const home = state.isFinal ? result.home.periods : board?.home;
  const away = state.isFinal ? result.away.periods : board?.away;
  return {
    game: {
      id: game.id,
      stage: 'Regular Season',
      week: `Week ${weekOf(game)}`,
      date: dateOf(game, state.startMs),
      venue: { name: nflTeam(game.homeTeamId).stadium, city: null },
      status: { ...STATUSES[state.status], timer: board?.timer ?? null },
    },
    league: leagueRow(game.season),
    teams: { home: sideRow(game.homeTeamId), away: sideRow(game.awayTeamId) },
    scores: { home: scoreRow(home), away: scoreRow(away) },
  };
}

/** The provider writes the season of a game as a text. */
export function leagueRow(season: number): object {
  return {
    id: 1,
    name: 'NFL',
    season: String(season),
    logo: 'https://logos.simulated.invalid/nfl/league.png',
    country: { name: 'USA', code: 'US', flag: 'https://logos.simulated.invalid/us.svg' },
  };
}

/** A side of a game. */
export function sideRow(teamId: number): object {
  const { id, name, logo } = teamRow(teamId);
  return { id, name, abbreviation: nflTeam(teamId).code, logo };
}

/** One game in five has "00:00" as its time although the timestamp beside it is right, as seen. */
function dateOf(game: NflGame, startMs: number): object {
  const moment = new Date(startMs).toISOString();
  return {
    timezone: 'UTC',
    date: moment.slice(0, 10),
    time: game.id % 5 === 0 ? '00:00' : moment.slice(11, 16),
    timestamp: Math.floor(startMs / 1_000),
  };
}

function scoreRow(periods: readonly number[] | undefined): object {
  const at = (index: number): number | null => periods?.[index] ?? null;
  return {
    quarter_1: at(0),
    quarter_2: at(1),
    quarter_3: at(2),
    quarter_4: at(3),
    overtime: at(4),
    total: periods === undefined ? null : periods.reduce((total, points) => total + points, 0),
  };
}

/** Weeks begin on a Thursday; the first one holds the fourth to the tenth of September. */
function weekOf({ season, startMs }: NflGame): number {
  const labourDayWeek = Date.UTC(season, 8, 4);
  return Math.min(18, Math.max(1, 1 + Math.floor((startMs - labourDayWeek) / WEEK_MS)));
}
