import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { venues } from '../../db/schema/venues.ts';
import { commandWords } from '../../domain/shell-command.ts';
import { findVenue, placeWords } from './find-venue.ts';
import { type VenueRefusal, venueRefusal } from './venue-order.ts';

/** What a merge or its undoing did: the place that the answer is about, and how many games moved. */
export type VenueMove = { ok: true; venueId: number; isNew: boolean; words: string };

/** Gives the games of one place to another; its names and ids mean that one from then on. */
export async function mergeVenues(
  tx: Executor,
  { from, into }: { from: string | number; into: string | number },
): Promise<VenueMove | VenueRefusal> {
  // By number, a place that is merged already is itself and not the one that it became.
  const found = [await findVenue(tx, from), await findVenue(tx, into)] as const;
  const [gone, kept] = found;
  if (!gone.ok) return gone;
  if (!kept.ok) return kept;
  if (gone.venue.id === kept.venue.id)
    return venueRefusal('invalid', `${placeWords(gone.venue)} is one already: name two venues.`);
  if (gone.venue.mergedIntoId === kept.venue.id)
    return {
      ok: true,
      venueId: kept.venue.id,
      isNew: false,
      words: `${placeWords(gone.venue)} is ${placeWords(kept.venue)} already.`,
    };
  const merged = [gone, kept].find(({ venue }) => venue.mergedIntoId !== null);
  if (merged) {
    const words = `${placeWords(merged.venue)} was merged into venue ${merged.venue.mergedIntoId ?? 0}.`;
    return venueRefusal('conflict', words, splitWords(merged.venue.id));
  }
  const [inside] = await tx.select().from(venues).where(eq(venues.mergedIntoId, gone.venue.id)).limit(1);
  if (inside) {
    const words = `${placeWords(inside)} was merged into ${placeWords(gone.venue)}.`;
    return venueRefusal('conflict', words, splitWords(inside.id));
  }
  const moved = await tx
    .update(games)
    .set({ venueId: kept.venue.id })
    .where(eq(games.venueId, gone.venue.id))
    .returning({ id: games.id });
  await tx
    .update(venues)
    .set({ mergedIntoId: kept.venue.id, mergedGameIds: moved.map(({ id }) => id), updatedAt: sql`now()` })
    .where(eq(venues.id, gone.venue.id));
  const count = moved.length === 1 ? '1 game' : `${moved.length} games`;
  const words = `${placeWords(gone.venue)} is ${placeWords(kept.venue)} from now on, with ${count}`;
  return { ok: true, venueId: kept.venue.id, isNew: true, words };
}

function splitWords(id: number): string {
  return `Undo that first: ${commandWords('venues split', { operands: [id] })}`;
}

/** Undoes a merge: the games that it moved and that are still there are back where they were. */
export async function splitVenue(tx: Executor, id: number): Promise<VenueMove | VenueRefusal> {
  const found = await findVenue(tx, id);
  if (!found.ok) return found;
  const { venue } = found;
  if (venue.mergedIntoId === null) {
    return venueRefusal(
      'conflict',
      `${placeWords(venue)} was merged into no other.`,
      'See venues show for what was merged into it.',
    );
  }
  const movedIds = venue.mergedGameIds ?? [];
  const back =
    movedIds.length === 0
      ? []
      : await tx
          .update(games)
          .set({ venueId: venue.id })
          .where(and(inArray(games.id, movedIds), eq(games.venueId, venue.mergedIntoId)))
          .returning({ id: games.id });
  await tx
    .update(venues)
    .set({ mergedIntoId: null, mergedGameIds: null, updatedAt: sql`now()` })
    .where(eq(venues.id, venue.id));
  const count = back.length === 1 ? '1 game' : `${back.length} games`;
  return {
    ok: true,
    venueId: venue.id,
    isNew: true,
    words: `${placeWords(venue)} is a venue of its own again, with ${count}`,
  };
}
