import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseHandle, openDatabase } from '../../src/db/database.ts';
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
