import { ProviderError } from '../../domain/provider-error.ts';
import type { CallContext } from '../client/provider-call.ts';
import { createSharedSlates, type SharedSlatesOptions } from '../client/shared-slates.ts';
import { CDN, STATS } from './endpoints.ts';
import { type BoardedGame, readBoard } from './read-games.ts';

const DAY_MS = 86_400_000;

/** Today's board changes its day at about noon Eastern: it is of no use for days further away than this. */
const NEAR_MS = 2 * DAY_MS;

type IsEnough = (games: readonly BoardedGame[]) => boolean;

/** The boards of both hosts; every caller of a board shares one call, over all processes. */
export type Boards = {
  /** The board of now. */
  today: (context: CallContext, isEnough?: IsEnough) => Promise<readonly BoardedGame[]>;
  /** Games that start on a day in UTC, which are those of two days of the league's clock. */
  onDay: (dateUtc: string, context: CallContext, isEnough?: IsEnough) => Promise<readonly BoardedGame[]>;
};

export function createBoards(
  shared: Omit<SharedSlatesOptions, 'api'>,
  apis: { cdn: SharedSlatesOptions['api']; stats: SharedSlatesOptions['api'] },
): Boards {
  const ofCdn = createSharedSlates<BoardedGame>({ ...shared, api: apis.cdn });
  const ofStats = createSharedSlates<BoardedGame>({ ...shared, api: apis.stats });
  const today: Boards['today'] = (context, isEnough) =>
    ofCdn({ call: CDN.todaysBoard(), context, isEnough, parse: readBoard });

  async function todayUnlessTrouble(
    dateUtc: string,
    context: CallContext,
    isEnough?: IsEnough,
  ): Promise<readonly BoardedGame[]> {
    if (Math.abs(Date.parse(dateUtc) - shared.clock.nowMs()) > NEAR_MS) return [];
    try {
      return await today(context, isEnough);
    } catch (error) {
      if (!(error instanceof ProviderError) || error.facts.kind === 'aborted') throw error;
      return [];
    }
  }

  return {
    today,
    async onDay(dateUtc, context, isEnough) {
      const board = await todayUnlessTrouble(dateUtc, context, isEnough);
      const found = board.filter((game) => startsOn(game, dateUtc));
      // The evening before by the league's clock has three in four games of a day in UTC.
      for (const day of [dayBefore(dateUtc), dateUtc]) {
        if (isEnough?.(found)) return found;
        if (board.some(({ slateDate }) => slateDate === day)) continue;
        const games = await ofStats({ call: STATS.board(day), context, isEnough, parse: readBoard });
        found.push(...games.filter((game) => startsOn(game, dateUtc)));
      }
      return found;
    },
  };
}

/** Whether a game starts on a day in UTC. */
export function startsOn({ startMs }: { startMs: number }, dateUtc: string): boolean {
  return new Date(startMs).toISOString().startsWith(dateUtc);
}

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - DAY_MS).toISOString().slice(0, date.length);
}
