import { NFL_FRANCHISE_CODES } from '../../reference/built-in/nfl-franchise-codes.ts';
import type { RatingRules } from '../rating-rules.ts';

/** What a level score counts in the published ratings: a margin of one, without the share of the favourite. */
const TIE_FACTOR = 2.2 * Math.LN2;

/**
 * Elo as FiveThirtyEight published it for every game since 1920 (repository nfl-elo-game): its constants, and the
 * ratings of eleven clubs that paused, merged or began anew, which its rules do not give. First ratings of other clubs
 * are a file there; without one, all begin with 1300, as expansion teams do. Which seasons the constants were fitted on
 * was never told: treat those up to 2015 as seen.
 * Pythagorean: 2.37 is the customary exponent; the best fit on 1999 to 2024 is 2.67.
 */
export const NFL_RATINGS: RatingRules = {
  version: 'nfl-elo-1',
  elo: {
    weight: 20,
    homeAdvantage: 65,
    marginFactor: (margin, winnersLead) =>
      margin === 0 ? TIE_FACTOR : (Math.log(margin + 1) * 2.2) / (0.001 * winnersLead + 2.2),
    carry: { share: 1 / 3, mean: 1505 },
    entryRating: 1300,
    promotedTakeMeanOfRelegated: false,
    fixed: [
      { team: 'CBD', startYear: 1925, rating: 1502.032 },
      { team: 'RAC', startYear: 1926, rating: 1403.384 },
      { team: 'LOU', startYear: 1926, rating: 1307.201 },
      { team: 'CIB', startYear: 1927, rating: 1362.919 },
      { team: 'MNN', startYear: 1929, rating: 1306.702 },
      { team: 'BFF', startYear: 1929, rating: 1331.943 },
      { team: 'LAR', startYear: 1944, rating: 1373.977 },
      { team: 'PHI', startYear: 1944, rating: 1497.988 },
      { team: 'ARI', startYear: 1945, rating: 1353.939 },
      { team: 'PIT', startYear: 1945, rating: 1353.939 },
      { team: 'CLE', startYear: 1999, rating: 1300 },
    ],
  },
  pythagorean: { exponent: 2.37 },
  franchiseCodes: NFL_FRANCHISE_CODES,
  resumedGames: [],
  sources: {
    constants: 'FiveThirtyEight, repository nfl-elo-game: every game since 1920 follows from them',
    level_scores: 'FiveThirtyEight, nfl-elo-game: half a win, with the factor of a margin of one',
    new_season: 'FiveThirtyEight, nfl-elo-game: a third of the way to 1505',
    entry_ratings:
      'FiveThirtyEight, nfl-elo-game: 1300 for expansion teams; first ratings of others are its file initial_elos.csv',
    single: 'FiveThirtyEight, nfl-elo-game: eleven clubs that paused, merged or began anew',
    pythagorean: 'customary exponent 2.37; the best fit on 1999 to 2024 is 2.67',
    fitted_on: 'not told: seasons up to 2015 count as seen',
  },
};
