import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseHandle, type Executor, openDatabase } from '../../src/db/database.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { oddsEvents } from '../../src/db/schema/odds.ts';
import { leagues } from '../../src/db/schema/reference.ts';
import { ensureBookmakers } from '../../src/odds/store/bookmakers.ts';
import { writeCaptures } from '../../src/odds/store/write-captures.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { type LogRow, changesOf, ingestGames, load, logOf, standingOf } from './odds-world.ts';

const EVENTS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The odds of many events at some hours, written in one order or the other. */
function hours(from: number, to: number, isTurned: boolean): LogRow[] {
  const events = isTurned ? EVENTS.toReversed() : EVENTS;
  const rows: LogRow[] = [];
  for (let hour = from; hour < to; hour += 1) {
    for (const event of events) {
      const at = `2026-11-01T${String(hour).padStart(2, '0')}:00:00Z`;
      rows.push({ at, event, price: -110 - (hour % 3) * 10 });
      rows.push({ at, event, book: 'fanduel', outcome: 'Miami Heat', price: 100 + (hour % 2) * 5 });
    }
  }
  return rows;
}

describe('writers of the same events', () => {
  let test: TestApp;
  let other: DatabaseHandle;
  beforeEach(async () => {
    test = await createTestApp();
    await ingestGames(test);
    const { databaseUrl: url } = test;
    other = openDatabase({ url, poolMax: 4, applicationName: 'other', logger: silentLogger() });
  });
  afterEach(async () => {
    await other.close();
    await test.close();
  });

  it('read what stands only after the one before has written', async () => {
    const captureAt = async (hour: string, startMs: number) => {
      const [place] = await test.app.database.db
        .select({ leagueId: leagues.id, sportId: leagues.sportId })
        .from(leagues)
        .where(eq(leagues.name, 'NBA'));
      if (place === undefined) throw new Error('there is no NBA');
      const quote = {
        market: 'h2h',
        side: 'home',
        subject: null,
        price: 1.8,
        priceText: '1.8',
        point: null,
      } as const;
      const books = [{ book: 'draftkings', title: 'DraftKings', updatedAtMs: {}, quotes: [quote] }];
      const teams = { home: 'Boston Celtics', away: 'Miami Heat', homeTeamId: null, awayTeamId: null };
      const capturedAtMs = Date.parse(`2026-11-01T${hour}:00:00Z`);
      return [{ providerEventId: 'one', startMs, ...teams, ...place, capturedAtMs, books }];
    };
    const { db } = test.app.database;
    const early = await captureAt('10', Date.parse('2026-11-04T00:30:00Z'));
    const [one] = early;
    if (one === undefined) throw new Error('there is no capture');
    const bookIds = await ensureBookmakers(
      db,
      early.flatMap(({ books }) => books),
    );
    const origin = { provider: 'a-provider', runId: 'a-run' };
    for (const hour of ['00', '23'])
      await writeCaptures(
        db,
        [{ ...one, capturedAtMs: Date.parse(`2026-11-01T${hour}:00:00Z`), books: [] }],
        origin,
        bookIds,
      );
    const { promise: written, resolve: isWritten } = Promise.withResolvers<void>();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const first = db.transaction(async (tx) => {
      await writeCaptures(tx, early, origin, bookIds);
      isWritten();
      await gate;
    });
    await written;
    const late = await captureAt('09', Date.parse('2026-11-04T00:31:00Z'));
    const second = other.db.transaction((tx) => writeCaptures(tx, late, origin, bookIds));
    const waiting = async () =>
      (
        await rowsOf(
          db,
          sql`select 1 from pg_stat_activity where application_name = 'other' and wait_event_type = 'Lock'`,
        )
      ).length;
    const ended = second.then(
      () => 'ended',
      () => 'ended',
    );
    const seenWaiting = async () => {
      await expect.poll(waiting).toBe(1);
      return 'waits';
    };
    expect(await Promise.race([ended, seenWaiting()])).toBe('waits');
    open();
    await first;
    expect(await second).toMatchObject({ changes: 0, same: 1 });
    expect(await changesOf(db)).toEqual(['one draftkings h2h home  1.8 2026-11-01T09:00:00.000Z']);
  });

  it('write again after a deadlock, of which theirs is the transaction that is ended', async () => {
    const { db } = test.app.database;
    const row: LogRow = { at: '2026-11-01T10:00:00Z', price: -110 };
    await load(test, logOf(['a', 'b'].map((event) => ({ ...row, event }))));
    const lock = (tx: Executor, event: string) =>
      tx.select().from(oddsEvents).where(eq(oddsEvents.externalId, event)).for('update');
    const later = ['a', 'b'].map((event) => ({ ...row, event, at: '2026-11-01T11:00:00Z', price: -120 }));
    const second = { app: { ...test.app, database: other } };
    let loading: ReturnType<typeof load> | undefined;
    await db.transaction(async (tx) => {
      // Only the other one looks whether there is a deadlock, and so is the one that ends.
      await tx.execute(sql`set local deadlock_timeout = '10min'`);
      await lock(tx, 'b');
      loading = load(second, logOf(later));
      loading.catch(() => undefined);
      const waiting = sql`select 1 from pg_stat_activity where application_name = 'other' and wait_event_type = 'Lock'`;
      await expect
        .poll(async () => (await rowsOf(db, waiting)).length, { timeout: 10_000, interval: 20 })
        .toBe(1);
      await lock(tx, 'a');
    });
    expect(await loading).toMatchObject({ changes: 2 });
  });

  it('wait for each other, and leave what one writer alone would', async () => {
    const second = { app: { ...test.app, database: other } };
    await Promise.all([
      load(test, logOf(hours(0, 12, false)), { sourceName: 'early.csv' }),
      load(second, logOf(hours(6, 18, true)), { sourceName: 'late.csv' }),
      load(test, logOf(hours(3, 15, true)), { sourceName: 'middle.csv' }),
      load(second, logOf(hours(0, 18, false)), { sourceName: 'all.csv' }),
    ]);
    const together = [await changesOf(other.db), await standingOf(other.db)];
    const alone = await createTestApp();
    try {
      await ingestGames(alone);
      await load(alone, logOf(hours(0, 18, false)));
      const { db } = alone.app.database;
      expect(together).toEqual([await changesOf(db), await standingOf(db)]);
    } finally {
      await alone.close();
    }
  });
});
