import { and, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { games } from '../../db/schema/games.ts';
import { venueAliases, venues } from '../../db/schema/venues.ts';
import { type KnownVenue, formsOf } from './known-venues.ts';
import type { VenueUse } from './venue-uses.ts';

/** Every place with its names. */
export async function loadVenues(executor: Executor): Promise<KnownVenue[]> {
  const rows = await executor
    .select({
      id: venues.id,
      name: venues.name,
      city: venues.city,
      region: venues.region,
      country: venues.country,
      mergedIntoId: venues.mergedIntoId,
    })
    .from(venues)
    .orderBy(venues.id);
  const names = await executor
    .select({
      venueId: venueAliases.venueId,
      alias: venueAliases.alias,
      leagueId: venueAliases.leagueId,
      isTaught: sql<boolean>`${venueAliases.learnedBy} = 'person'`,
    })
    .from(venueAliases);
  const byVenue = Map.groupBy(names, ({ venueId }) => venueId);
  return rows.map((row) => ({
    ...row,
    aliases: (byVenue.get(row.id) ?? []).map(({ venueId: _venue, ...alias }) => alias),
  }));
}

/** Where the teams play at home, and who plays at the places that bear one of the names. */
export function loadVenueUses(
  executor: Executor,
  {
    teamIds,
    forms,
    known,
  }: { teamIds: readonly number[]; forms: ReadonlySet<string>; known: readonly KnownVenue[] },
): Promise<VenueUse[]> {
  const meant = known.filter((venue) => formsOf(venue).some(({ form }) => forms.has(form)));
  const venueIds = [...new Set(meant.map(({ id, mergedIntoId }) => mergedIntoId ?? id))];
  return executor
    .select({
      venueId: sql<number>`${games.venueId}`,
      leagueId: games.leagueId,
      homeTeamId: games.homeTeamId,
    })
    .from(games)
    .where(
      and(
        isNotNull(games.venueId),
        or(
          inArray(games.homeTeamId, [...teamIds]),
          inArray(games.venueId, venueIds.length > 0 ? venueIds : [0]),
        ),
      ),
    )
    .groupBy(games.venueId, games.leagueId, games.homeTeamId);
}

/** Our places by the ids that a provider gives them in a sport. */
export async function loadVenueIds(
  executor: Executor,
  { provider, sportId }: { provider: string; sportId: number },
): Promise<Map<string, number>> {
  const rows = await executor
    .select({ externalId: externalIds.externalId, venueId: externalIds.entityId })
    .from(externalIds)
    .where(
      and(
        eq(externalIds.entityType, 'venue'),
        eq(externalIds.provider, provider),
        eq(externalIds.sportId, sportId),
      ),
    );
  return new Map(rows.map(({ externalId, venueId }) => [externalId, venueId]));
}
