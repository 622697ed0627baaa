import { sql } from 'drizzle-orm';
import type { DatabaseHandle } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import type { Verdict } from './finding.ts';

/** Where we are: the server by its start, the database by its own number. */
const PLACE = sql`
  select pg_postmaster_start_time()::text || ' ' || oid as place from pg_database where datname = current_database()`;

/**
 * Looks at what stands between us and PostgreSQL: with a direct address, both must lead to the same database. No
 * finding where there is none.
 */
export async function lookAtPooler(
  database: DatabaseHandle,
  directDatabase: DatabaseHandle,
): Promise<readonly Verdict[]> {
  if (database === directDatabase) return [];
  const [pooled, direct] = await Promise.all(
    [database, directDatabase].map(({ db }) => firstRow<{ place: string }>(db, PLACE)),
  );
  if (pooled?.place === direct?.place)
    return [{ status: 'ok', detail: 'through a pooler, and past it', remedy: '' }];
  return [
    {
      status: 'fail',
      detail: 'DATABASE_URL and DATABASE_DIRECT_URL lead to different databases',
      remedy: 'Name the same database in both, once through the pooler and once past it.',
    },
  ];
}
