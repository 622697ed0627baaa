import { Gauge } from 'prom-client';
import type { Database } from '../../db/database.ts';
import { databaseSize, readerTables } from '../facts/database-server.ts';
import type { MetricGroup } from './metric-group.ts';

/** A query that readers ask again and again, by the name that its time is told under. */
export type StandingQuery = { name: string; ask: (db: Database) => Promise<unknown> };

/** Rows of years are counted and queries are asked, which scrapes need not wait for each time. */
const MEASURED_EVERY_MS = 60_000;

/**
 * How large the database is, how many rows each table of the schema for readers has, and how long standing queries
 * take.
 */
export function readerMetrics({
  schema,
  queries,
}: {
  schema: string;
  queries: readonly StandingQuery[];
}): MetricGroup {
  return (registry) => {
    const registers = [registry];
    const rows = new Gauge({
      name: `${schema}_db_table_rows`,
      help: `Rows of each table and view of the schema ${schema}, counted once a minute at most.`,
      labelNames: ['table'],
      registers,
    });
    const duration = new Gauge({
      name: `${schema}_db_query_duration_seconds`,
      help: 'How long standing queries took when they were asked last, once a minute at most.',
      labelNames: ['query'],
      registers,
    });
    const size = new Gauge({
      name: 'scoracle_database_size_bytes',
      help: 'What the database takes on disk, all its schemas together.',
      registers,
    });
    let measuredAtMs = Number.NEGATIVE_INFINITY;

    async function timed<Result>(query: string, ask: () => Promise<Result>): Promise<Result> {
      const end = duration.startTimer({ query });
      const result = await ask();
      end();
      return result;
    }

    return async (db) => {
      const { bytes, readAt } = await databaseSize.read(db, null);
      size.set(bytes);
      if (readAt.getTime() - measuredAtMs < MEASURED_EVERY_MS) return;
      measuredAtMs = readAt.getTime();
      const tables = await timed('table rows', () => readerTables.read(db, { schema }));
      rows.reset();
      for (const { table, rows: counted } of tables) rows.set({ table }, counted);
      for (const { name, ask } of queries) await timed(name, () => ask(db));
    };
  };
}
