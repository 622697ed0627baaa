import type { Executor } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import type { ExistingGame } from './difference/change-types.ts';
import { type WholeList, addPart } from './difference/plan-schedule-changes.ts';
import { hasGames, idsOfExisting, loadExistingGames } from './existing-games.ts';
import type { PartOfFile } from './games-of-file.ts';
import type { ReadOrder } from './read-order.ts';

/** A file in parts that are compared one after the other with what is known of their pairs of teams. */
export type Parted = {
  parts: readonly PartOfFile[];
  existingOf: (part: PartOfFile) => Promise<readonly ExistingGame<number>[]>;
  /** What is to be known of all parts; undefined where the file is one. */
  whole: WholeList | undefined;
};

/**
 * Parts a long file for its comparison: parts hold all games of their pairs, and all that have the ids of their games.
 * What a list leaves out is judged after its last part, because how much of a whole season is gone decides.
 */
export async function partedComparison(
  tx: Executor,
  { request, file, directory: { leagues } }: ReadOrder,
  leagueIds: readonly number[],
  clock: Clock,
): Promise<Parted> {
  const { sport, seasonYear, provider } = request;
  const known = (pairGroups?: readonly number[]): Promise<ExistingGame<number>[]> =>
    loadExistingGames(tx, leagueIds, seasonYear, {
      sport,
      leagues,
      nowMs: clock.nowMs(),
      provider,
      pairGroups,
    });
  const packed = file.games.packed();
  if (!packed) return { parts: file.games.parts(), existingOf: () => known(), whole: undefined };
  if (!(await hasGames(tx, leagueIds, seasonYear)))
    return { parts: file.games.parts(), existingOf: () => Promise.resolve([]), whole: undefined };
  if (packed.hasIds()) {
    for await (const game of idsOfExisting(tx, leagueIds, seasonYear, provider))
      packed.link(game, game.homeTeamId, game.awayTeamId);
  }
  const parts = file.games.parts();
  const accepted = new Set(request.accept);
  let whole: WholeList | undefined;
  for (const part of parts) {
    const existing = await known(part.pairGroups);
    whole = addPart(whole, {
      existing,
      incoming: part.games(),
      leagues,
      accepted,
      sync: request.isSync,
      nowMs: clock.nowMs(),
    });
  }
  return { parts, existingOf: ({ pairGroups }) => known(pairGroups), whole };
}
