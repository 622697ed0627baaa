import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { games } from '../db/schema/games.ts';
import { findVenues, learnVenues } from '../reference/venues/learn-venues.ts';
import type { OpenWords } from '../reference/venues/settle-venues.ts';
import type { VenueScope } from '../reference/venues/write-venues.ts';
import type { SchedulePlan } from './difference/change-types.ts';
import { isInPairGroups } from './pairs-of-teams.ts';
import type { ResolvedGame } from './resolve-game.ts';

type Scope = VenueScope & {
  seasonId: number;
  leagueIds: readonly number[];
  /** The pairs of teams that the plan is about; undefined where it may be about any. */
  pairGroups?: readonly number[] | undefined;
};

/**
 * Learns the places that the rows of a schedule name, and says of their games where they are played; also of games
 * that are known already. Returns the words that may mean several places.
 */
export async function learnPlaces(
  tx: Executor,
  plan: SchedulePlan<number>,
  scope: Scope,
): Promise<readonly OpenWords[]> {
  const rows = rowsOf(plan);
  if (rows.byGame.size + rows.added.size === 0) return [];
  const known = await tx
    .select({
      gameId: games.id,
      leagueId: games.leagueId,
      homeTeamId: games.homeTeamId,
      awayTeamId: games.awayTeamId,
      slateDate: games.slateDate,
      name: games.venueName,
      venueId: games.venueId,
    })
    .from(games)
    .where(
      and(
        inArray(games.leagueId, [...scope.leagueIds]),
        eq(games.seasonId, scope.seasonId),
        isNotNull(games.venueName),
        scope.pairGroups && isInPairGroups(scope.pairGroups),
      ),
    );
  const named = known.flatMap(({ name, awayTeamId, slateDate, ...game }) => {
    const row =
      rows.byGame.get(game.gameId) ??
      rows.added.get(meetingOf({ homeTeamKey: game.homeTeamId, awayTeamKey: awayTeamId, slateDate }));
    if (!row || name === null) return [];
    // A row without a venue says nothing of the place that another one named.
    return { ...game, name, place: row.venue === name ? row.venuePlace : undefined };
  });
  return learnVenues(tx, named, scope);
}

/** The places of games that are added. */
export type PlacesOfAdded = {
  venueIds: ReadonlyMap<ResolvedGame<number>, number>;
  open: readonly OpenWords[];
};

/**
 * The same for a schedule that names the places of new games alone, before these are written: each is then written once.
 * Undefined where it names places of games that are known as well.
 */
export async function learnPlacesAhead(
  tx: Executor,
  plan: SchedulePlan<number>,
  { leagueIdOf, ...scope }: VenueScope & { leagueIdOf: (leagueName: string) => number },
): Promise<PlacesOfAdded | undefined> {
  if (rowsOf(plan).byGame.size > 0) return undefined;
  const named = plan.add.flatMap((row) =>
    row.venue === null
      ? []
      : [
          {
            row,
            leagueId: leagueIdOf(row.leagueName),
            homeTeamId: row.homeTeamKey,
            name: row.venue,
            place: row.venuePlace,
            venueId: null,
          },
        ],
  );
  const { found, open } = await findVenues(tx, named, scope);
  return {
    venueIds: new Map(found.map(({ game, venueId }) => [game.row, venueId])),
    open,
  };
}

function rowsOf(plan: SchedulePlan<number>) {
  const byGame = new Map<number, ResolvedGame<number>>();
  for (const { existing, incoming } of [
    ...plan.move,
    ...plan.confirmTime,
    ...plan.update,
    ...plan.unchanged,
  ]) {
    if (incoming.venue !== null) byGame.set(existing.gameId, incoming);
  }
  const named = plan.add.filter(({ venue }) => venue !== null);
  return { byGame, added: new Map(named.map((game) => [meetingOf(game), game])) };
}

function meetingOf(game: { homeTeamKey: number; awayTeamKey: number; slateDate: string }): string {
  return `${game.homeTeamKey}|${game.awayTeamKey}|${game.slateDate}`;
}

/** Words named in the warning. */
const NAMED = 5;

/** A warning for words that may mean several places. */
export function placeWarnings(open: readonly OpenWords[]): string[] {
  const names = [...new Map(open.map((words) => [words.name, words])).values()];
  if (names.length === 0) return [];
  const shown = names.slice(0, NAMED).map(({ name, candidates }) => {
    const places = candidates.map((venue) => [venue.name, venue.city ?? 'no city told'].join(', '));
    return `"${name}" (${places.map((place) => `perhaps ${place}`).join('; ')})`;
  });
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const count = names.length === 1 ? '1 venue name is' : `${names.length} venue names are`;
  return [
    `${count} open: ${shown.join(', ')}${more}. The games are in; say which places are meant: see venues questions.`,
  ];
}
