/** A final result that counts. */
export type ResultToRate = {
  /** Tells games of one day apart, in the order in which they were played. */
  id: number;
  /** The day of play (`YYYY-MM-DD`); of a game that was stopped, the day on which it was ended. */
  date: string;
  /** As its source calls it, by the first or the last year: games of one season have one number. */
  season: number;
  /** The year in which the season starts, where it is known; the day tells it elsewhere. */
  startYear?: number;
  /** Only clubs of one league go up and down with each other. */
  league: string;
  isNeutral: boolean;
  /** Franchises: what keeps a rating over moves and names. */
  home: string;
  away: string;
  homeScore: number;
  awayScore: number;
};

export type RatedSide = { before: number; after: number };

/** A game with the ratings that it was played at and those that it left: the row that is kept. */
export type RatedGame<G extends ResultToRate = ResultToRate> = {
  game: G;
  home: RatedSide;
  away: RatedSide;
  /** What the home side was expected to get of the game: 1 a win, 0.5 a level score. */
  probability: number;
};

/**
 * Where a team stands after its last game; without a season the rating is given for its next one. `isGiven`: somebody
 * says so, whatever the team has played.
 */
export type TeamRating = { rating: number; season: number | null; isGiven?: true };

/** The season that a league is in. */
export type LeagueSeason = {
  season: number;
  clubs: ReadonlySet<string>;
  /** What clubs that came up begin with; none where nobody went down. */
  promoted: ReadonlyMap<string, number>;
};

/** All that the next game needs to be rated. */
export type RatingState = {
  teams: ReadonlyMap<string, TeamRating>;
  leagues: ReadonlyMap<string, LeagueSeason>;
};

/** Before the first game. */
export const NO_RATINGS: RatingState = { teams: new Map(), leagues: new Map() };

/** Games in the order of play, which ratings follow. */
export function inOrderOfPlay<G extends ResultToRate>(games: readonly G[]): G[] {
  return games.toSorted((a, b) => {
    if (a.date !== b.date) return a.date < b.date ? -1 : 1;
    return a.id - b.id;
  });
}

/** The year in which the season of a day starts, for leagues that begin in autumn: August is the first month. */
export function startYearOf(date: string): number {
  return Number(date.slice(0, 4)) - (Number(date.slice(5, 7)) >= 8 ? 0 : 1);
}
