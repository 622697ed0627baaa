import type { Database } from '../../db/database.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Logger } from '../../platform/logger.ts';
import { linkId, unlinkId } from './link-ids.ts';
import type { LinkOrder, LinkResult, UnlinkOrder } from './link-order.ts';
import { type IdFilter, type IdListing, listIds } from './list-ids.ts';

export type IdentityRegister = {
  /** Ids at providers and what they mean, by type, entity and provider; those known to be wrong among them. */
  list: (filter: IdFilter) => Promise<readonly IdListing[]>;
  /** Ties an id to an entity, on a person's word. An id that means another entity is refused, never taken over. */
  link: (order: LinkOrder, actor: Actor) => Promise<LinkResult>;
  /**
   * Takes an id from whoever has it; no guess ties the two again. The next of the entity's further ids takes its place.
   */
  unlink: (order: UnlinkOrder, actor: Actor) => Promise<LinkResult>;
};

export function createIdentityRegister({ db, logger }: { db: Database; logger: Logger }): IdentityRegister {
  const told = (result: LinkResult, actor: Actor): LinkResult => {
    if (result.ok && result.is_new) logger.info({ ...result, actor: actor.name }, 'id changed');
    return result;
  };
  return {
    list: (filter) => listIds(db, filter),
    async link(order, actor) {
      return told(await db.transaction((tx) => linkId(tx, order, actor)), actor);
    },
    async unlink(order, actor) {
      return told(await db.transaction((tx) => unlinkId(tx, order, actor)), actor);
    },
  };
}
