import type { Executor } from '../../db/database.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { keepTeamIds } from './keep-team-ids.ts';

/**
 * Keeps the provider's ids of the two sides of a game for teams that have none yet, so that they need not be
 * recognised by name again. An id that another team of the sport holds already is left alone.
 */
export async function learnTeamIds(
  tx: Executor,
  { game, providerGame }: { game: GameToSeed; providerGame: ProviderGame },
): Promise<void> {
  const learnt = [
    { teamId: game.home.teamId, apiSportsId: providerGame.home.providerTeamId },
    { teamId: game.away.teamId, apiSportsId: providerGame.away.providerTeamId },
  ].filter(({ teamId }) =>
    [game.home, game.away].some((side) => side.teamId === teamId && side.apiSportsId === null),
  );
  if (learnt.length === 0) return;
  await keepTeamIds(tx, learnt);
}
