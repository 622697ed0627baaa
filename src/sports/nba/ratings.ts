import { NBA_FRANCHISE_CODES } from '../../reference/built-in/nba-franchise-codes.ts';
import type { RatingRules } from '../rating-rules.ts';

/**
 * Elo as FiveThirtyEight published it for every game of the NBA, the BAA and the ABA (data set nba-elo): its constants,
 * and the ratings at which clubs came in from other leagues. Which seasons the constants were fitted on was never told:
 * treat those up to 2015 as seen. 1300 is what expansion teams began with there.
 * Pythagorean: 14 is the exponent of the published Pythagorean wins of basketball-reference.com (equal in 1,200 of 1,200
 * team seasons from 1985 to 2026; the best fit on the same seasons is 14.01).
 */
export const NBA_RATINGS: RatingRules = {
  version: 'nba-elo-1',
  elo: {
    weight: 20,
    homeAdvantage: 100,
    marginFactor: (margin, winnersLead) => (margin + 3) ** 0.8 / (7.5 + 0.006 * winnersLead),
    carry: { share: 1 / 4, mean: 1505 },
    entryRating: 1300,
    promotedTakeMeanOfRelegated: false,
    fixed: [
      { team: 'BLB', startYear: 1947, rating: 1419 },
      { team: 'INJ', startYear: 1948, rating: 1366 },
      { team: 'DET', startYear: 1948, rating: 1495 },
      { team: 'LAL', startYear: 1948, rating: 1527 },
      { team: 'SAC', startYear: 1948, rating: 1535 },
      { team: 'ATL', startYear: 1949, rating: 1430 },
      { team: 'DNN', startYear: 1949, rating: 1295 },
      { team: 'SHE', startYear: 1949, rating: 1405 },
      { team: 'WAT', startYear: 1949, rating: 1382 },
      { team: 'AND', startYear: 1949, rating: 1562 },
      { team: 'PHI', startYear: 1949, rating: 1458 },
    ],
  },
  pythagorean: { exponent: 14 },
  franchiseCodes: NBA_FRANCHISE_CODES,
  resumedGames: [
    {
      // Protested by Miami: of 2007-12-19, its last 51.9 seconds were played before the game of 2008-03-08.
      home: 'ATL',
      away: 'MIA',
      homeScore: 114,
      awayScore: 111,
      listedOn: ['2007-12-19', '2008-03-07'],
      endedOn: '2008-03-08',
    },
  ],
  sources: {
    constants: 'FiveThirtyEight, data set nba-elo: every one of its games follows from them',
    new_season: 'FiveThirtyEight, nba-elo: a quarter of the way to 1505',
    entry_ratings: 'FiveThirtyEight, nba-elo: 1300, at which expansion teams begin there',
    single: 'FiveThirtyEight, nba-elo: the first rows of clubs that came from other leagues, 1947 to 1949',
    pythagorean: 'basketball-reference.com, exponent 14: equal in 1,200 of 1,200 team seasons, 1985 to 2026',
    fitted_on: 'not told: seasons up to 2015 count as seen',
  },
};
