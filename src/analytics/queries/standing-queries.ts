import type { Database } from '../../db/database.ts';
import { loadLeagues } from '../../reference/leagues/load-leagues.ts';
import { QUERIES } from './query-catalog.ts';
import { runQuery } from './run-query.ts';

/** The queries that need nothing said, each as it is asked of today. */
export function standingQueries() {
  return QUERIES.filter(({ required }) => required.length === 0).map((query) => ({
    name: query.name,
    async ask(db: Database, now: Date): Promise<void> {
      // No team is named.
      const names = { leagues: await loadLeagues(db), teamsOf: () => Promise.resolve([]) };
      await runQuery(db, names, { query, given: {}, now });
    },
  }));
}
