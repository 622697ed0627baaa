import type { Executor } from '../../db/database.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { teachIds } from './external-ids.ts';

/**
 * Keeps the provider's ids of the two sides of a game for teams that have none yet, so that they need not be
 * recognised by name again. An id that another team of the sport holds already is left alone.
 */
export async function learnTeamIds(
  tx: Executor,
  { game, providerGame }: { game: GameToSeed; providerGame: ProviderGame },
): Promise<void> {
  const sides = [
    { side: game.home, externalId: providerGame.home.providerTeamId },
    { side: game.away, externalId: providerGame.away.providerTeamId },
  ];
  const learned = sides
    .filter(({ side }) => side.externalId === null)
    .map(({ side, externalId }) => ({ entityId: side.teamId, externalId }));
  await teachIds(tx, { entityType: 'team', learnedBy: 'name', provider: providerGame.source }, learned);
}
