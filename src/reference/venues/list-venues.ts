import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, sports, teams } from '../../db/schema/reference.ts';
import { venueAliases, venues } from '../../db/schema/venues.ts';
import type { LearnedBy } from '../../domain/external-id.ts';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { Sport } from '../../domain/sport.ts';
import { loadLeagues } from '../leagues/load-leagues.ts';
import { plainForm } from '../names/name-forms.ts';

/** A place with its names; field names as they are published. */
export type VenueListing = {
  id: number;
  name: string;
  city: string | null;
  region: string | null;
  country: string | null;
  timezone: string | null;
  latitude: number | null;
  longitude: number | null;
  learned_by: LearnedBy;
  /** The place that this one was found to be; its games are there. */
  merged_into_id: number | null;
  aliases: readonly { alias: string; league: string | null; learned_by: LearnedBy }[];
  games: number;
  /** Leagues of its games, and the teams that play there at home, those with the most games first. */
  leagues: readonly string[];
  home_teams: readonly string[];
};

export type VenueDetail = VenueListing & {
  ids: readonly { provider: string; sport: Sport; external_id: string }[];
  /** Places that were found to be this one. */
  merged: readonly { id: number; name: string; city: string | null }[];
};

export type VenueFilter = {
  sport?: Sport | undefined;
  league?: string | undefined;
  text?: string | undefined;
};

/** Places in the order of their names; with a text, those with a name or a city that holds it, in any spelling. */
export async function listVenues(executor: Executor, filter: VenueFilter): Promise<VenueListing[]> {
  const rows = await executor
    .select()
    .from(venues)
    .orderBy(asc(venues.name), asc(venues.city), asc(venues.id));
  const listed = await describeVenues(executor, rows);
  const wanted = plainForm(filter.text ?? '');
  const named = filter.league === undefined ? filter : withLeagueNamed(await loadLeagues(executor), filter);
  const league = named.league?.toLowerCase();
  const ofSport = filter.sport === undefined ? undefined : await leagueNames(executor, filter.sport);
  return listed.filter(
    (venue) =>
      (wanted === '' ||
        [venue.name, venue.city ?? '', ...venue.aliases.map(({ alias }) => alias)].some((name) =>
          plainForm(name).includes(wanted),
        )) &&
      (league === undefined || venue.leagues.some((name) => name.toLowerCase() === league)) &&
      (ofSport === undefined || venue.leagues.some((name) => ofSport.has(name))),
  );
}

export async function showVenue(executor: Executor, id: number): Promise<VenueDetail | undefined> {
  const [listed] = await describeVenues(
    executor,
    await executor.select().from(venues).where(eq(venues.id, id)),
  );
  if (!listed) return undefined;
  const ids = await executor
    .select({
      provider: externalIds.provider,
      sport: sports.displayName,
      external_id: externalIds.externalId,
    })
    .from(externalIds)
    .innerJoin(sports, eq(sports.id, externalIds.sportId))
    .where(and(eq(externalIds.entityType, 'venue'), eq(externalIds.entityId, id)))
    .orderBy(asc(externalIds.provider), asc(externalIds.alias));
  const merged = await executor
    .select({ id: venues.id, name: venues.name, city: venues.city })
    .from(venues)
    .where(eq(venues.mergedIntoId, id))
    .orderBy(asc(venues.id));
  return { ...listed, ids: ids, merged };
}

async function leagueNames(executor: Executor, sport: Sport): Promise<ReadonlySet<string>> {
  const rows = await executor
    .select({ name: leagues.name })
    .from(leagues)
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .where(eq(sports.displayName, sport));
  return new Set(rows.map(({ name }) => name));
}

async function describeVenues(
  executor: Executor,
  rows: readonly (typeof venues.$inferSelect)[],
): Promise<VenueListing[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const names = await executor
    .select({
      venueId: venueAliases.venueId,
      alias: venueAliases.alias,
      league: leagues.name,
      learned_by: venueAliases.learnedBy,
    })
    .from(venueAliases)
    .leftJoin(leagues, eq(leagues.id, venueAliases.leagueId))
    .where(inArray(venueAliases.venueId, ids))
    .orderBy(asc(venueAliases.id));
  const count = sql<number>`count(*)::int`;
  const homes = await executor
    .select({ venueId: games.venueId, league: leagues.name, team: teams.name, games: count })
    .from(games)
    .innerJoin(leagues, eq(leagues.id, games.leagueId))
    .innerJoin(teams, eq(teams.id, games.homeTeamId))
    .where(and(isNotNull(games.venueId), inArray(games.venueId, ids)))
    .groupBy(games.venueId, leagues.name, teams.name)
    .orderBy(sql`${count} desc`, asc(teams.name));
  const namesOf = Map.groupBy(names, ({ venueId }) => venueId);
  const homesOf = Map.groupBy(homes, ({ venueId }) => venueId);
  return rows.map((row) => listingOf(row, namesOf.get(row.id) ?? [], homesOf.get(row.id) ?? []));
}

type NameRow = VenueListing['aliases'][number] & { venueId: number };
type HomeRow = { league: string; team: string; games: number };

function listingOf(
  row: typeof venues.$inferSelect,
  names: readonly NameRow[],
  homes: readonly HomeRow[],
): VenueListing {
  const { id, name, city, region, country, timezone, latitude, longitude } = row;
  return {
    id,
    name,
    city,
    region,
    country,
    timezone,
    latitude,
    longitude,
    learned_by: row.learnedBy,
    merged_into_id: row.mergedIntoId,
    aliases: names.map(({ venueId: _venue, ...alias }) => alias),
    games: homes.reduce((sum, home) => sum + home.games, 0),
    leagues: [...new Set(homes.map(({ league }) => league))],
    home_teams: [...new Set(homes.map(({ team }) => team))],
  };
}
