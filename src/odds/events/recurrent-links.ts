import { max } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { teamAliasChanges } from '../../db/schema/reference.ts';
import { type LinkCounts, linkOpenEvents } from './link-events.ts';

type Deps = { db: Database; clock: { nowMs: () => number } };

/** Events that began so long ago rarely get a game any more. */
const RECENT_MS = 7 * 86_400_000;
/** Old events are looked at again so often, whatever happens: their games may have come by ways that say nothing. */
const WHOLE_EVERY_MS = 3_600_000;

/**
 * The recurrent pass over events that belong to no game, whose number only grows: those of the last week and of days to
 * come each time, all of them when names of teams were taught or taken back since, and once an hour. Ingests and loads
 * look at all of them by themselves.
 */
export function createRecurrentLinks({ db, clock }: Deps): () => Promise<LinkCounts> {
  let whole: { atMs: number; lesson: number } | undefined;
  return async () => {
    const nowMs = clock.nowMs();
    const lesson = await newestLesson(db);
    if (whole !== undefined && whole.lesson === lesson && nowMs - whole.atMs < WHOLE_EVERY_MS) {
      const startsAfter = new Date(nowMs - RECENT_MS);
      return db.transaction((tx) => linkOpenEvents(tx, startsAfter));
    }
    const counts = await db.transaction((tx) => linkOpenEvents(tx));
    whole = { atMs: nowMs, lesson };
    return counts;
  };
}

async function newestLesson(db: Database): Promise<number> {
  const [row] = await db.select({ id: max(teamAliasChanges.id) }).from(teamAliasChanges);
  return row?.id ?? 0;
}
