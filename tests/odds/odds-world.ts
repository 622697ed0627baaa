import { Readable } from 'node:stream';
import { asc, eq } from 'drizzle-orm';
import type { Executor } from '../../src/db/database.ts';
import { bookmakers, oddsChanges, oddsCurrent, oddsEvents } from '../../src/db/schema/odds.ts';
import { type LoadRequest, type LoadResult, loadOdds } from '../../src/odds/load/load-odds.ts';
import { ingestRequest } from '../support/ingest-request.ts';
import type { TestApp } from '../support/test-app.ts';

/** A schedule of three games, written for these tests. */
const SCHEDULE = `date,time,away,home
2026-11-03,19:30,Miami Heat,Boston Celtics
2026-11-05,19:00,Phoenix Suns,Utah Jazz
2026-11-07,20:00,Boston Celtics,Miami Heat
`;

export async function ingestGames({ app }: TestApp, csv = SCHEDULE): Promise<void> {
  const asked = { timezone: 'America/New_York', past: 'none', isStrict: false } as const;
  await app.ingestService.ingest(ingestRequest(csv, asked));
}

export const HEADER =
  'captured_at,event_id,commence_time,home_team,away_team,bookmaker,book_last_update,market,outcome,price,point';

export type LogRow = {
  at: string;
  event?: string;
  start?: string;
  home?: string;
  away?: string;
  book?: string;
  market?: string;
  outcome?: string;
  price: number | string;
  point?: number | string;
};

/** One line of a log of changes; what is not said is the moneyline of Boston at home to Miami. */
export function logLine(row: LogRow): string {
  const { at, event = 'e1', start = '2026-11-04T00:30:00Z', book = 'draftkings', market = 'h2h' } = row;
  const { home = 'Boston Celtics', away = 'Miami Heat', outcome = home, price, point = '' } = row;
  return [at, event, start, home, away, book, at, market, outcome, price, point].join(',');
}

export function logOf(rows: readonly LogRow[]): string {
  return `${[HEADER, ...rows.map(logLine)].join('\n')}\n`;
}

export function load(
  { app }: Pick<TestApp, 'app'>,
  text: string | Buffer,
  options: Partial<LoadRequest> = {},
): Promise<LoadResult> {
  const { database, clock, parserVersion } = app;
  return loadOdds(
    { db: database.db, clock, parserVersion },
    {
      open: () => Promise.resolve(Readable.from([Buffer.from(text)])),
      sourceName: 'odds.csv',
      isDryRun: false,
      actor: 'test',
      ...options,
    },
  );
}

/** Every change as words, without numbers of rows. */
export async function changesOf(db: Executor): Promise<string[]> {
  const rows = await db
    .select({
      event: oddsEvents.externalId,
      book: bookmakers.key,
      market: oddsChanges.market,
      side: oddsChanges.side,
      point: oddsChanges.point,
      price: oddsChanges.price,
      at: oddsChanges.capturedAt,
    })
    .from(oddsChanges)
    .innerJoin(oddsEvents, eq(oddsEvents.id, oddsChanges.eventId))
    .innerJoin(bookmakers, eq(bookmakers.id, oddsChanges.bookmakerId))
    .orderBy(
      asc(oddsEvents.externalId),
      asc(bookmakers.key),
      asc(oddsChanges.market),
      asc(oddsChanges.side),
      asc(oddsChanges.capturedAt),
    );
  return rows.map(({ event, book, market, side, point, price, at }) =>
    [event, book, market, side, point, price, at.toISOString()].join(' '),
  );
}

/** What stands now, as words. */
export async function standingOf(db: Executor): Promise<string[]> {
  const rows = await db
    .select({
      market: oddsCurrent.market,
      side: oddsCurrent.side,
      price: oddsCurrent.price,
      at: oddsCurrent.capturedAt,
      seen: oddsCurrent.lastSeenAt,
    })
    .from(oddsCurrent)
    .orderBy(asc(oddsCurrent.market), asc(oddsCurrent.side), asc(oddsCurrent.bookmakerId));
  return rows.map(({ market, side, price, at, seen }) =>
    [market, side, price, at.toISOString(), seen.toISOString()].join(' '),
  );
}
