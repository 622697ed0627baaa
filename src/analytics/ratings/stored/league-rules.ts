import { asc, eq, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../../../db/database.ts';
import { leagues, sports, teams } from '../../../db/schema/reference.ts';
import { givenRatings } from '../../../db/schema/team-ratings.ts';
import { SPORTS } from '../../../domain/sport.ts';
import { UnknownNameError } from '../../../domain/unknown-name.ts';
import { SPORT_FACTS } from '../../../sports/all-facts.ts';
import type { RatingRules } from '../../../sports/rating-rules.ts';
import { franchiseOf } from '../franchise-of.ts';
import type { TeamRating } from '../rated-game.ts';

/** By what a league of the database is rated: the rules of its sport, with teams by their ids. */
export type LeagueRules = {
  leagueId: number;
  rules: RatingRules;
  /** Ratings that teams have before their first game, where somebody gave them one. */
  given: ReadonlyMap<string, TeamRating>;
};

/** The rules of each league that has some: the constants of other sports have no source. */
export async function readLeagueRules(
  tx: Executor,
  leagueIds?: readonly number[],
): Promise<readonly LeagueRules[]> {
  const rows = await tx
    .select({
      id: leagues.id,
      code: leagues.code,
      sportId: leagues.sportId,
      sport: sports.displayName,
    })
    .from(leagues)
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .where(leagueIds === undefined ? undefined : inArray(leagues.id, [...leagueIds]))
    .orderBy(asc(leagues.id));
  const all: LeagueRules[] = [];
  for (const { sport, ...league } of rows) {
    const { ratings } = SPORT_FACTS[sport];
    if (ratings !== undefined) all.push(await rulesOf(tx, league, ratings));
  }
  return all;
}

/** The id of a league that can be rated. Throws UnknownNameError for one of a sport without constants. */
export async function needRatedLeague(db: Executor, league: string): Promise<number> {
  const [found] = await db
    .select({ id: leagues.id, sport: sports.displayName })
    .from(leagues)
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .where(eq(leagues.name, league));
  if (found !== undefined && SPORT_FACTS[found.sport].ratings !== undefined) return found.id;
  const rated = SPORTS.filter((sport) => SPORT_FACTS[sport].ratings !== undefined);
  throw new UnknownNameError(
    'league',
    `${league} has no ratings: the constants of its sport have no source`,
    `Use a league of ${rated.join(', ')}.`,
  );
}

async function rulesOf(
  tx: Executor,
  { id: leagueId, code, sportId }: { id: number; code: string | null; sportId: number },
  ofSport: RatingRules,
): Promise<LeagueRules> {
  // A team may have gone to another league of the sport; a code means the one that is in this league.
  const members = await tx
    .select({ id: teams.id, abbreviation: teams.abbreviation })
    .from(teams)
    .where(eq(teams.sportId, sportId))
    .orderBy(sql`${teams.leagueId} = ${leagueId}`, asc(teams.id));
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
      { rating: elo, season: moment === 'first_game' ? null : seasonYear },
    ]);
  const promotedTakeMeanOfRelegated =
    ofSport.elo.promotedTakeMeanOfRelegated && ofSport.elo.closedLeagues?.includes(code ?? '') !== true;
  return {
    leagueId,
    rules: { ...ofSport, elo: { ...ofSport.elo, fixed, promotedTakeMeanOfRelegated }, resumedGames },
    given: new Map(given),
  };
}
