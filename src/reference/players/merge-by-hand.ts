import type { Database } from '../../db/database.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { type PlayerChangeResult, splitPlayers } from './player-merger.ts';
import { mergeWithQuestions } from './stand-ins.ts';

export type PlayerMerger = {
  /**
   * Makes two players one: lines, rosters and ids of `from` are those of `into` from then on, in one transaction. Refused
   * for players of two sports, for two who have a line in the same game, and into a player who only stands in. The
   * questions about a player who stands in are answered by it, as by links.
   */
  merge: (order: { from: number; into: number }, actor: Actor) => Promise<PlayerChangeResult>;
  /** Parts them again: the newest merge into the player, or the one named. What was written since stays where it is. */
  split: (
    order: { player: number; mergeId?: number | undefined },
    actor: Actor,
  ) => Promise<PlayerChangeResult>;
};

type Deps = { db: Database; clock: Pick<Clock, 'nowMs'>; logger: Logger };

export function createPlayerMerger({ db, clock, logger }: Deps): PlayerMerger {
  const told = (result: PlayerChangeResult, actor: Actor): PlayerChangeResult => {
    if (result.ok) logger.info({ ...result, actor: actor.name }, 'player changed');
    return result;
  };
  return {
    merge: async (order, actor) =>
      told(await db.transaction((tx) => mergeWithQuestions(tx, order, { actor, clock })), actor),
    split: async (order, actor) =>
      told(await db.transaction((tx) => splitPlayers(tx, order, { actor, clock })), actor),
  };
}
