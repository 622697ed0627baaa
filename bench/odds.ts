import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { type SQL, sql } from 'drizzle-orm';
import { firstRow, rowsOf } from '../src/db/rows.ts';
import { type LoadResult, loadOdds } from '../src/odds/load/load-odds.ts';
import { quotesQuery, readGameEvents } from '../src/odds/read/game-quotes.ts';
import { readMovement } from '../src/odds/read/odds-queries.ts';
import { ensureMonthsOf } from '../src/odds/store/month-partitions.ts';
import { percentile } from './contest/statistics.ts';
import type { Measurement } from './measurement.ts';
import { FILLED_MONTHS, changeLog, fillChanges, filledMonths, weekCsv } from './odds-data.ts';
import type { BenchWorld } from './world.ts';

/** Rows of one statement of the floor. */
const FLOOR_BATCH = 5_000;

/** How often the movement is asked for. */
const LOOKS = 30;

/**
 * A log of changes into the tables of odds, and the movement of a game among many others. The floor of the load reads the
 * same text with csv-parse and writes the same rows with the same indexes in one transaction; that of the movement reads
 * the game's changes with one statement by its index.
 */
export async function measureOdds(
  world: BenchWorld,
  { changes, rows }: { changes: number; rows: number },
): Promise<Measurement[]> {
  await ingestWeek(world);
  return [await measureLoad(world, changes), await measureMovement(world, rows)];
}

async function ingestWeek({ app }: BenchWorld): Promise<void> {
  await app.ingestService.ingest({
    source: Readable.from([Buffer.from(weekCsv())]),
    sourceName: 'week.csv',
    sport: 'NFL',
    seasonYear: 2026,
    timezone: 'UTC',
    isSync: false,
    isDryRun: false,
    isStrict: true,
    past: 'none',
    actor: 'bench',
  });
}

async function measureLoad(world: BenchWorld, changes: number): Promise<Measurement> {
  const text = changeLog(changes);
  const start = performance.now();
  const result = await loadText(world, text);
  const oursMs = performance.now() - start;
  if (result.changes !== changes) throw new Error(`the load is not whole: ${JSON.stringify(result)}`);
  const floorMs = await loadFloor(world, text);
  return {
    name: `load ${changes.toLocaleString('en')} changes of odds`,
    description: `${Math.round(changes / (oursMs / 1_000))} changes/s; floor: csv-parse, the same rows with the same indexes`,
    items: changes,
    oursMs,
    floorMs,
    ratio: oursMs / floorMs,
  };
}

function loadText({ app }: BenchWorld, text: string): Promise<LoadResult> {
  const deps = { db: app.database.db, clock: app.clock, parserVersion: app.parserVersion };
  const open = () => Promise.resolve(Readable.from([Buffer.from(text)]));
  return loadOdds(deps, { open, sourceName: 'log.csv', isDryRun: false, actor: 'bench' });
}

/** What stands and what changed, as they are, into tables of the same shape that nobody reads. */
async function loadFloor({ app }: BenchWorld, text: string): Promise<number> {
  const { db } = app.database;
  const tables: { table: SQL; rows: { row: unknown }[] }[] = [];
  for (const table of ['odds_current', 'odds_changes']) {
    const rows = await rowsOf<{ row: unknown }>(
      db,
      sql`select to_jsonb(stored) as row from ${sql.raw(table)} as stored`,
    );
    await db.execute(
      sql.raw(`create table bench_${table} (like ${table} including defaults including indexes)`),
    );
    tables.push({ table: sql.raw(`bench_${table}`), rows });
  }
  const start = performance.now();
  for await (const _record of Readable.from([text]).pipe(parse({ columns: true })));
  await db.transaction(async (transaction) => {
    for (const { table, rows } of tables)
      for (let from = 0; from < rows.length; from += FLOOR_BATCH) {
        const batch = JSON.stringify(rows.slice(from, from + FLOOR_BATCH).map(({ row }) => row));
        await transaction.execute(
          sql`insert into ${table} select * from json_populate_recordset(null::${table}, ${batch}::json)`,
        );
      }
  });
  return performance.now() - start;
}

async function measureMovement({ app }: BenchWorld, rows: number): Promise<Measurement> {
  const { db } = app.database;
  await ensureMonthsOf(db, filledMonths());
  await fillChanges(db, rows);
  const game = await firstRow<{ id: number }>(
    db,
    sql`select game_id as id from odds_events where game_id is not null order by id limit 1`,
  );
  const gameEvents = game && (await readGameEvents(db, game.id));
  const [event] = gameEvents?.events ?? [];
  if (game === undefined || event === undefined)
    throw new Error('no event of the log was linked to its game');
  const query = quotesQuery(db, [event], {});
  const plan = await rowsOf<{ 'QUERY PLAN': string }>(db, sql`explain ${query}`);
  const partitions = new Set(
    plan.flatMap((line) => line['QUERY PLAN'].match(/\bodds_changes_(?:\d{4}_\d\d|other)/g) ?? []),
  );
  if (partitions.size !== 1) throw new Error(`not one partition is read: ${JSON.stringify(plan)}`);
  const oursMs = await median(() => readMovement(db, game.id, { keyNumbersOf: () => [3, 7] }));
  const floorMs = await median(() =>
    db.execute(sql`select * from odds_changes where event_id = ${event.id}
    and captured_at between ${event.firstSeenAt.toISOString()} and ${event.lastSeenAt.toISOString()}`),
  );
  return {
    name: 'movement of a game',
    description: `all markets, among ${rows.toLocaleString('en')} changes over ${FILLED_MONTHS} months, one partition read; floor: its changes by one statement`,
    items: rows,
    oursMs,
    floorMs,
    ratio: oursMs / floorMs,
  };
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const found: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    const start = performance.now();
    await work();
    found.push(performance.now() - start);
  }
  return percentile(found, 0.5);
}
