import { count } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadQuarantine } from '../../src/db/schema/data-loads.ts';
import { oddsEventStarts, oddsEvents } from '../../src/db/schema/odds.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { type LogRow, ingestGames, load, logOf } from './odds-world.ts';

/** Rows of one capture stay together: this many are more than one statement has parameters for. */
const ROWS = 6_500;
const AT = '2026-11-01T10:00:00Z';

describe('one capture of very many rows', () => {
  let test: TestApp;
  const db = () => test.app.database.db;
  beforeEach(async () => {
    test = await createTestApp();
    await ingestGames(test);
  });
  afterEach(() => test.close());

  it('is set aside row by row where no row of it can be used', async () => {
    const rows = Array.from({ length: ROWS }, (_, index): LogRow => ({ at: AT, price: index / 1_000 }));
    const result = await load(test, logOf(rows), { prices: 'american' });
    expect(result).toMatchObject({ rows: ROWS, changes: 0, quarantined: ROWS });
    expect(await db().select({ rows: count() }).from(loadQuarantine)).toEqual([{ rows: ROWS }]);
  });

  it('is kept whole where each row is of another event', async () => {
    const rows = Array.from(
      { length: ROWS },
      (_, index): LogRow => ({ at: AT, event: `e${index}`, price: -110 }),
    );
    expect(await load(test, logOf(rows))).toMatchObject({ rows: ROWS, changes: ROWS, quarantined: 0 });
    for (const table of [oddsEvents, oddsEventStarts]) {
      expect(await db().select({ rows: count() }).from(table)).toEqual([{ rows: ROWS }]);
    }
  });
});
