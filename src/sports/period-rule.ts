import type { ProviderGame } from '../domain/box-score.ts';

/** Points by period of both sides. */
export type Periods = Pick<ProviderGame, 'homePeriodScores' | 'awayPeriodScores'>;

type Told = Periods & Pick<ProviderGame, 'status' | 'home' | 'away' | 'homeScore' | 'awayScore'>;

/**
 * What is wrong with the periods of a final game: those of a side sum to its final score (in 15 of 15 recorded NBA
 * games, 16 of 16 of the NFL and 5 of 5 football matches; a shoot-out is no period). Undefined where nothing is, and
 * where they are not told.
 */
export function periodProblem(game: Told): string | undefined {
  if (game.status !== 'completed') return undefined;
  const sides = [
    { name: game.home.name, periods: game.homePeriodScores, score: game.homeScore },
    { name: game.away.name, periods: game.awayPeriodScores, score: game.awayScore },
  ];
  for (const { name, periods, score } of sides) {
    const sum = periods.reduce((total, points) => total + points, 0);
    if (score !== null && periods.length > 0 && sum !== score)
      return `the periods of ${name} (${periods.join(', ')}) make ${sum}, the score says ${score}`;
  }
  return undefined;
}

/**
 * The periods of a game as far as they can be believed. The score is held against the lines, so that periods which
 * contradict it are wrong themselves: undefined, and what is known of them stays.
 */
export function believablePeriods(game: Told): Periods | undefined {
  if (periodProblem(game) !== undefined) return undefined;
  const { homePeriodScores, awayPeriodScores } = game;
  return { homePeriodScores, awayPeriodScores };
}
