import { asc, inArray, sql } from 'drizzle-orm';
import { bareColumns, excluded } from '../../db/bare-columns.ts';
import type { Executor } from '../../db/database.ts';
import { together } from '../../db/together.ts';
import { oddsEventStarts, oddsEvents } from '../../db/schema/odds.ts';
import { slicesOf } from '../../db/slices.ts';
import type { CaptureOrigin, CapturedEvent } from './captured-odds.ts';
import type { KnownEvent } from './observations.ts';
import { type EventSides, isExchanged, turned } from './turned-captures.ts';

/** What captures say of events: of several captures of one, the newest has the word. */
type Told = CapturedEvent & { firstMs: number; lastMs: number };

/**
 * Gives each event a row, notes when it was seen and every start that it was told with, and locks the rows in the order
 * of their numbers until the transaction ends: who writes prices of an event waits for who did before. A capture that
 * has home and away the other way round than the row comes back turned to it.
 */
export async function keepEvents(
  tx: Executor,
  captures: readonly CapturedEvent[],
  { provider }: CaptureOrigin,
): Promise<KnownEvent[]> {
  const ids = await rowsOfEvents(tx, provider, toldOf(captures));
  const rows = await lockedRows(tx, [...ids.values()]);
  const known = captures.map((captured) => {
    const eventId = ids.get(eventKey(captured.sportId, captured.providerEventId));
    const row = eventId === undefined ? undefined : rows.get(eventId);
    if (eventId === undefined || row === undefined)
      throw new Error(`the event ${captured.providerEventId} has no row`);
    return { eventId, captured: isExchanged(captured, row) ? turned(captured) : captured };
  });
  await together(noteSeen(tx, toldOf(known.map(({ captured }) => captured)), ids), noteStarts(tx, known));
  return known;
}

async function lockedRows(tx: Executor, ids: readonly number[]): Promise<Map<number, EventSides>> {
  const { id, homeName: home, awayName: away, homeTeamId, awayTeamId } = oddsEvents;
  const rows = await tx
    .select({ id, home, away, homeTeamId, awayTeamId })
    .from(oddsEvents)
    .where(inArray(oddsEvents.id, [...ids]))
    .orderBy(asc(oddsEvents.id))
    .for('no key update');
  return new Map(rows.map((row) => [row.id, row]));
}

function eventKey(sportId: number, externalId: string): string {
  return `${sportId}|${externalId}`;
}

function toldOf(captures: readonly CapturedEvent[]): Told[] {
  const told = new Map<string, Told>();
  for (const captured of captures) {
    const key = eventKey(captured.sportId, captured.providerEventId);
    const other = told.get(key);
    const { capturedAtMs } = captured;
    const firstMs = Math.min(other?.firstMs ?? capturedAtMs, capturedAtMs);
    const lastMs = Math.max(other?.lastMs ?? capturedAtMs, capturedAtMs);
    const newest = other === undefined || capturedAtMs >= other.lastMs ? captured : other;
    told.set(key, { ...newest, firstMs, lastMs });
  }
  return [...told.values()].toSorted((a, b) => (a.providerEventId < b.providerEventId ? -1 : 1));
}

/** Most captures are of events that have their rows already. */
async function rowsOfEvents(
  tx: Executor,
  provider: string,
  told: readonly Told[],
): Promise<Map<string, number>> {
  const known = await knownRows(tx, provider, told);
  const unknown = told.filter((event) => !known.has(eventKey(event.sportId, event.providerEventId)));
  if (unknown.length === 0) return known;
  for (const slice of slicesOf(unknown))
    await tx
      .insert(oddsEvents)
      .values(slice.map((event) => newRow(provider, event)))
      .onConflictDoNothing();
  return new Map([...known, ...(await knownRows(tx, provider, unknown))]);
}

async function knownRows(
  tx: Executor,
  provider: string,
  told: readonly Told[],
): Promise<Map<string, number>> {
  const rows = await tx
    .select({ id: oddsEvents.id, sportId: oddsEvents.sportId, externalId: oddsEvents.externalId })
    .from(oddsEvents)
    .where(
      sql`${oddsEvents.provider} = ${provider} and (${oddsEvents.sportId}, ${oddsEvents.externalId}) in (
        select * from unnest(${sql.param(told.map(({ sportId }) => sportId))}::int[],
                             ${sql.param(told.map(({ providerEventId }) => providerEventId))}::text[]))`,
    );
  return new Map(rows.map(({ id, sportId, externalId }) => [eventKey(sportId, externalId), id]));
}

function newRow(provider: string, event: Told): typeof oddsEvents.$inferInsert {
  return {
    provider,
    sportId: event.sportId,
    leagueId: event.leagueId,
    externalId: event.providerEventId,
    homeName: event.home,
    awayName: event.away,
    homeTeamId: event.homeTeamId,
    awayTeamId: event.awayTeamId,
    startsAt: new Date(event.startMs),
    firstSeenAt: new Date(event.firstMs),
    lastSeenAt: new Date(event.lastMs),
  };
}

/**
 * Names and start are those of the newest capture; rows that say the same already are left alone. Which teams names mean
 * may have been taught since the row was made: ids change with their names only.
 */
async function noteSeen(
  tx: Executor,
  told: readonly Told[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const idOf = ({ sportId, providerEventId }: Told) => ids.get(eventKey(sportId, providerEventId));
  const list = (valuesOf: (event: Told) => unknown) => sql.param(told.map(valuesOf));
  const iso = (ms: number) => new Date(ms).toISOString();
  const isNewest = sql`seen.last_at >= ${oddsEvents.lastSeenAt}`;
  const isOtherHome = sql`${isNewest} and ${oddsEvents.homeName} <> seen.home`;
  const isOtherAway = sql`${isNewest} and ${oddsEvents.awayName} <> seen.away`;
  await tx.execute(sql`
    update ${oddsEvents} set
      ${bareColumns(oddsEvents.firstSeenAt)} = least(${oddsEvents.firstSeenAt}, seen.first_at),
      ${bareColumns(oddsEvents.lastSeenAt)} = greatest(${oddsEvents.lastSeenAt}, seen.last_at),
      ${bareColumns(oddsEvents.startsAt)} =
        case when ${isNewest} then seen.starts_at else ${oddsEvents.startsAt} end,
      ${bareColumns(oddsEvents.homeName)} = case when ${isOtherHome} then seen.home else ${oddsEvents.homeName} end,
      ${bareColumns(oddsEvents.awayName)} = case when ${isOtherAway} then seen.away else ${oddsEvents.awayName} end,
      ${bareColumns(oddsEvents.homeTeamId)} =
        case when ${isOtherHome} then seen.home_team else ${oddsEvents.homeTeamId} end,
      ${bareColumns(oddsEvents.awayTeamId)} =
        case when ${isOtherAway} then seen.away_team else ${oddsEvents.awayTeamId} end,
      ${bareColumns(oddsEvents.updatedAt)} = now()
    from unnest(${list(idOf)}::int[], ${list(({ firstMs }) => iso(firstMs))}::timestamptz[],
                ${list(({ lastMs }) => iso(lastMs))}::timestamptz[],
                ${list(({ startMs }) => iso(startMs))}::timestamptz[],
                ${list(({ home }) => home)}::text[], ${list(({ away }) => away)}::text[],
                ${list(({ homeTeamId }) => homeTeamId)}::int[], ${list(({ awayTeamId }) => awayTeamId)}::int[])
      as seen (id, first_at, last_at, starts_at, home, away, home_team, away_team)
    where ${oddsEvents.id} = seen.id
      and (${oddsEvents.firstSeenAt} > seen.first_at or ${oddsEvents.lastSeenAt} < seen.last_at
           or (${oddsEvents.lastSeenAt} = seen.last_at and ${oddsEvents.startsAt} <> seen.starts_at)
           or (${isOtherHome}) or (${isOtherAway}))`);
}

/** Each start with the first and the last capture that told it. */
async function noteStarts(tx: Executor, known: readonly KnownEvent[]): Promise<void> {
  const starts = new Map<string, { eventId: number; startMs: number; firstMs: number; lastMs: number }>();
  for (const { eventId, captured } of known) {
    const { startMs, capturedAtMs } = captured;
    const key = `${eventId}|${startMs}`;
    const other = starts.get(key) ?? { eventId, startMs, firstMs: capturedAtMs, lastMs: capturedAtMs };
    other.firstMs = Math.min(other.firstMs, capturedAtMs);
    other.lastMs = Math.max(other.lastMs, capturedAtMs);
    starts.set(key, other);
  }
  const { firstToldAt, lastToldAt } = oddsEventStarts;
  for (const slice of slicesOf([...starts.values()])) {
    const rows = slice.map(({ eventId, startMs, firstMs, lastMs }) => ({
      eventId,
      startsAt: new Date(startMs),
      firstToldAt: new Date(firstMs),
      lastToldAt: new Date(lastMs),
    }));
    await tx
      .insert(oddsEventStarts)
      .values(rows)
      .onConflictDoUpdate({
        target: [oddsEventStarts.eventId, oddsEventStarts.startsAt],
        set: {
          firstToldAt: sql`least(${firstToldAt}, ${excluded(firstToldAt)})`,
          lastToldAt: sql`greatest(${lastToldAt}, ${excluded(lastToldAt)})`,
        },
        setWhere: sql`${firstToldAt} > ${excluded(firstToldAt)} or ${lastToldAt} < ${excluded(lastToldAt)}`,
      });
  }
}
