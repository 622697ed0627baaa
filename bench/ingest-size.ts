import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { Measurement } from './main.ts';
import { type WideFile, wideFootballCsv } from './schedule-files.ts';
import type { BenchWorld } from './world.ts';

/** Seasons that no other measurement uses. */
const FILES: readonly (WideFile & { name: string })[] = [
  { name: 'ingest 1,230 rows', rows: 1_230, season: 2027, share: 1 },
  { name: 'ingest 20,000 rows, all games', rows: 20_000, season: 2028, share: 1 },
  { name: 'ingest 250,000 rows, 1 in 250', rows: 250_000, season: 2029, share: 0.004 },
];

/** Files of growing size into games, tasks and jobs, against reading the same text with csv-parse alone. */
export async function measureIngestSizes({ app }: BenchWorld): Promise<Measurement[]> {
  const results: Measurement[] = [];
  for (const { name, ...file } of FILES) {
    const floorStart = performance.now();
    await countRecords(file);
    const floorMs = performance.now() - floorStart;

    const start = performance.now();
    const result = await app.ingestService.ingest({
      source: wideFootballCsv(file),
      accept: ['second-meeting'],
      sourceName: `${name}.csv`,
      sport: 'FOOTBALL',
      seasonYear: file.season,
      isSync: false,
      isDryRun: false,
      isStrict: true,
      past: 'all',
      actor: 'bench',
    });
    const oursMs = performance.now() - start;
    if (result.rows !== file.rows || result.games_added !== Math.ceil(file.rows * file.share)) {
      throw new Error(`the ingest is not whole: ${JSON.stringify({ ...result, quarantined: undefined })}`);
    }
    const rowsPerSecond = Math.round(file.rows / (oursMs / 1000));
    results.push({
      name,
      description: `${rowsPerSecond} rows/s to games, tasks and jobs; floor: csv-parse alone`,
      items: file.rows,
      oursMs,
      floorMs,
      ratio: oursMs / floorMs,
    });
  }
  return results;
}

async function countRecords(file: WideFile): Promise<number> {
  let count = 0;
  const parser = Readable.from(wideFootballCsv(file)).pipe(parse({ columns: true }));
  for await (const _record of parser) count += 1;
  return count;
}
