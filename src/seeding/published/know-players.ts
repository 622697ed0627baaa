import type { Executor } from '../../db/database.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { playersByExternalId } from '../../reference/players/players-by-external-id.ts';
import type { PublishedLayout } from './layouts/layout.ts';
import type { PublishedRow } from './read-rows.ts';

/**
 * Makes sure that the players of a game are known by the publisher's ids. Whoever is not is somebody new: that a player
 * of the same team bears the same name is not enough to take one for the other.
 */
export async function knowPlayers(
  tx: Executor,
  { entityType, source, ownerOf }: Pick<PublishedLayout, 'entityType' | 'source' | 'ownerOf'>,
  { game, byOwner, runId }: { game: GameToSeed; byOwner: ReadonlyMap<string, PublishedRow>; runId: string },
): Promise<void> {
  if (entityType !== 'player') return;
  const listed = [...byOwner.values()].map(({ cells }) => {
    const { id, name } = ownerOf(cells);
    const [firstName = '', ...others] = (name ?? '').split(' ');
    const isHome = cells['team'] === game.home.externalId;
    return {
      externalId: id,
      firstName,
      lastName: others.join(' '),
      position: null,
      teamId: isHome ? game.home.teamId : game.away.teamId,
    };
  });
  await playersByExternalId(tx, game.sportId, listed, {
    provider: source,
    runId,
    seededOn: game.gameDate,
    takesNamesakes: false,
  });
}
