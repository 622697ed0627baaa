import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { venueAliases, venues } from '../../db/schema/venues.ts';
import { wrongIds } from '../../db/schema/wrong-ids.ts';
import { CONFIDENCE } from '../../domain/external-id.ts';
import type { NewVenue, Settled } from './settle-venues.ts';
import { confirmFacts, fillFacts } from './told-facts.ts';

/** In whose name places are learnt. */
export type VenueScope = {
  sportId: number;
  /** Whose ids the places bear; absent for files. */
  provider?: string | undefined;
  /** The import that names them; null for one that changes nothing else. */
  importId: number | null;
};

/** Places of one statement, which has a value for each of their columns. */
const BATCH = 1_000;

/** Writes what was settled; returns the ids of places, also of those that were new. */
export async function writeSettled(
  tx: Executor,
  { created, aliases, ids, facts, told }: Settled,
  scope: VenueScope,
): Promise<(venueId: number | undefined) => number | undefined> {
  const made = new Map<number, number>();
  // Everybody adds places in one order, so that two imports that name the same ones wait for each other.
  const inOrder = created.toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
  const added = await insertVenues(tx, inOrder, scope);
  for (const venue of inOrder)
    made.set(venue.key, added.get(wholeOf(venue.name, venue.place)) ?? (await insertVenue(tx, venue, scope)));
  const idOf = (venueId: number): number => made.get(venueId) ?? venueId;
  for (const { venueId, place } of facts)
    await fillFacts(tx, { venueId: idOf(venueId), place }, scope.importId);
  if (scope.importId !== null) await confirmFacts(tx, told, scope.importId);
  if (aliases.length > 0) {
    await tx
      .insert(venueAliases)
      .values(
        aliases.map(({ venueId, ...alias }) => ({
          ...alias,
          venueId: idOf(venueId),
          learnedBy: 'exact' as const,
          importId: scope.importId,
        })),
      )
      .onConflictDoNothing();
  }
  for (const { venueId, externalId } of ids) await teachVenueId(tx, idOf(venueId), externalId, scope);
  return (venueId) => (venueId === undefined ? undefined : idOf(venueId));
}

function orderOf({ name, place }: NewVenue): string {
  return [name, place.city ?? '', place.country ?? ''].join('|').toLowerCase();
}

/** Adds the places that nobody has, in the order in which they are given; returns the ids of those that were added. */
async function insertVenues(
  tx: Executor,
  created: readonly NewVenue[],
  { importId }: VenueScope,
): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>();
  for (let from = 0; from < created.length; from += BATCH) {
    const part = created.slice(from, from + BATCH);
    const rows = await tx
      .insert(venues)
      .values(part.map(({ name, place }) => ({ ...place, name, learnedBy: 'schedule' as const, importId })))
      .onConflictDoNothing()
      .returning({
        id: venues.id,
        name: venues.name,
        city: venues.city,
        region: venues.region,
        country: venues.country,
      });
    for (const { id, name, ...place } of rows) ids.set(wholeOf(name, place), id);
  }
  return ids;
}

function wholeOf(name: string, { city, region, country }: NewVenue['place']): string {
  return JSON.stringify([name, city, region, country]);
}

/** Two cities of one name are told apart by their states. */
async function insertVenue(
  tx: Executor,
  { name, place }: NewVenue,
  { importId }: VenueScope,
): Promise<number> {
  const values = { ...place, name, learnedBy: 'schedule' as const, importId };
  const [row] = await tx.insert(venues).values(values).onConflictDoNothing().returning({ id: venues.id });
  if (row) return row.id;
  const known = await findVenue(tx, values);
  const isOtherRegion =
    known?.region && place.region && known.region.toLowerCase() !== place.region.toLowerCase();
  if (known && !isOtherRegion) return known.id;
  const city = place.city === null ? place.region : `${place.city}, ${place.region}`;
  const [apart] = await tx
    .insert(venues)
    .values({ ...values, city })
    .onConflictDoNothing()
    .returning({ id: venues.id });
  const found = apart ?? (await findVenue(tx, { ...values, city }));
  if (!found) throw new Error(`venue ${name} was not added`);
  return found.id;
}

async function findVenue(
  tx: Executor,
  { name, city, country }: { name: string; city: string | null; country: string | null },
) {
  const isSame = (
    column: typeof venues.name | typeof venues.city | typeof venues.country,
    text: string | null,
  ) => sql`lower(coalesce(${column}, '')) = lower(coalesce(${text}::text, ''))`;
  const [found] = await tx
    .select({ id: sql<number>`coalesce(${venues.mergedIntoId}, ${venues.id})`, region: venues.region })
    .from(venues)
    .where(and(isSame(venues.name, name), isSame(venues.city, city), isSame(venues.country, country)));
  return found;
}

/** An id that means another place stays there; one of which a person has said that it is wrong is not learnt. */
async function teachVenueId(
  tx: Executor,
  venueId: number,
  externalId: string,
  { provider, sportId }: VenueScope,
): Promise<void> {
  if (provider === undefined) return;
  const [wrong] = await tx
    .select({ id: wrongIds.entityId })
    .from(wrongIds)
    .where(
      and(
        eq(wrongIds.provider, provider),
        eq(wrongIds.sportId, sportId),
        eq(wrongIds.entityType, 'venue'),
        eq(wrongIds.externalId, externalId),
        eq(wrongIds.entityId, venueId),
      ),
    );
  if (wrong) return;
  const known = await tx
    .select({ alias: externalIds.alias })
    .from(externalIds)
    .where(
      and(
        eq(externalIds.entityType, 'venue'),
        eq(externalIds.entityId, venueId),
        eq(externalIds.provider, provider),
      ),
    );
  const alias = known.length === 0 ? 0 : Math.max(...known.map((row) => row.alias)) + 1;
  await tx
    .insert(externalIds)
    .values({
      provider,
      sportId,
      entityType: 'venue',
      externalId,
      entityId: venueId,
      alias,
      learnedBy: 'name',
      confidence: CONFIDENCE.name,
    })
    .onConflictDoNothing();
}
