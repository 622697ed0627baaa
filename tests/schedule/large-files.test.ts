import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wideFootballCsv } from '../../bench/schedule-files.ts';
import { firstRow } from '../../src/db/rows.ts';
import { loadTeamDirectory } from '../../src/reference/teams/team-directory.ts';
import { readRows } from '../../src/schedule/read-rows.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { NO_DRIFT, driftOf, requestOf } from './ingesting.ts';

const MB = 1024 * 1024;

/** Bytes of the heap that are in use once the garbage is gone: what the first collection lets go, the second one takes. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** The same with what lies beside the heap, as packed rows do. */
function bytesInUse(): number {
  return heapInUse() + process.memoryUsage().arrayBuffers;
}

/**
 * Megabytes by which the last quarter of the takes lies above the first one, by their medians: a single take also holds
 * what the tests before left behind, or what a stream has not let go yet.
 */
function growthMb(takes: readonly number[]): number {
  const quarter = Math.ceil(takes.length / 4);
  return (medianOf(takes.slice(-quarter)) - medianOf(takes.slice(0, quarter))) / MB;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

/** A file of games against clubs that nobody knows. */
async function* unknownTeams(rows: number): AsyncGenerator<Buffer> {
  yield Buffer.from('season,league,date,time,home_team,away_team,venue\n');
  for (let row = 0; row < rows; row += 1) {
    const day = new Date(Date.UTC(2026, 8, 1) + (row % 80) * 86_400_000).toISOString().slice(0, 10);
    const club = `Nowhere Town ${Math.floor(row / 80)}`;
    yield Buffer.from(`2026,Premier League,${day},20:30,${club},Arsenal,"Ground ${row}"\n`);
  }
}

describe('large schedule files', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  const request = (rows: number, share: number, onProgress: (rowsRead: number) => void) =>
    requestOf('', {
      source: wideFootballCsv({ rows, season: 2026, share }),
      sourceName: 'wide.csv',
      sport: 'FOOTBALL',
      // More games than six leagues have.
      accept: ['second-meeting'],
      onProgress,
    });

  it('of 250,000 rows, most of other seasons, are read with flat memory and progress', async () => {
    const heap: number[] = [];
    const progress: number[] = [];
    const result = await test.app.ingestService.ingest(
      request(250_000, 0.004, (rows) => {
        progress.push(rows);
        if (rows % 10_000 === 0) heap.push(heapInUse());
      }),
    );
    expect(result).toMatchObject({
      rows: 250_000,
      rows_other_seasons: 249_000,
      games_added: 1_000,
      tasks_enqueued: 1_000,
      quarantined: [],
    });
    expect(progress.length).toBeGreaterThanOrEqual(250);
    expect(progress.at(-1)).toBe(250_000);
    expect(heap.length).toBeGreaterThanOrEqual(20);
    // Kept rows would weigh some 60 MB by the end.
    expect(growthMb(heap)).toBeLessThan(12);
  });

  it('of 100,000 games that all go in are kept in memory that hardly grows, and looked at by parts', async () => {
    const directory = await loadTeamDirectory(test.app.database.db, 'FOOTBALL');
    const heap: number[] = [];
    const file = await readRows(
      request(100_000, 1, (rows) => {
        if (rows % 10_000 === 0) heap.push(bytesInUse());
      }),
      { ...directory, sport: 'FOOTBALL', findOpenRow: undefined },
    );
    const parts = file.games.parts();
    let games = 0;
    for (const part of parts) {
      games += part.games().length;
      heap.push(bytesInUse());
    }
    expect(games).toBe(100_000);
    expect(parts.length).toBeGreaterThanOrEqual(8);
    // As objects they would weigh 50 MB and more at the end of the file, and in each part.
    expect(growthMb(heap)).toBeLessThan(10);
  });

  it('of 40,000 rows that cannot be used are kept in memory that hardly grows', async () => {
    const directory = await loadTeamDirectory(test.app.database.db, 'FOOTBALL');
    const heap: number[] = [];
    const file = await readRows(
      {
        ...request(0, 1, (rows) => {
          if (rows % 2_000 === 0) heap.push(bytesInUse());
        }),
        source: unknownTeams(40_000),
      },
      { ...directory, sport: 'FOOTBALL', findOpenRow: undefined },
    );
    expect(file.rejected.length).toBe(40_000);
    expect(heap.length).toBeGreaterThanOrEqual(20);
    // As objects they would weigh some 30 MB more in the last quarter than in the first.
    expect(growthMb(heap)).toBeLessThan(10);
  });

  it('of 20,000 games in six leagues go in whole, and change nothing the second time', async () => {
    await test.app.database.db.execute(sql`truncate games, schedule_imports cascade`);
    for (const queue of test.app.store.bullQueues()) await queue.obliterate({ force: true });
    const first = await test.app.ingestService.ingest(request(20_000, 1, () => undefined));
    expect(first).toMatchObject({ games_added: 20_000, tasks_created: 20_000 });
    // A queue that is too slow for one of the pages takes it the next time.
    let enqueued = first.tasks_enqueued;
    const publishRest = async () => (enqueued += (await test.app.publisher.tryPublishPending()).published);
    await expect.poll(publishRest).toBe(20_000);
    const again = await test.app.ingestService.ingest(request(20_000, 1, () => undefined));
    expect(again).toMatchObject({ games_added: 0, games_moved: 0, games_unchanged: 20_000 });
    const leagues = await firstRow(
      test.app.database.db,
      sql`select count(distinct league_id) as leagues, count(*) as games from games`,
    );
    expect(leagues).toEqual({ leagues: 6, games: 20_000 });
    expect(await driftOf(test)).toEqual(NO_DRIFT);
  });
});
