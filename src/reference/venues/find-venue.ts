import { eq } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { venues } from '../../db/schema/venues.ts';
import { loadVenues } from './load-venues.ts';
import { formsOf } from './known-venues.ts';
import { type VenueRefusal, unknownVenueName, venueRefusal } from './venue-order.ts';
import { venueForm } from './venue-form.ts';

export type VenueRow = typeof venues.$inferSelect;

/** The place that a person names by its id or one of its names, locked; a name of several is refused with their ids. */
export async function findVenue(
  tx: Executor,
  question: string | number,
): Promise<{ ok: true; venue: VenueRow } | VenueRefusal> {
  const id = await idOf(tx, question);
  if (typeof id !== 'number') return id;
  const [venue] = await tx.select().from(venues).where(eq(venues.id, id)).for('update');
  return venue ? { ok: true, venue } : venueRefusal('not_found', `There is no venue ${id}.`);
}

async function idOf(tx: Executor, question: string | number): Promise<number | VenueRefusal> {
  if (typeof question === 'number') return question;
  if (/^\d{1,9}$/.test(question.trim())) return Number(question);
  const form = venueForm(question);
  const known = await loadVenues(tx);
  const named = known.filter((venue) => formsOf(venue).some((name) => name.form === form));
  const roots = new Set(named.map(({ id, mergedIntoId }) => mergedIntoId ?? id));
  const [first, ...others] = roots;
  if (first === undefined) return unknownVenueName(`No venue is called "${question}".`);
  if (others.length === 0) return first;
  const places = named.filter(({ id }) => roots.has(id)).map(placeWords);
  return venueRefusal(
    'conflict',
    `"${question}" can be ${places.join(' or ')}.`,
    'Name the place by its number.',
  );
}

/** `Soldier Field, Chicago (venue 12)`. */
export function placeWords({ id, name, city }: { id: number; name: string; city: string | null }): string {
  return `${city === null ? name : `${name}, ${city}`} (venue ${id})`;
}
