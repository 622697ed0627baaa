import { Readable } from 'node:stream';
import { sql } from 'drizzle-orm';
import { generateNbaSeason } from '../simulator/provider/nba/season-schedule.ts';
import { slateCsv } from '../simulator/demo/slate.ts';
import type { Measurement } from './main.ts';
import type { BenchWorld } from './world.ts';

const SEASON = 2026;

/**
 * A season file into games, tasks and jobs, against the floor of writing as many rows to one plain table with
 * one statement.
 */
export async function measureIngest({ app }: BenchWorld, games: number): Promise<Measurement> {
  const season = generateNbaSeason({ seed: 1, season: SEASON }).slice(0, games);
  const csv = slateCsv(
    season.map(({ home, away, startMs }) => ({ league: 'NBA', home, away, tipOffMs: startMs })),
  );
  const { db } = app.database;
  await db.execute(
    sql`create table bench_floor (id serial primary key, home text, away text, at timestamptz)`,
  );
  const rows = JSON.stringify(
    season.map(({ home, away, startMs }) => ({ home, away, at: new Date(startMs) })),
  );
  const floorStart = performance.now();
  await db.execute(sql`
    insert into bench_floor (home, away, at) select home, away, at
    from json_populate_recordset(null::bench_floor, ${rows}::json)`);
  const floorMs = performance.now() - floorStart;

  const start = performance.now();
  const result = await app.ingestService.ingest({
    source: Readable.from([Buffer.from(csv)]),
    sourceName: 'bench.csv',
    sport: 'NBA',
    seasonYear: SEASON,
    isSync: false,
    isDryRun: false,
    isStrict: true,
    past: 'all',
    actor: 'bench',
  });
  const oursMs = performance.now() - start;
  if (result.games_added !== season.length || result.tasks_enqueued !== season.length) {
    throw new Error(`the ingest is not whole: ${JSON.stringify(result)}`);
  }
  return {
    name: 'ingest (postgres)',
    description: 'file to games, tasks and jobs; floor: as many plain rows in one statement',
    items: season.length,
    oursMs,
    floorMs,
    ratio: oursMs / floorMs,
  };
}
