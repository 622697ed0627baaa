import type { EloRules } from '../../sports/rating-rules.ts';
import { rateGame } from './elo.ts';
import {
  NO_RATINGS,
  type RatedGame,
  type RatingState,
  type ResultToRate,
  type TeamRating,
} from './rated-game.ts';
import { type ClubsIn, leagueAt, ratingBefore } from './season-opening.ts';

export type Rating<G extends ResultToRate> = {
  /** A row for each game, in their order. */
  rows: readonly RatedGame<G>[];
  /** Those of them that were computed: their game, or a rating before it, is another than recorded. */
  computed: readonly RatedGame<G>[];
  state: RatingState;
};

export type RatingOptions = {
  /** Where teams stand before the first of these games. */
  from?: RatingState;
  /** What was computed of these games before, by their ids. */
  recorded?: ReadonlyMap<number, RatedGame>;
  /** Who plays a season; found in the games themselves when left out, which then hold whole seasons. */
  clubsIn?: ClubsIn;
};

/**
 * Rates games in the order of play (`inOrderOfPlay`). A row that was recorded of the same game at the same ratings before
 * it is taken over, so that a late, corrected, moved or removed result costs what depends on it, and the rows are those
 * of a computation from the beginning, to the last bit. Changes nothing that it is given.
 */
export function rateGames<G extends ResultToRate>(
  rules: EloRules,
  games: readonly G[],
  { from = NO_RATINGS, recorded, clubsIn = clubsInGames(games) }: RatingOptions = {},
): Rating<G> {
  const teams = new Map<string, TeamRating>(from.teams);
  const leagues = new Map(from.leagues);
  const rows: RatedGame<G>[] = [];
  const computed: RatedGame<G>[] = [];
  for (const game of games) {
    const league = leagueAt(rules, game, { teams, leagues }, clubsIn);
    leagues.set(game.league, league);
    const before = {
      home: ratingBefore(rules, game.home, game, { last: teams.get(game.home), league }),
      away: ratingBefore(rules, game.away, game, { last: teams.get(game.away), league }),
    };
    const known = recorded?.get(game.id);
    const isKnown = known !== undefined && isOfSame(known, game, before);
    const row = isKnown ? { ...known, game } : rateGame(rules, before, game);
    if (!isKnown) computed.push(row);
    rows.push(row);
    teams.set(game.home, { rating: row.home.after, season: game.season });
    teams.set(game.away, { rating: row.away.after, season: game.season });
  }
  return { rows, computed, state: { teams, leagues } };
}

/** All that a row follows from. */
function isOfSame(
  { game: was, home, away }: RatedGame,
  game: ResultToRate,
  before: { home: number; away: number },
): boolean {
  return (
    home.before === before.home &&
    away.before === before.away &&
    was.home === game.home &&
    was.away === game.away &&
    was.homeScore === game.homeScore &&
    was.awayScore === game.awayScore &&
    was.isNeutral === game.isNeutral
  );
}

function clubsInGames(games: readonly ResultToRate[]): ClubsIn {
  const seasons = new Map<number, Map<string, Set<string>>>();
  for (const { league, season, home, away } of games) {
    const leagues = seasons.get(season) ?? new Map<string, Set<string>>();
    seasons.set(season, leagues);
    leagues.set(league, (leagues.get(league) ?? new Set()).add(home).add(away));
  }
  return (season) => seasons.get(season) ?? new Map();
}
