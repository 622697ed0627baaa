import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { oddsEvents, oddsSightings } from '../../db/schema/odds.ts';
import { selecting } from '../../db/selecting.ts';

/** Events of one transaction. */
const EVENTS_AT_ONCE = 20;

/**
 * Cuts down the sightings of events whose game began more than `keptDays` ago. Every look keeps its row, and so its
 * time; of the series that a look showed unchanged, those stay which it was the last to show, before the start or at
 * all. Opening, close, movement and what was gone follow from these alone. Where several sources tell of one game, whose
 * captures are counted against each other, all of it stays. What is lost is the place of a price that comes to light
 * after such a time. Returns how many events were cut down; goes on after a crash.
 */
export async function compactSightings(db: Database, keptDays: number, signal: AbortSignal): Promise<number> {
  let done = 0;
  for (;;) {
    signal.throwIfAborted();
    const events = await db.transaction(async (tx) => {
      const found = await oldEvents(tx, keptDays);
      for (const event of found) await compactEvent(tx, event);
      return found.length;
    });
    done += events;
    if (events < EVENTS_AT_ONCE) return done;
  }
}

/** Events that are long over and not cut down, locked in the order of their numbers, as writers do. */
async function oldEvents(tx: Executor, keptDays: number) {
  return rowsOf(
    tx,
    selecting(
      {
        id: oddsEvents.id,
        startsAt: sql<Date>`coalesce(${games.gameDatetime}, ${oddsEvents.startsAt})`,
        isAlone: sql<boolean>`${oddsEvents.gameId} is null or not exists (
          select from ${oddsEvents} as other where other.game_id = ${oddsEvents.gameId} and other.id <> ${oddsEvents.id})`,
      },
      (list) => sql`
      select ${list} from ${oddsEvents} left join ${games} on ${games.id} = ${oddsEvents.gameId}
      where ${oddsEvents.compactedAt} is null
        and greatest(coalesce(${games.gameDatetime}, ${oddsEvents.startsAt}), ${oddsEvents.lastSeenAt})
          < now() - ${keptDays} * interval '1 day'
      order by ${oddsEvents.id} limit ${EVENTS_AT_ONCE} for no key update of ${oddsEvents} skip locked`,
    ),
  );
}

async function compactEvent(
  tx: Executor,
  { id, startsAt, isAlone }: { id: number; startsAt: Date; isAlone: boolean },
): Promise<void> {
  if (isAlone) {
    await tx.execute(sql`
      with seen as (
        select captured_at, unnest(series_ids) as series from ${oddsSightings} where event_id = ${id}
      ), last as (
        select series, max(captured_at) as at,
               max(captured_at) filter (where captured_at < ${startsAt.toISOString()}::timestamptz) as before_at
        from seen group by series
      ), kept as (
        select look.captured_at, coalesce(array_agg(last.series order by last.series) filter (where last.series is not null), '{}') as series
        from ${oddsSightings} as look
        left join last on last.at = look.captured_at or last.before_at = look.captured_at
        where look.event_id = ${id} group by look.captured_at
      )
      update ${oddsSightings} as look set series_ids = kept.series
      from kept where look.event_id = ${id} and look.captured_at = kept.captured_at and look.series_ids <> kept.series`);
  }
  await tx.execute(sql`update ${oddsEvents} set compacted_at = now() where id = ${id}`);
}
