import type { RatingRules } from '../rating-rules.ts';

/**
 * Elo of clubs with the margins of the World Football Elo Ratings (eloratings.net): 1 for a goal, 1.5 for two,
 * (11 + m) / 8 for more. Weight and home advantage are those of the project's reference, not fitted here. A club that
 * comes up takes the mean of those that went down, so that a league keeps its mean.
 * The ordered logit was fitted on the Premier League 2003-04 to 2018-19: judge it on later seasons only.
 * Pythagorean: points of the table = 2.786 * games * GF^1.31 / (GF^1.31 + GA^1.31), fitted by the reference.
 */
export const FOOTBALL_RATINGS: RatingRules = {
  version: 'club-elo-1',
  elo: {
    weight: 20,
    homeAdvantage: 65,
    marginFactor: (margin) => {
      if (margin <= 1) return 1;
      return margin === 2 ? 1.5 : (11 + margin) / 8;
    },
    entryRating: 1500,
    promotedTakeMeanOfRelegated: true,
    closedLeagues: ['MLS'],
    fixed: [],
  },
  pythagorean: { exponent: 1.31, tablePointsPerGame: 2.786 },
  threeWay: { slope: 1.934, home: -0.488, away: -0.752 },
  franchiseCodes: [],
  resumedGames: [],
  sources: {
    constants:
      'margins: World Football Elo Ratings, eloratings.net; weight and home advantage: the reference of the project, not fitted',
    level_scores: 'World Football Elo Ratings, eloratings.net: half a win, as a margin of one goal',
    new_season: 'the reference of the project: as it was',
    entry_ratings:
      'the reference of the project: 1500; a club that comes up takes the mean of those that went down',
    pythagorean: 'the reference of the project: 2.786 points a game, exponent 1.31, both fitted',
    fitted_on: 'ratings on none; the three ends of a match on the Premier League 2003-04 to 2018-19',
  },
};
