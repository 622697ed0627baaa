import type { Database, Executor } from '../../db/database.ts';
import { recordSystemEvent } from '../../db/system-events.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Logger } from '../../platform/logger.ts';
import { findVenue } from './find-venue.ts';
import {
  type VenueDetail,
  type VenueFilter,
  type VenueListing,
  listVenues,
  showVenue,
} from './list-venues.ts';
import { type VenueMove, mergeVenues, splitVenue } from './merge-venues.ts';
import { type VenueQuestion, placeWaitingGames, venueQuestions } from './open-words.ts';
import { addVenue, updateVenue } from './change-venue.ts';
import { type VenueAliasOrder, addVenueAlias, removeVenueAlias } from './venue-aliases.ts';
import type { VenueAddition, VenueRefusal, VenueUpdate } from './venue-order.ts';

/** What came of a change; field names as they are published. */
export type VenueChangeResult =
  | ({
      ok: true;
      /** False when everything was so already. */
      is_new: boolean;
      /** Games that waited with words alone, and whose place is known now. */
      games_placed: number;
      message: string;
    } & VenueDetail)
  | VenueRefusal;

export type VenueRegister = {
  list: (filter: VenueFilter) => Promise<readonly VenueListing[]>;
  /** One place by its id or one of its names. */
  show: (question: string | number) => Promise<({ ok: true } & VenueDetail) | VenueRefusal>;
  /** Words of schedules that may mean several places, with the commands that answer. */
  questions: () => Promise<readonly VenueQuestion[]>;
  /** Adds a place. The same again changes nothing; a name that may be a known place's is refused. */
  add: (order: VenueAddition, actor: Actor) => Promise<VenueChangeResult>;
  /** Changes what is said of a place; what is left out stays. A former name goes on to mean it. */
  update: (order: VenueUpdate, actor: Actor) => Promise<VenueChangeResult>;
  /** Teaches another name of a place, for one league or for all. */
  addAlias: (order: VenueAliasOrder, actor: Actor) => Promise<VenueChangeResult>;
  removeAlias: (order: VenueAliasOrder, actor: Actor) => Promise<VenueChangeResult>;
  /** Says that two places are one. */
  merge: (
    order: { from: string | number; into: string | number },
    actor: Actor,
  ) => Promise<VenueChangeResult>;
  /** Undoes the merge of a place into another. */
  split: (venueId: number, actor: Actor) => Promise<VenueChangeResult>;
};

export function createVenueRegister({ db, logger }: { db: Database; logger: Logger }): VenueRegister {
  async function change(
    kind: string,
    write: (tx: Executor) => Promise<VenueMove | VenueRefusal>,
    actor: Actor,
  ): Promise<VenueChangeResult> {
    const moved = await db.transaction(async (tx) => {
      const result = await write(tx);
      if (result.ok && result.isNew) await note(tx, kind, result, actor);
      return result;
    });
    if (!moved.ok) return moved;
    // In a transaction of its own: an import that is under way may hold games and wait for a place.
    const placed = moved.isNew ? await placeWaitingGames(db) : 0;
    if (moved.isNew)
      logger.info({ kind, venueId: moved.venueId, placed, actor: actor.name }, 'venue changed');
    const venue = await showVenue(db, moved.venueId);
    if (!venue) throw new Error(`venue ${moved.venueId} is gone`);
    const more =
      placed === 0
        ? ''
        : ` ${placed} ${placed === 1 ? 'game that waited is' : 'games that waited are'} there.`;
    const message = `${moved.words.replace(/\.$/, '')}.${more}`;
    return { ok: true, is_new: moved.isNew, games_placed: placed, message, ...venue };
  }
  return {
    list: (filter) => listVenues(db, filter),
    questions: () => venueQuestions(db),
    async show(question) {
      const found = await db.transaction((tx) => findVenue(tx, question));
      if (!found.ok) return found;
      const venue = await showVenue(db, found.venue.id);
      if (!venue) throw new Error(`venue ${found.venue.id} is gone`);
      return { ok: true, ...venue };
    },
    add: (order, actor) => change('venue_added', (tx) => addVenue(tx, order), actor),
    update: (order, actor) => change('venue_changed', (tx) => updateVenue(tx, order), actor),
    addAlias: (order, actor) => change('venue_alias_added', (tx) => addVenueAlias(tx, order), actor),
    removeAlias: (order, actor) => change('venue_alias_removed', (tx) => removeVenueAlias(tx, order), actor),
    merge: (order, actor) => change('venue_merged', (tx) => mergeVenues(tx, order), actor),
    split: (venueId, actor) => change('venue_split', (tx) => splitVenue(tx, venueId), actor),
  };
}

async function note(tx: Executor, kind: string, { venueId, words }: VenueMove, actor: Actor): Promise<void> {
  const because = actor.reason ? ` (${actor.reason})` : '';
  const message = `${words.replace(/\.$/, '')}, by ${actor.name}${because}.`;
  await recordSystemEvent(tx, { kind, subject: `venue ${venueId}`, message });
}
