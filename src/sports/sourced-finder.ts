import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { ProviderError, isForNextSource, isOurOwn } from '../domain/provider-error.ts';
import type { GameStatus } from '../domain/statuses.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { GameFinder } from './find-on-slates.ts';
import { withoutImpossibleEnd } from './impossible-end.ts';

/** A source that knows how games stand. */
export type FinderSource = GameFinder & {
  /** As it stands on rows. */
  name: string;
  /** The same game, under the ids that this source gives it and its teams; null where they are not known. */
  asKnownThere: (game: GameToSeed) => Promise<GameToSeed>;
};

export type FinderDeps = {
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
  /** Whether a game should be over by now, so that a source which says otherwise is late; without it none is. */
  isLate?: (game: GameToSeed) => boolean;
  /** Whether an error says that a source has no answer stored, where stored answers are read; without it none does. */
  isNothingStored?: ((error: unknown) => boolean) | undefined;
};

/** What a source says of a game that is no end of it, and may be old. */
const STILL_OPEN: ReadonlySet<GameStatus> = new Set<GameStatus>(['scheduled', 'in_progress']);

/**
 * Finds games over sources, in the order in which they are asked: the next one where a source fails for good, rests,
 * does not know the game, has it as over with a score with which none ends, or does not have it as over long after it
 * should be. Where no source has it as over, the first one that knows it counts, however those after it fail. Rejects
 * with the first failure where no source knows it.
 */
export function createSourcedFinder(
  sources: readonly FinderSource[],
  what: 'box scores' | 'live scores',
  deps: FinderDeps,
): GameFinder {
  const noteFailure = passingOver(sources.length, what, deps);
  return {
    async findGame(game, context) {
      const failures: Error[] = [];
      let open: ProviderGame | undefined;
      for (const { name, asKnownThere, findGame } of sources) {
        try {
          const told = await findGame(await asKnownThere(game), context);
          if (!told) continue;
          const found = withoutImpossibleEnd(game, told);
          const isNews = open === undefined || found.status === 'completed';
          const mayBeOver = found !== told || (STILL_OPEN.has(found.status) && deps.isLate?.(game) === true);
          if (isNews && !mayBeOver) return { ...found, source: name };
          open ??= { ...found, source: name };
        } catch (error) {
          noteFailure({ name }, error, { failures, hasAnswer: open !== undefined });
        }
      }
      if (open) return open;
      if (failures[0]) throw failures[0];
      return undefined;
    },
  };
}

/**
 * Notes that a source failed and another one may help; throws what no other source can help with. Once a source has
 * answered, those after it may only add: whatever they fail with is noted, unless the failure is our own.
 */
export function passingOver(
  sourceCount: number,
  what: string,
  { clock, logger, isNothingStored }: FinderDeps,
): (source: { name: string }, error: unknown, so: { failures: Error[]; hasAnswer: boolean }) => void {
  return ({ name }, error, { failures, hasAnswer }) => {
    if (hasAnswer && error instanceof Error && isNothingStored?.(error) === true) {
      failures.push(error);
      return;
    }
    if (!(error instanceof ProviderError)) throw error;
    if (!(hasAnswer ? !isOurOwn(error) : isForNextSource(error, clock.nowMs()))) throw error;
    failures.push(error);
    if (sourceCount > 1)
      logger.warn({ source: name, problem: error.message }, `a source of ${what} is passed over`);
  };
}
