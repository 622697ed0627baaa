import type { Database, Executor } from '../../db/database.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { linkId, unlinkId } from './link-ids.ts';
import { linkPlayer, meansNoneOf, unlinkPlayer } from './link-players.ts';
import { unlinkGame } from './unlink-game.ts';
import type { Acting } from '../players/player-merger.ts';
import type { LinkOrder, LinkResult, UnlinkOrder } from './link-order.ts';
import {
  type FactDifference,
  type PlayerQuestion,
  type PlayerQuestionFilter,
  idInQuestion,
  listFactDifferences,
  listPlayerQuestions,
} from '../players/list-questions.ts';
import { type IdFilter, type IdListing, listIds, needProvider } from './list-ids.ts';

export type IdentityRegister = {
  /** Ids at providers and what they mean, by type, entity and provider; those known to be wrong among them. */
  list: (filter: IdFilter) => Promise<readonly IdListing[]>;
  /** Ties an id to an entity, on a person's word. An id that means another entity is refused, never taken over. */
  link: (order: LinkOrder, actor: Actor) => Promise<LinkResult>;
  /**
   * Takes an id from whoever has it, with the rows that came by it to a player or a game; no guess ties the two again.
   * The next of the entity's further ids takes its place.
   */
  unlink: (order: UnlinkOrder, actor: Actor) => Promise<LinkResult>;
  /** Players of whom it is not plain who they are, oldest first, and facts that sources contradict. */
  questions: (filter: PlayerQuestionFilter) => Promise<PlayerQuestions>;
  /** Says of an id in question that it means none of those who may be meant; false where nothing is asked. */
  noneOf: (id: Pick<LinkOrder, 'sport' | 'provider' | 'externalId'>, actor: Actor) => Promise<boolean>;
  /** The id that an open question is about; undefined where there is none. */
  question: (id: number) => Promise<Pick<LinkOrder, 'sport' | 'provider' | 'externalId'> | undefined>;
};

export type PlayerQuestions = {
  items: readonly PlayerQuestion[];
  differences: readonly FactDifference[];
};

type Deps = { db: Database; clock: Pick<Clock, 'nowMs'>; logger: Logger };

function unlinkAny(tx: Executor, order: UnlinkOrder, acting: Acting): Promise<LinkResult> {
  if (order.type === 'player') return unlinkPlayer(tx, order, acting);
  return order.type === 'game' ? unlinkGame(tx, order, acting) : unlinkId(tx, order, acting.actor);
}

export function createIdentityRegister({ db, clock, logger }: Deps): IdentityRegister {
  const told = (result: LinkResult, actor: Actor): LinkResult => {
    if (result.ok && result.is_new) logger.info({ ...result, actor: actor.name }, 'id changed');
    return result;
  };
  return {
    list: (filter) => listIds(db, filter),
    async questions(filter) {
      if (filter.provider !== undefined) await needProvider(db, filter.provider);
      const items = await listPlayerQuestions(db, filter);
      return { items, differences: await listFactDifferences(db, filter) };
    },
    question: (id) => idInQuestion(db, id),
    noneOf: (id, actor) => db.transaction((tx) => meansNoneOf(tx, id, actor)),
    async link(order, actor) {
      return told(
        await db.transaction((tx) =>
          order.type === 'player' ? linkPlayer(tx, order, { actor, clock }) : linkId(tx, order, actor),
        ),
        actor,
      );
    },
    async unlink(order, actor) {
      return told(await db.transaction((tx) => unlinkAny(tx, order, { actor, clock })), actor);
    },
  };
}
