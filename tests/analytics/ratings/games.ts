import type { ResultToRate } from '../../../src/analytics/ratings/rated-game.ts';

/** A game with what matters to a test, and what does not filled in. */
export function gameOf(changes: Partial<ResultToRate> & Pick<ResultToRate, 'id'>): ResultToRate {
  return {
    date: '2024-11-01',
    season: 2024,
    league: '',
    isNeutral: false,
    home: 'A',
    away: 'B',
    homeScore: 2,
    awayScore: 1,
    ...changes,
  };
}
