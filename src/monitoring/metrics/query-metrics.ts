import { Gauge } from 'prom-client';
import type { Database } from '../../db/database.ts';
import { databaseTime } from '../facts/database-server.ts';
import type { MetricGroup } from './metric-group.ts';

/** A query that readers ask again and again, by the name under which its time is told. */
export type StandingQuery = { name: string; ask: (db: Database, now: Date) => Promise<unknown> };

/** Scrapes need not wait for queries each time. */
const ASKED_EVERY_MS = 60_000;

/** How long standing queries take: each is asked as its readers ask it, once a minute at most. */
export function queryMetrics({
  schema,
  queries,
}: {
  /** The schema for readers, whose name the metric bears. */
  schema: string;
  queries: readonly StandingQuery[];
}): MetricGroup {
  return (registry) => {
    const duration = new Gauge({
      name: `${schema}_db_query_duration_seconds`,
      help: 'How long standing queries took when they were asked last, once a minute at most.',
      labelNames: ['query'],
      registers: [registry],
    });
    let askedAtMs = Number.NEGATIVE_INFINITY;
    return async (db) => {
      const now = await databaseTime.read(db, null);
      if (now.getTime() - askedAtMs < ASKED_EVERY_MS) return;
      askedAtMs = now.getTime();
      for (const { name, ask } of queries) {
        const end = duration.startTimer({ query: name });
        await ask(db, now);
        end();
      }
    };
  };
}
