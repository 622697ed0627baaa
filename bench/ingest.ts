import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { sql } from 'drizzle-orm';
import { rowsOf } from '../src/db/rows.ts';
import { games } from '../src/db/schema/games.ts';
import { seasons } from '../src/db/schema/reference.ts';
import { seedingTasks } from '../src/db/schema/tasks.ts';
import { seedingQueue } from '../src/jobs/queue-names.ts';
import type { OutgoingJob } from '../src/jobs/store.ts';
import type { Measurement } from './measurement.ts';
import { measurePeaks } from './ingest-memory.ts';
import { type WideFile, wideFootballCsv } from './schedule-files.ts';
import type { BenchWorld } from './world.ts';

/** The season of the first file; each file has one of its own. */
const FIRST_SEASON = 2027;

/** Rows of one statement of the floor. */
const FLOOR_BATCH = 5_000;

/**
 * Files of growing size into games, tasks and jobs. The floor does what no ingest can do without: it reads the same text with
 * csv-parse, writes the same rows with the same indexes in one transaction, and adds as many jobs in bulk. It knows no teams,
 * no zones, no earlier games, and checks nothing. What an ingest runs on is loaded before, as a control process has it.
 * Memory is that of processes of their own, with a file of another season.
 */
export async function measureIngest(world: BenchWorld, sizes: readonly number[]): Promise<Measurement[]> {
  const results: Measurement[] = [];
  await ingestFile(world, 'warm up', { rows: 20, season: FIRST_SEASON - 1, share: 1 }, { isDryRun: true });
  for (const [index, rows] of sizes.entries()) {
    const file: WideFile = { rows, season: FIRST_SEASON + index, share: 1 };
    const name = `ingest ${rows.toLocaleString('en')} games`;
    const start = performance.now();
    await ingest(world, name, file);
    const oursMs = performance.now() - start;
    const floorMs = await measureFloor(world, file);
    results.push({
      name,
      description: `${Math.round(file.rows / (oursMs / 1_000))} rows/s to games, tasks and jobs; floor: csv-parse, the same rows, as many jobs`,
      items: file.rows,
      oursMs,
      floorMs,
      ratio: oursMs / floorMs,
      peakMiB: await measurePeaks(world, { ...file, season: FIRST_SEASON + sizes.length + index }),
    });
  }
  return results;
}

async function ingest(world: BenchWorld, name: string, file: WideFile): Promise<void> {
  const result = await ingestFile(world, name, file, { isDryRun: false });
  const wanted = Math.ceil(file.rows * file.share);
  if (result.rows !== file.rows || result.games_added !== wanted || result.tasks_enqueued !== wanted) {
    throw new Error(
      `the ingest is not whole: ${JSON.stringify({ ...result, quarantined: undefined, first: result.quarantined?.[0] })}`,
    );
  }
}

function ingestFile({ app }: BenchWorld, name: string, file: WideFile, { isDryRun }: { isDryRun: boolean }) {
  return app.ingestService.ingest({
    source: wideFootballCsv(file),
    accept: ['second-meeting'],
    sourceName: `${name}.csv`,
    sport: 'FOOTBALL',
    seasonYear: file.season,
    isSync: false,
    isDryRun,
    isStrict: true,
    past: 'all',
    actor: 'bench',
  });
}

async function measureFloor({ app }: BenchWorld, file: WideFile): Promise<number> {
  const { db } = app.database;
  const ofSeason = sql`${games.seasonId} in (select ${seasons.id} from ${seasons} where ${seasons.year} = ${file.season})`;
  const gameRows = await rowsOf<{ row: unknown }>(
    db,
    sql`select to_jsonb(${games}) as row from ${games} where ${ofSeason}`,
  );
  const taskRows = await rowsOf<{ row: unknown }>(
    db,
    sql`select to_jsonb(${seedingTasks}) as row from ${seedingTasks}
        where exists (select from ${games} where ${games.id} = ${seedingTasks.gameId} and ${ofSeason})`,
  );
  await db.execute(sql`drop table if exists bench_games, bench_tasks`);
  await db.execute(sql`create table bench_games (like ${games} including defaults including indexes)`);
  await db.execute(sql`create table bench_tasks (like ${seedingTasks} including defaults including indexes)`);
  const start = performance.now();
  await countRecords(file);
  await db.transaction(async (transaction) => {
    for (const [table, rows] of [
      [sql`bench_games`, gameRows],
      [sql`bench_tasks`, taskRows],
    ] as const) {
      for (let from = 0; from < rows.length; from += FLOOR_BATCH) {
        const batch = JSON.stringify(rows.slice(from, from + FLOOR_BATCH).map(({ row }) => row));
        await transaction.execute(
          sql`insert into ${table} select * from json_populate_recordset(null::${table}, ${batch}::json)`,
        );
      }
    }
  });
  await app.store.addJobs(plainJobs(file.season, taskRows.length));
  return performance.now() - start;
}

async function countRecords(file: WideFile): Promise<number> {
  let count = 0;
  const parser = Readable.from(wideFootballCsv(file)).pipe(parse({ columns: true }));
  for await (const _record of parser) count += 1;
  return count;
}

function plainJobs(season: number, count: number): OutgoingJob[] {
  return Array.from({ length: count }, (_, index) => ({
    queueName: seedingQueue('NFL'),
    jobId: `floor-${season}-${index}`,
    kind: 'seed-game',
    payload: { taskId: index + 1, gameId: index + 1, revision: 1, label: 'LAL @ GSW 2026-01-15' },
    delayMs: 86_400_000 + index,
    attempts: 4,
  }));
}
