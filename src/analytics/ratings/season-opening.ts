import type { EloRules } from '../../sports/rating-rules.ts';
import {
  type LeagueSeason,
  type RatingState,
  type ResultToRate,
  type TeamRating,
  startYearOf,
} from './rated-game.ts';

/** Who plays a season, by league: all clubs of it, also those whose first game is still to come. */
export type ClubsIn = (season: number) => ReadonlyMap<string, ReadonlySet<string>>;

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
 * The league as it is when a game is played: unchanged within a season. With the first game of a season, clubs that have
 * come into it take the mean rating of those that went down, unless they bring a rating of their own.
 */
export function leagueAt(
  rules: EloRules,
  { league, season }: Pick<ResultToRate, 'league' | 'season'>,
  state: RatingState,
  clubsIn: ClubsIn,
): LeagueSeason {
  const last = state.leagues.get(league);
  if (last !== undefined && season <= last.season) return last;
  const all = clubsIn(season);
  const clubs = all.get(league) ?? new Set<string>();
  const isOpen = rules.promotedTakeMeanOfRelegated && !isClosed(rules, league);
  if (!isOpen || last === undefined) return { season, clubs, promoted: new Map() };
  const gone = [...last.clubs].filter((club) => !clubs.has(club));
  const exchanged = exchangedClubs(league, all, clubsIn(last.season));
  const down = gone.filter((club) => !exchanged.has(club));
  const mean = meanRating(down.length === 0 ? gone : down, state);
  const unknown = [...clubs].filter((club) => !last.clubs.has(club) && !isKnown(state.teams.get(club), last));
  return { season, clubs, promoted: new Map(mean === undefined ? [] : unknown.map((club) => [club, mean])) };
}

function isClosed({ closedLeagues = [] }: EloRules, league: string): boolean {
  return closedLeagues.some((one) => one.toLowerCase() === league.toLowerCase());
}

/** Of a club that played nowhere in the last season of the league, nobody knows what it is worth by now. */
function isKnown(rating: TeamRating | undefined, last: LeagueSeason): boolean {
  if (rating === undefined) return false;
  return rating.isGiven === true || rating.season === null || rating.season >= last.season;
}

/** Clubs of other leagues that were rated in the season before: whoever left for them made room for one of theirs. */
function exchangedClubs(
  league: string,
  now: ReturnType<ClubsIn>,
  before: ReturnType<ClubsIn>,
): ReadonlySet<string> {
  const others = [...now].filter(([other]) => other !== league && (before.get(other)?.size ?? 0) > 0);
  return new Set(others.flatMap(([, clubs]) => [...clubs]));
}

/** In their order, so that the sum is the same to the last bit however clubs are called and were read. */
function meanRating(clubs: readonly string[], { teams }: RatingState): number | undefined {
  const ratings = clubs.flatMap((club) => teams.get(club)?.rating ?? []).toSorted((a, b) => a - b);
  if (ratings.length === 0) return undefined;
  return ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
}
