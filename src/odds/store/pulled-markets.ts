import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { oddsCurrent, oddsEvents, oddsSightings } from '../../db/schema/odds.ts';
import { selecting } from '../../db/selecting.ts';
import { noteClosingLines } from './write-series.ts';

/** What one look asked a provider for. */
export type LookAsked = {
  provider: string;
  sportId: number;
  /** The provider's events that its answer has and that are to come, without those of which a price could not be read. */
  eventIds: readonly string[];
  markets: readonly string[];
  capturedAtMs: number;
};

/**
 * Notes the markets of events that a look asked for and of which no book has a price any more, although some had one
 * before: every book has pulled them. Comes after the prices of the look are written, in the same transaction. Returns
 * how many events have such markets.
 */
export async function notePulledMarkets(tx: Executor, asked: LookAsked): Promise<number> {
  if (asked.eventIds.length === 0 || asked.markets.length === 0) return 0;
  const at = new Date(asked.capturedAtMs).toISOString();
  const market = sql`regexp_replace(${oddsCurrent.market}, '_lay$', '')`;
  const { eventId, capturedAt, seriesIds, emptyMarkets } = oddsSightings;
  const pulled = await rowsOf(
    tx,
    selecting(
      { id: sql<number>`known.id`, markets: sql<string[]>`array_agg(known.market order by known.market)` },
      (list) => sql`
      select ${list} from (
        select ${oddsEvents.id} as id, ${market} as market from ${oddsEvents}
        join ${oddsCurrent} on ${oddsCurrent.eventId} = ${oddsEvents.id}
        where ${oddsEvents.provider} = ${asked.provider} and ${oddsEvents.sportId} = ${asked.sportId}
          and ${oddsEvents.externalId} = any(${sql.param([...asked.eventIds])}::text[])
          and ${market} = any(${sql.param([...asked.markets])}::text[])
        group by 1, 2 having max(${oddsCurrent.lastSeenAt}) < ${at}::timestamptz
      ) as known group by known.id order by known.id`,
    ),
  );
  if (pulled.length === 0) return 0;
  await tx
    .insert(oddsSightings)
    .values(
      pulled.map(({ id, markets }) => ({
        eventId: id,
        capturedAt: new Date(asked.capturedAtMs),
        seriesIds: [],
        emptyMarkets: markets,
      })),
    )
    .onConflictDoUpdate({
      target: [eventId, capturedAt],
      set: {
        emptyMarkets: sql`array(select distinct unnest(${emptyMarkets} || excluded.empty_markets) order by 1)`,
        seriesIds: sql`${seriesIds}`,
      },
    });
  await noteClosingLines(
    tx,
    pulled.map(({ id }) => ({ eventId: id, firstMs: asked.capturedAtMs })),
  );
  return pulled.length;
}
