import type { Sport } from '../../domain/sport.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { GameFinder } from '../../sports/find-on-slates.ts';
import { createSourcedFinder } from '../../sports/sourced-finder.ts';
import { type LiveSource, type PaidLooks, payForLooks } from '../paid-looks.ts';

/** A look at the results of a league over the sources of its sport. */
export type ResultLook = GameFinder & Omit<PaidLooks, 'mayAsk'>;

/**
 * Asks the sources of a sport in their order, the next one where one fails or does not know the game. One that charges
 * credits is paid once a look, of the credits of looks at games under way: its answer is one for a whole league. One that
 * cannot be paid is passed over.
 */
export function lookForResults(
  sources: readonly LiveSource[],
  look: { sport: Sport; runId: string },
  deps: { clock: Pick<Clock, 'nowMs'>; logger: Logger },
): ResultLook {
  const { mayAsk, refusals, end } = payForLooks(look);
  const asked = sources.map((source) => ({
    ...source,
    async findGame(...of: Parameters<GameFinder['findGame']>) {
      return (await mayAsk(source)) ? source.findGame(...of) : undefined;
    },
  }));
  return { ...createSourcedFinder(asked, 'live scores', deps), refusals, end };
}
