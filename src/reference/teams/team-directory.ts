import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { leagues, sports } from '../../db/schema/reference.ts';
import { teamSeasons } from '../../db/schema/team-seasons.ts';
import { rowsOf } from '../../db/rows.ts';
import { type Leagues, createLeagues } from '../../domain/league.ts';
import type { Sport } from '../../domain/sport.ts';
import { loadStoredLeagues } from '../leagues/load-leagues.ts';
import { type LeagueTeam, withReferenceNames } from '../names/resolvable-team.ts';
import { type TeamResolver, createTeamResolver } from '../names/team-resolver.ts';

/** The teams of a sport as the database has them, ready to be recognised league by league. */
export type TeamDirectory = {
  /** The leagues of all sports, as they were when the teams were read. */
  leagues: Leagues;
  resolverOf: (leagueName: string) => TeamResolver<number>;
  leagueIdOf: (leagueName: string) => number;
};

type TeamRow = {
  id: number;
  name: string;
  reference_name: string | null;
  abbreviation: string | null;
  league: string;
};
type AliasRow = { team_id: number; alias: string; league: string };

export async function loadTeamDirectory(executor: Executor, sport: Sport): Promise<TeamDirectory> {
  const known = await loadStoredLeagues(executor);
  const teams = await rowsOf<TeamRow>(
    executor,
    sql`select team.id, team.name, team.reference_name, team.abbreviation, league.name as league from teams as team
        join leagues as league on league.id = team.league_id
        join sports as sport on sport.id = team.sport_id
        where sport.display_name = ${sport}`,
  );
  const aliases = await rowsOf<AliasRow>(
    executor,
    sql`select alias.team_id, alias.alias, league.name as league from team_aliases as alias
        join leagues as league on league.id = alias.league_id
        join sports as sport on sport.id = league.sport_id
        where sport.display_name = ${sport}`,
  );
  const seasons = await executor
    .select({ teamKey: teamSeasons.teamId, seasonYear: teamSeasons.seasonYear, league: leagues.name })
    .from(teamSeasons)
    .innerJoin(leagues, eq(leagues.id, teamSeasons.leagueId))
    .innerJoin(sports, and(eq(sports.id, leagues.sportId), eq(sports.displayName, sport)));
  const leagueIds = new Map(known.map((league) => [league.name, league.id]));
  const allLeagues = createLeagues(known);
  const resolvers = new Map<string, TeamResolver<number>>();

  /** Those whose league it is, and those that have played in it. */
  function teamsOf(leagueName: string): TeamRow[] {
    const guests = new Set(
      seasons.filter(({ league }) => league === leagueName).map(({ teamKey }) => teamKey),
    );
    return teams.filter(({ id, league }) => league === leagueName || guests.has(id));
  }

  return {
    leagues: allLeagues,
    resolverOf(leagueName) {
      const known = resolvers.get(leagueName);
      if (known) return known;
      const resolver = createTeamResolver(
        withReferenceNames(leagueName, teamsOf(leagueName).map(toLeagueTeam)),
        aliases
          .filter((alias) => alias.league === leagueName)
          .map((alias) => ({ alias: alias.alias, teamKey: alias.team_id })),
        seasons.filter((season) => season.league === leagueName),
      );
      resolvers.set(leagueName, resolver);
      return resolver;
    },
    leagueIdOf(leagueName) {
      const id = leagueIds.get(leagueName);
      if (id === undefined) throw new Error(`league ${leagueName} is not in the database: run migrate`);
      return id;
    },
  };
}

function toLeagueTeam({
  id,
  name,
  reference_name: referenceName,
  abbreviation,
}: TeamRow): LeagueTeam<number> {
  return { key: id, name, referenceName, abbreviation };
}
