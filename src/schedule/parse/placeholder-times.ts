import type { Leagues } from '../../domain/league.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { clockInZone } from './local-time.ts';
import type { ParsedGame, TimeProblem } from './parsed-game.ts';

/** What is needed of a game to judge its time. */
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

/** Sees every game of a file, and then says of each whether its time only holds a place, and what gave it away. */
export type PlaceholderWatch = {
  see: (game: TimedRow) => void;
  problemOf: (game: TimedRow) => PlaceholderTime | undefined;
};

/**
 * Finds times that only hold a place, over all games of one file:
 * - midnight in the league's zone, unless its games may start then (those of MLS, in the west), or in every row of a
 *   file of several days;
 * - a whole round at one instant that its sport knows for such (`SportFacts.isPlaceholderRound`).
 * Games with a result or under way have had their time and are left alone. Keeps days and rounds, no games.
 */
export function watchPlaceholders(leagues: Leagues): PlaceholderWatch {
  const days = new Set<string>();
  let isAllMidnight = true;
  const rounds = watchRounds(leagues);
  return {
    see(game) {
      rounds.see(game);
      if (game.startMs === null || !isOpen(game)) return;
      days.add(game.slateDate);
      isAllMidnight &&= isMidnight(game, game.timezone);
    },
    problemOf(game) {
      if (game.startMs !== null && isOpen(game)) {
        const isFileOfMidnight = isAllMidnight && days.size >= LEAST_DAYS_OF_MIDNIGHT;
        const isLeagueMidnight =
          !startsAtMidnight(leagues, game) && isMidnight(game, leagues.zoneOf(game.leagueName));
        if (isFileOfMidnight || isLeagueMidnight) return 'placeholder_midnight';
      }
      return rounds.isPlaceholder(game) ? 'placeholder_round' : undefined;
    },
  };
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

/** What the games of a league's week have in common: their number, and the first of them. */
type Round = {
  games: number;
  first: TimedRow & { week: number };
  isAtOneInstant: boolean;
  verdict?: boolean;
};

/** The rounds by league and week, with the last week that the file has of the league. */
function watchRounds(leagues: Leagues) {
  const lastWeeks = new Map<string, number>();
  const rounds = new Map<string, Round>();
  return {
    see(game: TimedRow): void {
      const { leagueName, week } = game;
      if (week === null) return;
      lastWeeks.set(leagueName, Math.max(week, lastWeeks.get(leagueName) ?? 0));
      const key = `${leagueName}|${week}`;
      const round = rounds.get(key) ?? { games: 0, first: { ...game, week }, isAtOneInstant: true };
      rounds.set(key, round);
      round.games += 1;
      round.isAtOneInstant &&= game.startMs === round.first.startMs && isOpen(game);
    },
    isPlaceholder({ leagueName, week }: TimedRow): boolean {
      const round = rounds.get(`${leagueName}|${week}`);
      if (!round) return false;
      round.verdict ??= isPlaceholderRound(round, lastWeeks.get(leagueName) ?? 0, leagues);
      return round.verdict;
    },
  };
}

function isPlaceholderRound(
  { games, first, isAtOneInstant }: Round,
  lastWeek: number,
  leagues: Leagues,
): boolean {
  if (!isAtOneInstant || first.startMs === null) return false;
  const sport = leagues.named(first.leagueName)?.sport;
  if (sport === undefined) return false;
  const isPlaceholder = SPORT_FACTS[sport].isPlaceholderRound?.({
    games,
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
