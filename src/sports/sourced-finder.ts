import type { GameToSeed } from '../domain/game-to-seed.ts';
import { ProviderError, isForNextSource } from '../domain/provider-error.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { GameFinder } from './find-on-slates.ts';

/** A source that knows how games stand. */
export type FinderSource = GameFinder & {
  /** As it stands on rows. */
  name: string;
  /** The same game, under the ids that this source gives it and its teams; null where they are not known. */
  asKnownThere: (game: GameToSeed) => Promise<GameToSeed>;
};

export type FinderDeps = { clock: Pick<Clock, 'nowMs'>; logger: Logger };

/**
 * Finds games over sources, in the order in which they are asked: the next one where a source fails for good, rests,
 * or does not know the game. Rejects with the first failure where no source knows it.
 */
export function createSourcedFinder(
  sources: readonly FinderSource[],
  what: 'box scores' | 'live scores',
  deps: FinderDeps,
): GameFinder {
  const noteFailure = passingOver(sources.length, what, deps);
  return {
    async findGame(game, context) {
      const failures: ProviderError[] = [];
      for (const { name, asKnownThere, findGame } of sources) {
        try {
          const found = await findGame(await asKnownThere(game), context);
          if (found) return { ...found, source: name };
        } catch (error) {
          noteFailure({ name }, error, failures);
        }
      }
      const [failure] = failures;
      if (failure) throw failure;
      return undefined;
    },
  };
}

/** Notes that a source failed and another one may help; throws what no other source can help with. */
export function passingOver(
  sourceCount: number,
  what: string,
  { clock, logger }: FinderDeps,
): (source: { name: string }, error: unknown, failures: ProviderError[]) => void {
  return ({ name }, error, failures) => {
    if (!(error instanceof ProviderError && isForNextSource(error, clock.nowMs()))) throw error;
    failures.push(error);
    if (sourceCount > 1)
      logger.warn({ source: name, problem: error.message }, `a source of ${what} is passed over`);
  };
}
