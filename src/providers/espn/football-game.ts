import type { FootballGame, FootballPhaseGoals } from '../../domain/football-lines.ts';
import type { EspnGame } from './scoreboard.ts';

/** Words for an end after extra time, and after kicks that follow it. */
const AFTER_EXTRA_TIME: ReadonlySet<string> = new Set(['STATUS_FINAL_AET', 'STATUS_FINAL_PEN']);

export function isAfterExtraTime({ statusName }: Pick<EspnGame, 'statusName'>): boolean {
  return AFTER_EXTRA_TIME.has(statusName);
}

/**
 * An event as a football match. Goals by half are those of the event's line scores, where they make the score; without
 * them, `halves` may say how many goals of each side fell in the first half.
 */
export function footballGame(
  game: EspnGame,
  providerLeagueId: string,
  halves?: { home: number; away: number },
): FootballGame {
  const sides = {
    home: phasesOf(game, game.homeScore, {
      periods: game.homePeriodScores,
      firstHalf: halves?.home,
      shootout: game.shootout.home,
    }),
    away: phasesOf(game, game.awayScore, {
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
  game: EspnGame,
  score: number | null,
  { periods, firstHalf, shootout }: Told,
): FootballPhaseGoals {
  const isOver = game.status === 'completed';
  const [first, second] = periods;
  const isExtra = isAfterExtraTime(game);
  const sum = periods.reduce((total, goals) => total + goals, 0);
  // Line scores of something else than the score are none.
  const areBelieved = score === null || (isExtra ? sum >= score : sum === score);
  const halftime = (areBelieved && periods.length > 1 ? first : undefined) ?? firstHalf ?? null;
  const regular =
    first !== undefined && second !== undefined && areBelieved && first + second <= (score ?? 0)
      ? first + second
      : null;
  const fulltime = !isOver ? null : isExtra ? regular : score;
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
