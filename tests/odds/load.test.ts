import { gzipSync } from 'node:zlib';
import { count, eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataLoads, loadQuarantine } from '../../src/db/schema/data-loads.ts';
import { oddsChanges, oddsCurrent, oddsEventStarts, oddsEvents } from '../../src/db/schema/odds.ts';
import { syncLog } from '../../src/db/schema/tasks.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { type LogRow, changesOf, ingestGames, load, logOf, standingOf } from './odds-world.ts';

const LOG: LogRow[] = [
  { at: '2026-11-01T10:00:00Z', price: -150 },
  { at: '2026-11-01T10:00:00Z', outcome: 'Miami Heat', price: 130 },
  { at: '2026-11-01T10:00:00Z', market: 'spreads', outcome: 'Miami Heat', price: -110, point: 3.5 },
  { at: '2026-11-01T10:00:00Z', market: 'spreads', price: -110, point: -3.5 },
  { at: '2026-11-01T11:00:00Z', price: -150 },
  { at: '2026-11-01T12:00:00Z', price: -160 },
  { at: '2026-11-01T12:00:00Z', market: 'totals', outcome: 'Over', price: 100, point: 221.5 },
];

/** The first, the last, the second, and so on towards the middle: most lie between what is known. */
function ends(rows: readonly LogRow[]): LogRow[] {
  const [first, ...rest] = rows;
  return first === undefined ? [] : [first, ...ends(rest.toReversed())];
}

describe('loading odds', () => {
  let test: TestApp;
  const db = () => test.app.database.db;
  beforeEach(async () => {
    test = await createTestApp();
    await ingestGames(test);
  });
  afterEach(() => test.close());

  it('keeps changes only, in one convention, and links the event to its game', async () => {
    const result = await load(test, logOf(LOG));
    expect(result).toMatchObject({ rows: 7, changes: 6, same: 1, quarantined: 0, events_linked: 1 });
    expect(await changesOf(db())).toEqual([
      'e1 draftkings h2h away  2.3 2026-11-01T10:00:00.000Z',
      'e1 draftkings h2h home  1.6667 2026-11-01T10:00:00.000Z',
      'e1 draftkings h2h home  1.625 2026-11-01T12:00:00.000Z',
      'e1 draftkings spreads away -3.5 1.9091 2026-11-01T10:00:00.000Z',
      'e1 draftkings spreads home -3.5 1.9091 2026-11-01T10:00:00.000Z',
      'e1 draftkings totals over 221.5 2 2026-11-01T12:00:00.000Z',
    ]);
    const [run] = await db()
      .select({ rows: syncLog.rowsWritten, status: syncLog.status })
      .from(syncLog)
      .where(eq(syncLog.runId, result.run_id ?? ''));
    expect(run).toEqual({ rows: { odds_changes: 6, load_quarantine: 0 }, status: 'completed' });
  });

  it('changes nothing the second time, packed or not', async () => {
    await load(test, logOf(LOG));
    const before = [await changesOf(db()), await standingOf(db())];
    expect(await load(test, logOf(LOG))).toMatchObject({ changes: 0, same: 7 });
    expect(await load(test, gzipSync(logOf(LOG)))).toMatchObject({ changes: 0, same: 7 });
    expect([await changesOf(db()), await standingOf(db())]).toEqual(before);
  });

  it('ends with the same rows whichever part of a file comes first', async () => {
    const later = [-160, -150, -150, -160].map((price, hour) => ({
      at: `2026-11-01T${13 + hour}:00:00Z`,
      price,
    }));
    const log = [...LOG, ...later];
    await load(test, logOf(log));
    const whole = [await changesOf(db()), await standingOf(db())];
    const other = await createTestApp();
    try {
      await ingestGames(other);
      const { db: otherDb } = other.app.database;
      const orders = [log.toReversed(), ends(log), ends(log.toReversed())];
      for (const rows of orders) {
        await otherDb.delete(oddsEvents);
        for (const row of rows) await load(other, logOf([row]));
        expect([await changesOf(otherDb), await standingOf(otherDb)]).toEqual(whole);
      }
    } finally {
      await other.close();
    }
  });

  it('sets aside what cannot be right with its line, field, value and remedy, and loads the rest', async () => {
    const rows: LogRow[] = [
      ...LOG,
      { at: '2026-11-01T13:00:00Z', price: 50 },
      { at: '2026-11-01 13:00', price: -120 },
      { at: '2026-11-01T13:00:00Z', outcome: 'Chicago Bulls', price: -120 },
      { at: '2026-11-01T13:00:00Z', market: 'totals', outcome: 'Over', price: -110 },
      { at: '2026-11-01T12:00:00Z', price: -155 },
    ];
    const result = await load(test, logOf(rows));
    expect(result).toMatchObject({ rows: 12, changes: 6, same: 1, quarantined: 5 });
    expect(result.by_reason).toEqual({
      impossible_price: 1,
      unreadable_time: 1,
      unknown_outcome: 1,
      missing_field: 1,
      two_prices: 1,
    });
    expect(result.quarantined_rows[0]).toMatchObject({ line: 9, field: 'price', value: '50' });
    const kept = await db().select().from(loadQuarantine);
    expect(kept).toHaveLength(5);
    expect(kept.every(({ remedy, detail }) => remedy !== '' && detail !== '')).toBe(true);
    await load(test, logOf(rows));
    expect(await db().select().from(loadQuarantine)).toHaveLength(5);
  });

  it('keeps the higher of two prices of one instant, whichever stands first, in one file or two', async () => {
    const at = '2026-11-01T10:00:00Z';
    const low: LogRow = { at, price: -150 };
    const high: LogRow = { at, price: -140 };
    const kept = ['e1 draftkings h2h home  1.7143 2026-11-01T10:00:00.000Z'];
    const result = await load(test, logOf([low, high]));
    expect(result).toMatchObject({ rows: 2, changes: 1, quarantined: 1 });
    expect(result.quarantined_rows[0]).toMatchObject({ reason: 'two_prices', line: 2, value: '-150' });
    expect(await changesOf(db())).toEqual(kept);
    for (const rows of [[high, low], [low], [high]]) {
      await load(test, logOf(rows));
      expect(await changesOf(db())).toEqual(kept);
    }
  });

  it('reads the lines of a book as lines side by side, however many rows its event has', async () => {
    const at = '2026-11-01T10:00:00Z';
    const over = (point: number, event = 'e1'): LogRow => ({
      at,
      event,
      market: 'totals',
      outcome: 'Over',
      price: -110,
      point,
    });
    const filling = Array.from({ length: 7_999 }, (): LogRow => over(200));
    const rows = [...filling, over(210), over(211)];
    expect(await load(test, logOf(rows))).toMatchObject({ rows: 8_001, changes: 3, repeated: 7_998 });
    const lines = await db().select({ line: oddsCurrent.line }).from(oddsCurrent).orderBy(oddsCurrent.line);
    expect(lines).toEqual([{ line: 200 }, { line: 210 }, { line: 211 }]);
  });

  it('sets aside rows with characters that are no text, and cuts the title of a book', async () => {
    const at = '2026-11-01T10:00:00Z';
    const rows: LogRow[] = [
      { at, price: -150 },
      { at, price: -150, home: 'Utah\0 Jazz' },
      { at, price: '-1\u000050' },
    ];
    expect(await load(test, logOf(rows))).toMatchObject({ changes: 1, by_reason: { unusable_text: 2 } });
    const half = JSON.stringify({ name: '\ud800', price: 2 });
    const quotes = `[${half}, {"name": "Miami Heat", "price": 2.4}, {"name": "Boston\\u0000", "price": 2}]`;
    const teams = '"home_team": "Boston Celtics", "away_team": "Miami Heat"';
    const event = `"id": "e9", "commence_time": "2026-11-04T00:30:00Z", ${teams}`;
    const market = `{"key": "h2h", "outcomes": ${quotes}}`;
    const book = `{"key": "newbook", "title": "${'Long '.repeat(60)}", "markets": [${market}]}`;
    const body = `[{${event}, "bookmakers": [${book}]}]`;
    const result = await load(test, body, { capturedAt: at, sourceName: 'body.json' });
    expect(result).toMatchObject({ rows: 3, changes: 1, by_reason: { unusable_text: 2 } });
    expect(await db().select().from(loadQuarantine)).toHaveLength(4);
  });

  it('keeps the starts that a body tells of events without prices', async () => {
    const teams = { home_team: 'Utah Jazz', away_team: 'Phoenix Suns' };
    const event = { id: 'e5', commence_time: '2026-11-06T00:10:00Z', ...teams, bookmakers: [] };
    const bodyAt = (timestamp: string, data: unknown) => JSON.stringify({ timestamp, data });
    const first = await load(test, bodyAt('2026-11-05T12:00:00Z', [event]));
    expect(first).toMatchObject({ rows: 0, changes: 0, events_linked: 1 });
    const moved = { ...event, commence_time: '2026-11-06T01:00:00Z' };
    await load(test, bodyAt('2026-11-05T13:00:00Z', [moved]));
    const rows = await db().select({ startsAt: oddsEvents.startsAt }).from(oddsEvents);
    expect(rows).toEqual([{ startsAt: new Date('2026-11-06T01:00:00Z') }]);
    expect(await db().select().from(oddsEventStarts)).toHaveLength(2);
    const bad = [{ ...event, id: 'e6', commence_time: 'soon' }];
    const last = await load(test, bodyAt('2026-11-05T14:00:00Z', bad));
    expect(last).toMatchObject({ rows: 1, quarantined: 1, by_reason: { unreadable_time: 1 } });
  });

  it('writes nothing in a dry run, and tells what a load would do', async () => {
    const result = await load(test, logOf(LOG), { isDryRun: true });
    expect(result).toMatchObject({ rows: 7, changes: 6, same: 1, events_linked: 1, dry_run: true });
    for (const table of [oddsChanges, oddsEvents, dataLoads, loadQuarantine]) {
      expect(await db().select({ rows: count() }).from(table)).toEqual([{ rows: 0 }]);
    }
  });

  it('reads bodies: a list with the time in its name, and the envelope of a historical answer', async () => {
    const event = {
      id: 'e2',
      sport_key: 'basketball_nba',
      commence_time: '2026-11-06T00:10:00Z',
      home_team: 'Utah Jazz',
      away_team: 'Phoenix Suns',
      bookmakers: [
        {
          key: 'fanduel',
          title: 'FanDuel',
          last_update: '2026-11-05T11:59:00Z',
          markets: [
            {
              key: 'h2h',
              outcomes: [
                { name: 'Phoenix Suns', price: 1.8 },
                { name: 'Utah Jazz', price: 2.05 },
              ],
            },
          ],
        },
      ],
    };
    const named = { sourceName: '20261105T120000Z.json' };
    expect(await load(test, JSON.stringify([event]), named)).toMatchObject({
      preset: 'odds-body',
      prices: 'decimal',
      changes: 2,
      events_linked: 1,
    });
    const later = { ...event, commence_time: '2026-11-06T00:13:00Z' };
    const envelope = { timestamp: '2026-11-05T13:00:00Z', data: [later] };
    expect(await load(test, JSON.stringify(envelope))).toMatchObject({ changes: 0, same: 2 });
    expect(await load(test, '[]', named)).toMatchObject({ rows: 0, changes: 0, quarantined: 0 });
    await expect(load(test, JSON.stringify([event]))).rejects.toMatchObject({ code: 'no_capture_time' });
    const starts = await db().select({ startsAt: oddsEventStarts.startsAt }).from(oddsEventStarts);
    expect(starts).toHaveLength(2);
  });

  it('tells the columns that it found when it knows no layout', async () => {
    await expect(load(test, 'a,b\n1,2\n')).rejects.toMatchObject({ code: 'unknown_layout' });
    await expect(load(test, '')).rejects.toMatchObject({ code: 'empty_file' });
    await expect(load(test, '[{"id": 1')).rejects.toMatchObject({ code: 'broken_file' });
    const cut = gzipSync(logOf(LOG)).subarray(0, 90);
    await expect(load(test, cut)).rejects.toMatchObject({ code: 'broken_file' });
  });
});
