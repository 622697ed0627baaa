import { Gauge } from 'prom-client';
import { databaseSize, databaseTime, readerTables } from '../facts/database-server.ts';
import type { MetricGroup } from './metric-group.ts';

/** Rows of years are counted, which scrapes need not wait for each time. */
const COUNTED_EVERY_MS = 60_000;

/** How large the database is, and how many rows each table of the schema for readers has. */
export function readerMetrics({ schema }: { schema: string }): MetricGroup {
  return (registry) => {
    const rows = new Gauge({
      name: `${schema}_db_table_rows`,
      help: `Rows of each table and view of the schema ${schema}, counted once a minute at most.`,
      labelNames: ['table'],
      registers: [registry],
    });
    const size = new Gauge({
      name: 'scoracle_database_size_bytes',
      help: 'What the database takes on disk, all its schemas together.',
      registers: [registry],
    });
    let countedAtMs = Number.NEGATIVE_INFINITY;
    return async (db) => {
      size.set(await databaseSize.read(db, null));
      const nowMs = (await databaseTime.read(db, null)).getTime();
      if (nowMs - countedAtMs < COUNTED_EVERY_MS) return;
      countedAtMs = nowMs;
      const tables = await readerTables.read(db, { schema });
      rows.reset();
      for (const { table, rows: counted } of tables) rows.set({ table }, counted);
    };
  };
}
