import { sql } from 'drizzle-orm';
import { bareColumns } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import type { VenuePlace } from '../../domain/venue.ts';
import { loadVenueIds, loadVenueUses, loadVenues } from './load-venues.ts';
import { type VenueWords, createVenueMatcher } from './match-venue.ts';
import { type OpenWords, settleVenues } from './settle-venues.ts';
import { venueForm } from './venue-form.ts';
import { createVenueUses } from './venue-uses.ts';
import { type VenueScope, writeSettled } from './write-venues.ts';

/** A game with the words of its schedule for its place. */
export type VenueGame = {
  leagueId: number;
  homeTeamId: number;
  name: string;
  place?: VenuePlace | undefined;
  /** The place that is known of the game. */
  venueId: number | null;
};

/**
 * Finds the places that schedules name, adds those that nobody knows, and says of each game where it is played.
 * Returns the words that may mean several places: their games keep the words alone.
 */
export async function learnVenues(
  tx: Executor,
  listed: readonly (VenueGame & { gameId: number })[],
  scope: VenueScope,
): Promise<readonly OpenWords[]> {
  const { found, open } = await findVenues(tx, listed, scope);
  await placeGames(
    tx,
    found
      .filter(({ game, venueId }) => game.venueId !== venueId)
      .map(({ game: { gameId }, venueId }) => ({ gameId, venueId })),
  );
  return open;
}

/** The places of games, also of such as are not written yet, and the words that are open; places that nobody knows are added. */
export async function findVenues<Game extends VenueGame>(
  tx: Executor,
  listed: readonly Game[],
  scope: VenueScope,
): Promise<{ found: readonly { game: Game; venueId: number }[]; open: readonly OpenWords[] }> {
  const asked = listed.filter(
    ({ venueId, place }) => venueId === null || Boolean(place?.city) || Boolean(place?.externalId),
  );
  if (asked.length === 0) return { found: [], open: [] };
  const groups = [...Map.groupBy(asked, keyOf).values()];
  const words = groups.flatMap(([first]) => (first ? [wordsOf(first)] : []));
  const settled = settleVenues(words, await loadDeps(tx, words, scope));
  const idOf = await writeSettled(tx, settled, scope);
  const found = groups.flatMap((group, index) => {
    const venueId = idOf(settled.venueIds[index]);
    return venueId === undefined ? [] : group.map((game) => ({ game, venueId }));
  });
  // A game whose place is known keeps it while its words are open.
  const open = settled.open.filter((words) => {
    const group = groups.find(([first]) => first && keyOf(first) === keyOf(words));
    return group?.some(({ venueId }) => venueId === null) ?? true;
  });
  return { found, open };
}

async function loadDeps(tx: Executor, words: readonly VenueWords[], { sportId, provider }: VenueScope) {
  const known = await loadVenues(tx);
  const uses = createVenueUses(
    await loadVenueUses(tx, {
      teamIds: [...new Set(words.map(({ homeTeamId }) => homeTeamId))],
      forms: new Set(words.map(({ name }) => venueForm(name))),
      known,
    }),
  );
  const byExternalId = provider === undefined ? new Map() : await loadVenueIds(tx, { provider, sportId });
  return { matcher: createVenueMatcher(known, uses), uses, byExternalId };
}

/** Says of games where they are played. */
export async function placeGames(
  tx: Executor,
  placed: readonly { gameId: number; venueId: number }[],
): Promise<void> {
  if (placed.length === 0) return;
  await tx.execute(sql`
    update ${games} set ${bareColumns(games.venueId)} = placed.venue
    from unnest(${sql.param(placed.map(({ gameId }) => gameId))}::int[],
                ${sql.param(placed.map(({ venueId }) => venueId))}::int[]) as placed(game, venue)
    where ${games.id} = placed.game`);
}

function wordsOf({ leagueId, homeTeamId, name, place }: VenueGame): VenueWords {
  return { leagueId, homeTeamId, name, place };
}

function keyOf({ leagueId, homeTeamId, name, place }: Omit<VenueGame, 'venueId'>): string {
  return JSON.stringify([
    leagueId,
    homeTeamId,
    venueForm(name),
    place?.city,
    place?.region,
    place?.country,
    place?.externalId,
  ]);
}
