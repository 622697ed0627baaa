import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { leagues } from '../../db/schema/reference.ts';
import { venueAliases } from '../../db/schema/venues.ts';
import { commandWords } from '../../domain/shell-command.ts';
import { loadLeagues } from '../leagues/load-leagues.ts';
import { findVenue, placeWords } from './find-venue.ts';
import type { VenueMove } from './merge-venues.ts';
import { venueForm } from './venue-form.ts';
import { type VenueRefusal, textProblem, unknownVenueName, venueRefusal } from './venue-order.ts';

/** `league` limits where the name holds; without it, it holds in all. */
export type VenueAliasOrder = { venue: string | number; alias: string; league?: string | undefined };

/** Teaches a name. Where two places bear it, the league, the city and the home team tell which is meant. */
export async function addVenueAlias(
  tx: Executor,
  { venue: question, alias, league }: VenueAliasOrder,
): Promise<VenueMove | VenueRefusal> {
  const refused = textProblem('name', alias);
  if (refused) return refused;
  const found = await findVenue(tx, question);
  if (!found.ok) return found;
  const { venue } = found;
  const scope = await leagueScope(tx, league);
  if (!scope.ok) return scope;
  const name = alias.trim();
  const where = scope.name === undefined ? '' : ` in ${scope.name}`;
  const other = await taughtToOther(tx, { name, leagueId: scope.id, venueId: venue.id });
  if (other) return other;
  if (scope.id === null && venueForm(venue.name) === venueForm(name))
    return { ok: true, venueId: venue.id, isNew: false, words: `${placeWords(venue)} is called so already` };
  // What a schedule has taught becomes a person's word, which no undo of an import takes away.
  await tx
    .delete(venueAliases)
    .where(
      and(
        eq(venueAliases.venueId, venue.id),
        ne(venueAliases.learnedBy, 'person'),
        sql`lower(${venueAliases.alias}) = lower(${name})`,
        scope.id === null ? isNull(venueAliases.leagueId) : eq(venueAliases.leagueId, scope.id),
      ),
    );
  const added = await tx
    .insert(venueAliases)
    .values({ venueId: venue.id, alias: name, leagueId: scope.id, learnedBy: 'person' })
    .onConflictDoNothing()
    .returning({ id: venueAliases.id });
  const isNew = added.length > 0;
  const words = `"${name}" means ${placeWords(venue)}${where} ${isNew ? 'from now on' : 'already'}`;
  return { ok: true, venueId: venue.id, isNew, words };
}

/** Takes a name of a place back; games that it has placed stay where they are. */
export async function removeVenueAlias(
  tx: Executor,
  { venue: question, alias, league }: VenueAliasOrder,
): Promise<VenueMove | VenueRefusal> {
  const found = await findVenue(tx, question);
  if (!found.ok) return found;
  const scope = await leagueScope(tx, league);
  if (!scope.ok) return scope;
  const known = await tx.select().from(venueAliases).where(eq(venueAliases.venueId, found.venue.id));
  const same = known.filter(
    (row) => venueForm(row.alias) === venueForm(alias) && (league === undefined || row.leagueId === scope.id),
  );
  if (same.length === 0) {
    return unknownVenueName(`"${alias}" is no other name of ${placeWords(found.venue)}.`);
  }
  for (const { id } of same) await tx.delete(venueAliases).where(eq(venueAliases.id, id));
  const words = `"${alias}" does not mean ${placeWords(found.venue)} any more`;
  return { ok: true, venueId: found.venue.id, isNew: true, words };
}

async function leagueScope(
  tx: Executor,
  name: string | undefined,
): Promise<{ ok: true; id: number | null; name?: string } | VenueRefusal> {
  if (name === undefined) return { ok: true, id: null };
  const known = await loadLeagues(tx);
  const league = known.findOfAnySport(name);
  const [row] = league
    ? await tx.select({ id: leagues.id }).from(leagues).where(eq(leagues.name, league.name))
    : [];
  if (league && row) return { ok: true, id: row.id, name: league.name };
  const names = known.all.map((one) => one.name).join(', ');
  return unknownVenueName(`There is no league ${name}.`, `Use one of: ${names}.`);
}

/** In one league a taught name means one place. */
async function taughtToOther(
  tx: Executor,
  { name, leagueId, venueId }: { name: string; leagueId: number | null; venueId: number },
): Promise<VenueRefusal | undefined> {
  const rows = await tx
    .select()
    .from(venueAliases)
    .where(
      and(
        eq(venueAliases.learnedBy, 'person'),
        leagueId === null ? isNull(venueAliases.leagueId) : eq(venueAliases.leagueId, leagueId),
      ),
    );
  const other = rows.find((row) => row.venueId !== venueId && venueForm(row.alias) === venueForm(name));
  if (!other || leagueId === null) return undefined;
  return venueRefusal(
    'conflict',
    `"${name}" means venue ${other.venueId} there already.`,
    `Take it back first: ${commandWords('venues alias remove', { options: { '--venue': String(other.venueId), '--alias': other.alias } })}`,
  );
}
