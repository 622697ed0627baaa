import { asc, eq, inArray } from 'drizzle-orm';
import type { Executor } from '../../../db/database.ts';
import { leagues, sports, teams } from '../../../db/schema/reference.ts';
import { givenRatings } from '../../../db/schema/team-ratings.ts';
import { SPORTS, type Sport } from '../../../domain/sport.ts';
import { UnknownNameError } from '../../../domain/unknown-name.ts';
import { SPORT_FACTS } from '../../../sports/all-facts.ts';
import type { RatingRules } from '../../../sports/rating-rules.ts';
import { franchiseOf } from '../franchise-of.ts';
import type { TeamRating } from '../rated-game.ts';
import { rulesName } from '../rules-name.ts';
import { leaguesTogether } from './leagues-together.ts';

/** Leagues of the database that are rated together, and by what: the rules of their sport, with teams by their ids. */
export type RatedLeagues = {
  leagueIds: readonly number[];
  rules: RatingRules;
  /** Ratings that teams have before their first game, where somebody gave them one. */
  given: ReadonlyMap<string, TeamRating>;
};

/**
 * The leagues that have ratings (the constants of other sports have no source), with those that teams of theirs come from
 * or go to; of some leagues only the ones that are rated together with them.
 */
export async function readLeaguesToRate(
  tx: Executor,
  leagueIds?: readonly number[],
): Promise<readonly RatedLeagues[]> {
  const rows = await tx
    .select({ id: leagues.id, code: leagues.code, sportId: leagues.sportId, sport: sports.displayName })
    .from(leagues)
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .orderBy(asc(leagues.id));
  const rated: RatedLeagues[] = [];
  for (const [sport, ofSport] of Map.groupBy(rows, (row) => row.sport)) {
    const { ratings } = SPORT_FACTS[sport];
    const ids = ofSport.map(({ id }) => id);
    if (ratings === undefined || leagueIds?.some((id) => ids.includes(id)) === false) continue;
    for (const group of await leaguesTogether(tx, ids)) {
      if (leagueIds?.some((id) => group.includes(id)) === false) continue;
      rated.push(
        await rulesOf(
          tx,
          ofSport.filter(({ id }) => group.includes(id)),
          ratings,
        ),
      );
    }
  }
  return rated;
}

/** A league that can be rated. Throws UnknownNameError for one of a sport without constants. */
export async function needRatedLeague(db: Executor, league: string): Promise<{ id: number; sport: Sport }> {
  const [found] = await db
    .select({ id: leagues.id, sport: sports.displayName })
    .from(leagues)
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .where(eq(leagues.name, league));
  if (found !== undefined && SPORT_FACTS[found.sport].ratings !== undefined) return found;
  const rated = SPORTS.filter((sport) => SPORT_FACTS[sport].ratings !== undefined);
  throw new UnknownNameError(
    'league',
    `${league} has no ratings: the constants of its sport have no source`,
    `Use a league of ${rated.join(', ')}.`,
  );
}

async function rulesOf(
  tx: Executor,
  together: readonly { id: number; code: string | null; sportId: number }[],
  ofSport: RatingRules,
): Promise<RatedLeagues> {
  const leagueIds = together.map(({ id }) => id);
  // A team may have gone to another league of the sport; a code means the one that is in one of these.
  const members = await tx
    .select({ id: teams.id, abbreviation: teams.abbreviation })
    .from(teams)
    .where(
      inArray(
        teams.sportId,
        together.map(({ sportId }) => sportId),
      ),
    )
    .orderBy(inArray(teams.leagueId, leagueIds), asc(teams.id));
  const ids = new Map(
    members.map(({ id, abbreviation }) => [
      franchiseOf(ofSport.franchiseCodes, abbreviation ?? ''),
      String(id),
    ]),
  );
  const idOf = (code: string): string => ids.get(code) ?? code;
  const words = await tx
    .select()
    .from(givenRatings)
    .where(
      inArray(
        givenRatings.teamId,
        members.map(({ id }) => id),
      ),
    );
  const starts = words.filter(({ moment }) => moment === 'season_start');
  const fixed = [
    // What somebody gives counts before what was published.
    ...starts.map(({ teamId, seasonYear, elo }) => ({
      team: String(teamId),
      startYear: seasonYear,
      rating: elo,
    })),
    ...ofSport.elo.fixed.map((one) => ({ ...one, team: idOf(one.team) })),
  ];
  const resumedGames = ofSport.resumedGames.map((game) => ({
    ...game,
    home: idOf(game.home),
    away: idOf(game.away),
  }));
  const given = words
    .filter(({ moment }) => moment !== 'season_start')
    .map(({ teamId, moment, seasonYear, elo }): [string, TeamRating] => [
      String(teamId),
      { rating: elo, season: moment === 'first_game' ? null : seasonYear, isGiven: true },
    ]);
  const { closedLeagues = [] } = ofSport.elo;
  const closed = together
    .filter(({ code }) => closedLeagues.includes(code ?? ''))
    .map(({ id }) => String(id));
  return {
    leagueIds,
    rules: {
      ...ofSport,
      version: rulesName(ofSport),
      elo: { ...ofSport.elo, fixed, closedLeagues: closed },
      resumedGames,
    },
    given: new Map(given),
  };
}
