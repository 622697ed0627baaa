import { and, eq } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { leagues, sports, teamAliases, teams } from '../../db/schema/reference.ts';
import { teamSeasons } from '../../db/schema/team-seasons.ts';
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

export async function loadTeamDirectory(executor: Executor, sport: Sport): Promise<TeamDirectory> {
  const known = await loadStoredLeagues(executor);
  const ofSport = await teamsOfSport(executor, sport);
  const aliases = await aliasesOfSport(executor, sport);
  const seasons = await executor
    .select({ teamKey: teamSeasons.teamId, seasonYear: teamSeasons.seasonYear, league: leagues.name })
    .from(teamSeasons)
    .innerJoin(leagues, eq(leagues.id, teamSeasons.leagueId))
    .innerJoin(sports, and(eq(sports.id, leagues.sportId), eq(sports.displayName, sport)));
  const leagueIds = new Map(known.map((league) => [league.name, league.id]));
  const allLeagues = createLeagues(known);
  const resolvers = new Map<string, TeamResolver<number>>();

  /** Those whose league it is, and those that have played in it. */
  function teamsOf(leagueName: string): LeagueTeam<number>[] {
    const guests = new Set(
      seasons.filter(({ league }) => league === leagueName).map(({ teamKey }) => teamKey),
    );
    return ofSport.filter(({ key, league }) => league === leagueName || guests.has(key));
  }

  return {
    leagues: allLeagues,
    resolverOf(leagueName) {
      const known = resolvers.get(leagueName);
      if (known) return known;
      const members = teamsOf(leagueName);
      const keys = new Set(members.map(({ key }) => key));
      // A guest that plays there no longer takes the names along that it was taught there.
      const taught = aliases.filter(({ league, teamKey }) => league === leagueName && keys.has(teamKey));
      const resolver = createTeamResolver(
        withReferenceNames(leagueName, members),
        taught,
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

function teamsOfSport(executor: Executor, sport: Sport) {
  return executor
    .select({
      key: teams.id,
      name: teams.name,
      referenceName: teams.referenceName,
      abbreviation: teams.abbreviation,
      lastSeason: teams.lastSeason,
      league: leagues.name,
    })
    .from(teams)
    .innerJoin(leagues, eq(leagues.id, teams.leagueId))
    .innerJoin(sports, eq(sports.id, teams.sportId))
    .where(eq(sports.displayName, sport));
}

function aliasesOfSport(executor: Executor, sport: Sport) {
  return executor
    .select({ teamKey: teamAliases.teamId, alias: teamAliases.alias, league: leagues.name })
    .from(teamAliases)
    .innerJoin(leagues, eq(leagues.id, teamAliases.leagueId))
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .where(eq(sports.displayName, sport));
}
