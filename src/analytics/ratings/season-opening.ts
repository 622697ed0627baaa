import type { EloRules } from '../../sports/rating-rules.ts';
import {
  type LeagueSeason,
  type RatingState,
  type ResultToRate,
  type TeamRating,
  startYearOf,
} from './rated-game.ts';

/** Clubs that play a season of a league: all of them, also those whose first game is still to come. */
export type ClubsOf = (league: string, season: number) => ReadonlySet<string>;

/** The rating at which a team plays a game: its last one, or what a new season makes of that. */
export function ratingBefore(
  rules: EloRules,
  team: string,
  { season, date, startYear = startYearOf(date) }: Pick<ResultToRate, 'season' | 'date' | 'startYear'>,
  { last, league }: { last: TeamRating | undefined; league: LeagueSeason | undefined },
): number {
  if (last !== undefined && (last.season === null || last.season === season)) return last.rating;
  const fixed = rules.fixed.find((one) => one.team === team && one.startYear === startYear);
  if (fixed !== undefined) return fixed.rating;
  const promoted = league?.promoted.get(team);
  if (promoted !== undefined) return promoted;
  return last === undefined ? rules.entryRating : carried(rules, last.rating);
}

function carried({ carry }: EloRules, rating: number): number {
  return carry === undefined ? rating : rating * (1 - carry.share) + carry.mean * carry.share;
}

/**
 * The league as it is when a game is played: unchanged within a season; with the first game of a season the clubs that
 * came up since the last one take the mean rating of those that went down.
 */
export function leagueAt(
  rules: EloRules,
  { league, season }: Pick<ResultToRate, 'league' | 'season'>,
  state: RatingState,
  clubsOf: ClubsOf,
): LeagueSeason {
  const last = state.leagues.get(league);
  if (last !== undefined && season <= last.season) return last;
  const clubs = clubsOf(league, season);
  const isOpen = rules.promotedTakeMeanOfRelegated && rules.closedLeagues?.includes(league) !== true;
  const promoted = isOpen ? promotedRatings(last, clubs, state) : new Map();
  return { season, clubs, promoted };
}

function promotedRatings(
  last: LeagueSeason | undefined,
  clubs: ReadonlySet<string>,
  { teams }: RatingState,
): ReadonlyMap<string, number> {
  if (last === undefined) return new Map();
  const relegated = [...last.clubs].filter((club) => !clubs.has(club));
  // In their order, so that the sum is the same to the last bit however clubs are called and were read.
  const ratings = relegated.flatMap((club) => teams.get(club)?.rating ?? []).toSorted((a, b) => a - b);
  if (ratings.length === 0) return new Map();
  const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
  const promoted = [...clubs].filter((club) => !last.clubs.has(club));
  return new Map(promoted.map((club) => [club, mean]));
}
