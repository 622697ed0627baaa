import type { Leagues } from '../../domain/league.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { clockInZone } from './local-time.ts';
import type { ParsedGame, TimeProblem } from './parsed-game.ts';

/** What is needed of a game to judge its time; kept small so that a large file's rows can be held. */
export type TimedRow = Pick<
  ParsedGame,
  'line' | 'leagueName' | 'startMs' | 'slateDate' | 'timezone' | 'week' | 'homeScore' | 'status'
>;

export type PlaceholderTime = Extract<TimeProblem, 'placeholder_midnight' | 'placeholder_round'>;

/**
 * Midnight in every row means that the file has no times, from this many days on. An evening of games in UTC may
 * well start at 00:00 as a whole; evenings of a week do not.
 */
const LEAST_DAYS_OF_MIDNIGHT = 5;

const MS_PER_MINUTE = 60_000;

/**
 * Finds times that only hold a place, over all games of one file. Returns the rows' lines with what gave them away:
 * - midnight in the league's zone, unless its games may start then (those of MLS, in the west), or in every row of a
 *   file of several days;
 * - a whole round at one instant that its sport knows for such (`SportFacts.isPlaceholderRound`).
 * Games with a result or under way have had their time and are left alone.
 */
export function findPlaceholderTimes(
  games: readonly TimedRow[],
  leagues: Leagues,
): Map<number, PlaceholderTime> {
  const found = new Map<number, PlaceholderTime>();
  const open = games.filter((game) => game.startMs !== null && isOpen(game));
  const isAllMidnight =
    new Set(open.map((game) => game.slateDate)).size >= LEAST_DAYS_OF_MIDNIGHT &&
    open.every((game) => isMidnight(game, game.timezone));
  for (const game of open) {
    const isLeagueMidnight =
      !startsAtMidnight(leagues, game) && isMidnight(game, leagues.zoneOf(game.leagueName));
    if (isAllMidnight || isLeagueMidnight) found.set(game.line, 'placeholder_midnight');
  }
  for (const round of roundsOf(games).values()) {
    if (!isPlaceholderRound(round, leagues)) continue;
    for (const game of round.games) if (!found.has(game.line)) found.set(game.line, 'placeholder_round');
  }
  return found;
}

/** The game with its date only, because its time holds a place. */
export function withoutPlaceholderTime<Game extends ParsedGame>(
  game: Game,
  timeProblem: PlaceholderTime,
): Game {
  return { ...game, startMs: null, isTimeConfirmed: false, timeProblem };
}

function isOpen(game: TimedRow): boolean {
  return game.homeScore === null && (game.status === null || game.status === 'scheduled');
}

type Round = { games: TimedRow[]; lastWeek: number };

/** The games by league and week, with the last week that the file has of the league. */
function roundsOf(games: readonly TimedRow[]): Map<string, Round> {
  const lastWeeks = new Map<string, number>();
  for (const { leagueName, week } of games) {
    if (week !== null) lastWeeks.set(leagueName, Math.max(week, lastWeeks.get(leagueName) ?? 0));
  }
  const rounds = new Map<string, Round>();
  for (const game of games) {
    if (game.week === null) continue;
    const key = `${game.leagueName}|${game.week}`;
    const round = rounds.get(key) ?? { games: [], lastWeek: lastWeeks.get(game.leagueName) ?? 0 };
    rounds.set(key, round);
    round.games.push(game);
  }
  return rounds;
}

function isPlaceholderRound({ games, lastWeek }: Round, leagues: Leagues): boolean {
  const [first] = games;
  if (first === undefined || first.startMs === null || first.week === null) return false;
  if (!games.every((game) => game.startMs === first.startMs && isOpen(game))) return false;
  const sport = leagues.named(first.leagueName)?.sport;
  if (sport === undefined) return false;
  const isPlaceholder = SPORT_FACTS[sport].isPlaceholderRound?.({
    games: games.length,
    weekday: new Date(first.slateDate).getUTCDay(),
    clock: clockOf(first, leagues.zoneOf(first.leagueName)),
    roundsToCome: lastWeek - first.week,
  });
  return isPlaceholder === true;
}

/** To the second: a tip-off at 00:00:30 is nobody's placeholder. */
function isMidnight(game: TimedRow, zone: string): boolean {
  return clockOf(game, zone) === '00:00' && (game.startMs ?? 0) % MS_PER_MINUTE === 0;
}

function clockOf(game: TimedRow, zone: string): string {
  return game.startMs === null ? '' : clockInZone(game.startMs, zone);
}

function startsAtMidnight(leagues: Leagues, { leagueName }: TimedRow): boolean {
  const hours = leagues.named(leagueName)?.slates.startingHours ?? [];
  return hours.some(([from]) => from === '00:00');
}
