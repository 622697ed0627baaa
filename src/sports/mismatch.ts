import type { ProviderGame } from '../domain/box-score.ts';
import { ProviderError } from '../domain/provider-error.ts';

/** Lines that contradict the game that they are of: the provider is still writing them, or wrong. */
export function mismatch(game: ProviderGame, problem: string): ProviderError {
  return new ProviderError(
    `the box score of ${game.away.name} at ${game.home.name} does not add up: ${problem}`,
    {
      kind: 'mismatch',
      host: 'box score',
      endpoint: game.providerGameId,
    },
  );
}
