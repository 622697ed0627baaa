import { count } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Readable } from 'node:stream';
import { dataLoads, loadQuarantine } from '../../src/db/schema/data-loads.ts';
import { syncLog } from '../../src/db/schema/tasks.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { HEADER, changesOf, ingestGames, load, logLine } from './odds-world.ts';

/** More rows than three batches have, each of another minute; one of them cannot be right. */
const ROWS = 13_000;
const LINES = Array.from({ length: ROWS }, (_, index) => {
  const at = new Date(Date.UTC(2026, 9, 20) + index * 60_000).toISOString();
  return logLine({ at, price: index === 5_000 ? 50 : -110 - (index % 2) });
});
const FILE = `${[HEADER, ...LINES].join('\n')}\n`;

describe('a load that is cut off', () => {
  let test: TestApp;
  const db = () => test.app.database.db;
  beforeEach(async () => {
    test = await createTestApp();
    await ingestGames(test);
  });
  afterEach(() => test.close());

  it('keeps the batches that it wrote, and goes on behind them without repeating any', async () => {
    let opened = 0;
    // The first opening is for the hash; the second breaks off when half of the file has been read.
    const open = () => {
      opened += 1;
      const half = Buffer.from(FILE.slice(0, Math.floor(FILE.length * 0.7)));
      if (opened === 1) return Promise.resolve(Readable.from([Buffer.from(FILE)]));
      return Promise.resolve(Readable.from(brokenOff(half)));
    };
    await expect(load(test, FILE, { open })).rejects.toThrow('the disk is gone');
    const [cut] = await db().select().from(dataLoads);
    expect(cut).toMatchObject({ status: 'interrupted', failure: 'the disk is gone' });
    const kept = cut?.rowsDone ?? 0;
    expect(kept).toBeGreaterThan(0);
    // The row in quarantine stands between two of one price.
    expect((await changesOf(db())).length + 2).toBe(kept);

    const seen: number[] = [];
    const result = await load(test, FILE, { onProgress: (rows) => seen.push(rows) });
    expect(result).toMatchObject({ resumed: true, rows: ROWS, changes: ROWS - 2, quarantined: 1, same: 1 });
    expect(seen[0]).toBe(kept);
    expect(result.run_id).toBe(cut?.runId);
    expect(await changesOf(db())).toHaveLength(ROWS - 2);
    expect(await db().select({ rows: count() }).from(loadQuarantine)).toEqual([{ rows: 1 }]);
    const runs = await db().select({ runId: syncLog.runId, rows: syncLog.rowsWritten }).from(syncLog);
    expect(runs.filter(({ runId }) => runId === result.run_id)).toEqual([
      { runId: result.run_id, rows: { odds_changes: ROWS - 2, load_quarantine: 1 } },
    ]);
    expect(await load(test, FILE)).toMatchObject({ resumed: false, changes: 0, same: ROWS - 1 });
  });
});

async function* brokenOff(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 16_384) {
    yield bytes.subarray(at, at + 16_384);
    await Promise.resolve();
  }
  throw new Error('the disk is gone');
}
