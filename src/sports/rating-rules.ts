/** A rating that a team has at its first game of a season, whatever the rules would make of its last one. */
export type FixedRating = {
  /** The franchise, as results name it (`FranchiseCode.franchise` where it has several codes). */
  team: string;
  /** The year in which the season starts, whichever year files call it by. */
  startYear: number;
  rating: number;
};

/** How ratings become those of the next season: `share` of the distance to `mean` is taken away. */
export type SeasonCarry = { share: number; mean: number };

/** A code under which published results name a franchise, before it moved or was renamed. */
export type FranchiseCode = {
  code: string;
  /** The franchise, by the code that it was last published under. */
  franchise: string;
  /** Years in which seasons start that the code means this franchise in; without them, all. */
  fromYear?: number;
  toYear?: number;
};

/**
 * Elo of a sport. The home side is expected to win the share `1 / (1 + 10^(-lead / 400))`, where its lead has the home
 * advantage in it; a result moves both ratings by `weight * marginFactor * (result - expected)`.
 */
export type EloRules = {
  /** K: points that a result moves at most, before its margin counts. */
  weight: number;
  /** Points that the home side is better by; nobody on neutral ground. */
  homeAdvantage: number;
  /**
   * What a margin counts, 0 for a level score. `winnersLead` is by how much the winner was the better one before, the
   * home advantage in it: a favourite that wins high is no news. It is 0 where nobody won.
   */
  marginFactor: (margin: number, winnersLead: number) => number;
  /** Absent: ratings go on as they are. */
  carry?: SeasonCarry;
  /** The rating of a team that nothing is known of. */
  entryRating: number;
  /** Whether a club that is new in a season of a league takes the mean of those that left it. */
  promotedTakeMeanOfRelegated: boolean;
  /** Leagues, by their codes, in which nobody goes up or down: who is new there begins with the entry rating. */
  closedLeagues?: readonly string[];
  /** Entry ratings and special reversions that were published. */
  fixed: readonly FixedRating[];
};

/** What a sport's points for and against say of how often a team should have won. */
export type PythagoreanRules = {
  /** `e` of `PF^e / (PF^e + PA^e)`. */
  exponent: number;
  /** Points of the table for each game at a share of 1; absent where a table counts wins. */
  tablePointsPerGame?: number;
};

/** Probabilities of the three ends of a match as an ordered logit of the lead: `x` is the lead over 400. */
export type ThreeWayRules = { slope: number; home: number; away: number };

/** A game that was stopped and ended on another day than the one that files have it on: it counts when it was ended. */
export type ResumedGame = {
  home: string;
  away: string;
  homeScore: number;
  awayScore: number;
  /** Days on which files have it. */
  listedOn: readonly string[];
  endedOn: string;
};

/** Who says what of the rules of a sport; field names as they are published. */
export type RatingSources = {
  /** Weight, home advantage (none on neutral ground), factor of the margin. */
  constants: string;
  /** What a level score counts; absent where no game ends level. */
  level_scores?: string;
  new_season: string;
  entry_ratings: string;
  /** First ratings and reversions of single teams; absent where there are none. */
  single?: string;
  pythagorean: string;
  /** On which seasons constants were fitted, as far as anybody told: no model is judged on these. */
  fitted_on: string;
};

/** All that ratings of a sport are computed by. */
export type RatingRules = {
  /** Stands in each row that was computed; another one with every change of what a result makes of a rating. */
  version: string;
  elo: EloRules;
  pythagorean: PythagoreanRules;
  /** Absent where a game has two ends, or a level score is rare. */
  threeWay?: ThreeWayRules;
  franchiseCodes: readonly FranchiseCode[];
  resumedGames: readonly ResumedGame[];
  sources: RatingSources;
};
