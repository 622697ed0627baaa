import { and, eq, isNotNull, ne, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { venueAliases, venues } from '../../db/schema/venues.ts';
import { type VenueRow, findVenue, placeWords } from './find-venue.ts';
import { loadVenues } from './load-venues.ts';
import { type KnownVenue, formsOf } from './known-venues.ts';
import type { VenueMove } from './merge-venues.ts';
import { saidByPerson } from './told-facts.ts';
import { contradicts, isNearName, venueForm } from './venue-form.ts';
import {
  type VenueAddition,
  type VenueFactsOrder,
  type VenueRefusal,
  type VenueUpdate,
  refuseFacts,
  venueRefusal,
} from './venue-order.ts';

/** Adds a place on a person's word. */
export async function addVenue(tx: Executor, order: VenueAddition): Promise<VenueMove | VenueRefusal> {
  const refused = refuseFacts(order);
  if (refused) return refused;
  const facts = factsOf(order);
  const place = { city: facts.city ?? null, region: facts.region ?? null, country: facts.country ?? null };
  const name = order.name.trim();
  const known = (await loadVenues(tx)).filter(({ mergedIntoId }) => mergedIntoId === null);
  const same = known.find(
    (venue) =>
      formsOf(venue).some(({ form }) => form === venueForm(name)) &&
      isSameCity(venue, place) &&
      !contradicts(venue, place),
  );
  if (same) {
    await keepSaid(tx, same.id, factsOf(order));
    return { ok: true, venueId: same.id, isNew: false, words: `${placeWords(same)} is known already` };
  }
  const near = known.filter((venue) => isNearName(venue.name, name) && !contradicts(venue, place));
  if (near.length > 0 && order.isDistinct !== true) {
    return venueRefusal(
      'conflict',
      `"${name}" may be ${near.map(placeWords).join(' or ')}.`,
      'Teach the name (venues alias add), or say that it is another place: --distinct (over HTTP, "distinct": true).',
    );
  }
  const [row] = await tx
    .insert(venues)
    .values({ ...facts, name, learnedBy: 'person' })
    .onConflictDoNothing()
    .returning();
  if (!row) return twinRefusal(name);
  return { ok: true, venueId: row.id, isNew: true, words: `${placeWords(row)} is known from now on` };
}

/** Changes a place; its former name goes on to mean it. */
export async function updateVenue(tx: Executor, order: VenueUpdate): Promise<VenueMove | VenueRefusal> {
  const refused = refuseFacts(order);
  if (refused) return refused;
  const found = await findVenue(tx, order.venue);
  if (!found.ok) return found;
  const before = found.venue;
  const name = order.name?.trim() ?? before.name;
  const after = { ...before, ...factsOf(order), name };
  if (isSameRow(before, after)) {
    await keepSaid(tx, before.id, factsOf(order));
    return { ok: true, venueId: before.id, isNew: false, words: `${placeWords(before)} is so already` };
  }
  const [twin] = await tx
    .select()
    .from(venues)
    .where(
      and(
        ne(venues.id, before.id),
        sql`lower(${venues.name}) = lower(${after.name})`,
        sql`lower(coalesce(${venues.city}, '')) = lower(${after.city ?? ''})`,
        sql`lower(coalesce(${venues.country}, '')) = lower(${after.country ?? ''})`,
      ),
    );
  if (twin) return twinRefusal(placeWords(twin));
  if (venueForm(before.name) !== venueForm(name)) {
    await tx
      .insert(venueAliases)
      .values({ venueId: before.id, alias: before.name, leagueId: null, learnedBy: 'person' })
      .onConflictDoNothing();
  }
  await tx
    .update(venues)
    .set({
      ...factsOf(order),
      name,
      learnedBy: 'person',
      toldBy: saidByPerson(factsOf(order)),
      updatedAt: sql`now()`,
    })
    .where(eq(venues.id, before.id));
  const words =
    before.name === name
      ? `${placeWords(after)} is changed`
      : `${before.name} is ${placeWords(after)} from now on`;
  return { ok: true, venueId: before.id, isNew: true, words };
}

/** What a person has said stays, whatever import said it first. */
async function keepSaid(tx: Executor, id: number, said: Facts): Promise<void> {
  await tx
    .update(venues)
    .set({ toldBy: saidByPerson(said) })
    .where(and(eq(venues.id, id), isNotNull(venues.toldBy)));
}

function twinRefusal(place: string): VenueRefusal {
  return venueRefusal(
    'conflict',
    `${place} has that name, city and country already.`,
    'Give another city, or merge the two: venues merge.',
  );
}

type Facts = Partial<Pick<VenueRow, 'city' | 'region' | 'country' | 'timezone' | 'latitude' | 'longitude'>>;

/** What the order says, without what it leaves out. */
function factsOf({ city, region, country, timezone, latitude, longitude }: VenueFactsOrder): Facts {
  return {
    ...(city === undefined ? {} : { city: plain(city) }),
    ...(region === undefined ? {} : { region: plain(region) }),
    ...(country === undefined ? {} : { country: plain(country) }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(latitude === undefined ? {} : { latitude }),
    ...(longitude === undefined ? {} : { longitude }),
  };
}

function plain(text: string | null): string | null {
  return text === null ? null : text.trim() || null;
}

function isSameCity(venue: KnownVenue, place: { city: string | null }): boolean {
  return (venue.city === null) === (place.city === null);
}

function isSameRow(one: VenueRow, other: VenueRow): boolean {
  const facts = ({ name, city, region, country, timezone, latitude, longitude }: VenueRow) =>
    JSON.stringify([name, city, region, country, timezone, latitude, longitude]);
  return facts(one) === facts(other);
}
