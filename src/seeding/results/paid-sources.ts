import type { Sport } from '../../domain/sport.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { GameFinder } from '../../sports/find-on-slates.ts';
import { createSourcedFinder } from '../../sports/sourced-finder.ts';
import type { LiveSource } from '../ask-live-sources.ts';

/** A look at the results of a league over the sources of its sport. */
export type ResultLook = GameFinder & {
  /** Why sources were not asked. */
  refusals: readonly string[];
  /** Gives back credits that were taken and not spent. */
  end: () => Promise<void>;
};

/**
 * Asks the sources of a sport in their order, the next one where one fails or does not know the game. One that charges
 * credits is paid once a look, of the credits of looks at games under way, before its first call: its answer is one for
 * a whole league. One that cannot be paid is passed over.
 */
export function lookForResults(
  sources: readonly LiveSource[],
  look: { sport: Sport; runId: string },
  deps: { clock: Pick<Clock, 'nowMs'>; logger: Logger },
): ResultLook {
  const refusals: string[] = [];
  const ends: (() => Promise<void>)[] = [];
  const paid = new Map<string, Promise<boolean>>();
  async function pay({ name, takeCredits }: LiveSource): Promise<boolean> {
    const credits = await takeCredits?.(look);
    if (credits?.ok === false) refusals.push(`${name} is not asked: ${credits.why}`);
    if (credits?.ok === true) ends.push(credits.end);
    return credits?.ok !== false;
  }
  const asked = sources.map((source) => ({
    ...source,
    async findGame(...of: Parameters<GameFinder['findGame']>) {
      const isPaid = paid.get(source.name) ?? pay(source);
      paid.set(source.name, isPaid);
      return (await isPaid) ? source.findGame(...of) : undefined;
    },
  }));
  const { findGame } = createSourcedFinder(asked, 'live scores', deps);
  return {
    findGame,
    refusals,
    async end() {
      for (const end of ends) await end();
    },
  };
}
