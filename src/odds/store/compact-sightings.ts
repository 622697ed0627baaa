import { and, eq, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { games } from '../../db/schema/games.ts';
import { oddsEventStarts, oddsEvents, oddsSightings } from '../../db/schema/odds.ts';
import { selecting } from '../../db/selecting.ts';
import { spareLooks } from '../maths/spare-looks.ts';
import { readCaptures } from '../read/game-captures.ts';
import type { SeenEvent } from '../read/game-quotes.ts';

/** Events of one transaction. */
const EVENTS_AT_ONCE = 20;

/**
 * Cuts down the sightings of events whose game began more than `keptDays` ago. Every look keeps its row, and so its
 * time; those from which nothing follows (`spareLooks`) lose which series they showed unchanged, and opening, close,
 * movement and what was gone come out the same. Where several sources tell of one game, whose captures are counted
 * against each other, all of it stays. What is lost is the place of a price that comes to light after such a time.
 * Returns how many events were cut down; goes on after a crash.
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
        firstSeenAt: oddsEvents.firstSeenAt,
        lastSeenAt: oddsEvents.lastSeenAt,
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
  { startsAt, isAlone, ...event }: SeenEvent & { startsAt: Date; isAlone: boolean },
): Promise<void> {
  if (isAlone) await cutDown(tx, event, startsAt);
  await tx.execute(sql`update ${oddsEvents} set compacted_at = now() where id = ${event.id}`);
}

async function cutDown(tx: Executor, event: SeenEvent, startsAt: Date): Promise<void> {
  const { changes, looksOf } = await readCaptures(tx, { events: [event], startsAt });
  const markets = [...new Set(changes.map(({ market }) => market.replace(/_lay$/, '')))];
  const told = await tx
    .select({ startsAt: oddsEventStarts.startsAt })
    .from(oddsEventStarts)
    .where(eq(oddsEventStarts.eventId, event.id));
  const starts = [startsAt, ...told.map((one) => one.startsAt)];
  const spare = spareLooks(
    markets.map(looksOf),
    starts.map((start) => start.getTime()),
  );
  const times = sql.param([...spare].map((atMs) => new Date(atMs).toISOString()));
  await tx
    .update(oddsSightings)
    .set({ seriesIds: [] })
    .where(
      and(
        eq(oddsSightings.eventId, event.id),
        sql`${oddsSightings.capturedAt} = any(${times}::timestamptz[])`,
        sql`${oddsSightings.seriesIds} <> '{}'`,
      ),
    );
}
