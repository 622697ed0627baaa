import type { FootballGame, FootballPhaseGoals } from '../../domain/football-lines.ts';
import type { EspnGame } from './scoreboard.ts';

const AFTER_EXTRA_TIME = 'STATUS_FINAL_AET';
/** Cups differ in whether kicks follow extra time or come at once. */
const AFTER_KICKS = 'STATUS_FINAL_PEN';

/** Two halves, and two of extra time. */
const PERIODS_WITH_EXTRA_TIME = 4;

type Ended = Pick<EspnGame, 'statusName' | 'homePeriodScores' | 'awayPeriodScores'>;

/**
 * Whether there was extra time. Where kicks decided, line scores of its two periods say so, or `isClockBeyond`: that
 * something happened on a clock above 90 minutes.
 */
export function hadExtraTime(game: Ended, isClockBeyond = false): boolean {
  if (game.statusName === AFTER_EXTRA_TIME) return true;
  if (game.statusName !== AFTER_KICKS) return false;
  return isClockBeyond || (hasExtraPeriods(game.homePeriodScores) && hasExtraPeriods(game.awayPeriodScores));
}

function hasExtraPeriods(scores: readonly number[]): boolean {
  return scores.length >= PERIODS_WITH_EXTRA_TIME;
}

/** What a summary says of a match beside its event. */
export type ToldOfMatch = {
  /** How many goals of each side fell in the first half. */
  halves?: { home: number; away: number } | undefined;
  /** Something happened on a clock above 90 minutes. */
  isClockBeyond?: boolean;
};

/**
 * An event as a football match. Goals by half are those of the event's line scores, where they make the score; without
 * them, what the summary tells.
 */
export function footballGame(
  game: EspnGame,
  providerLeagueId: string,
  { halves, isClockBeyond = false }: ToldOfMatch = {},
): FootballGame {
  const isExtra = hadExtraTime(game, isClockBeyond);
  const sides = {
    home: phasesOf({ game, isExtra }, game.homeScore, {
      periods: game.homePeriodScores,
      firstHalf: halves?.home,
      shootout: game.shootout.home,
    }),
    away: phasesOf({ game, isExtra }, game.awayScore, {
      periods: game.awayPeriodScores,
      firstHalf: halves?.away,
      shootout: game.shootout.away,
    }),
  };
  return {
    ...game,
    providerLeagueId,
    phaseGoals: sides,
    homePeriodScores: periodsOf(sides.home),
    awayPeriodScores: periodsOf(sides.away),
  };
}

type Told = { periods: readonly number[]; firstHalf: number | undefined; shootout: number | null };

function phasesOf(
  { game, isExtra }: { game: EspnGame; isExtra: boolean },
  score: number | null,
  { periods: all, firstHalf, shootout }: Told,
): FootballPhaseGoals {
  const isOver = game.status === 'completed';
  // What follows the second half without extra time are the kicks.
  const periods = !isExtra && game.statusName === AFTER_KICKS ? all.slice(0, 2) : all;
  const [first, second] = periods;
  const sum = periods.reduce((total, goals) => total + goals, 0);
  // Line scores of something else than the score are none.
  const areBelieved = score === null || (isExtra ? sum >= score : sum === score);
  const halftime = (areBelieved && periods.length > 1 ? first : undefined) ?? firstHalf ?? null;
  const regular =
    first !== undefined && second !== undefined && areBelieved && first + second <= (score ?? 0)
      ? first + second
      : null;
  // After kicks, halves that make the score show that there was no more; without them nobody knows.
  const isLengthKnown = game.statusName !== AFTER_KICKS || firstHalf !== undefined;
  const fulltime = !isOver ? null : isExtra || !isLengthKnown ? regular : score;
  return {
    halftime,
    fulltime,
    extraTime: isExtra && fulltime !== null && score !== null ? score - fulltime : null,
    penaltyShootout: shootout,
  };
}

/** Goals of the first half, the second half and extra time, as far as they are known. */
function periodsOf({ halftime, fulltime, extraTime }: FootballPhaseGoals): readonly number[] {
  if (halftime === null) return [];
  if (fulltime === null) return [halftime];
  const halves = [halftime, Math.max(0, fulltime - halftime)];
  return extraTime === null ? halves : [...halves, extraTime];
}
