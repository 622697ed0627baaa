import { asc, eq, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { leagueSeasons } from '../../db/schema/league-seasons.ts';
import { leagues, sports } from '../../db/schema/reference.ts';
import type { ProviderIds } from '../../domain/external-id.ts';
import { type League, type Leagues, type SeasonWindow, createLeagues } from '../../domain/league.ts';

const IDS = sql<ProviderIds>`(
  select coalesce(json_object_agg(${externalIds.provider}, ${externalIds.externalId}), '{}')
  from ${externalIds}
  where ${externalIds.entityType} = 'league' and ${externalIds.entityId} = ${leagues.id} and ${externalIds.alias} = 0)`;

const WINDOWS = sql<readonly StoredWindow[]>`(
  select coalesce(json_agg(json_build_object(
    'year', ${leagueSeasons.seasonYear}, 'first', ${leagueSeasons.windowStartsOn}, 'last', ${leagueSeasons.windowEndsOn})), '[]')
  from ${leagueSeasons}
  where ${leagueSeasons.leagueId} = ${leagues.id}
    and coalesce(${leagueSeasons.windowStartsOn}, ${leagueSeasons.windowEndsOn}) is not null)`;

type StoredWindow = { year: number; first: string | null; last: string | null };

/** A league with its number in the database. */
export type StoredLeague = League & { id: number; learnedBy: 'reference' | 'person' };

/**
 * The leagues as the table has them now. One statement; whoever begins something that needs them reads them, so that
 * no process goes by leagues that another one has changed.
 */
export async function loadLeagues(executor: Executor): Promise<Leagues> {
  return createLeagues(await loadStoredLeagues(executor));
}

/** The same with the numbers of the rows, in the order in which they were added. */
export async function loadStoredLeagues(executor: Executor): Promise<StoredLeague[]> {
  const rows = await executor
    .select({ league: leagues, sport: sports.displayName, ids: IDS, windows: WINDOWS })
    .from(leagues)
    .innerJoin(sports, eq(sports.id, leagues.sportId))
    .orderBy(asc(leagues.id));
  return rows.map(({ league, sport, ids, windows }) => ({
    id: league.id,
    learnedBy: league.learnedBy,
    sport: sport,
    code: league.code ?? league.name,
    name: league.name,
    country: league.country,
    timezone: league.timezone,
    aliases: league.aliases,
    ids,
    season: {
      firstMonth: league.seasonFirstMonth,
      months: league.seasonMonths,
      turnsOn: league.seasonTurnsOn,
      label: league.seasonLabel,
    },
    slates: league.slateRules,
    windows: windows.map(toWindow),
  }));
}

function toWindow({ year, first, last }: StoredWindow): SeasonWindow {
  return { year, ...(first === null ? {} : { first }), ...(last === null ? {} : { last }) };
}
