import { sql } from 'drizzle-orm';
import type { DatabaseHandle } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import type { Verdict } from './finding.ts';

/** Where we are: the server by its start, the database by its own number. */
const PLACE = sql`
  select pg_postmaster_start_time()::text || ' ' || oid as place from pg_database where datname = current_database()`;

/**
 * Looks at what stands between us and PostgreSQL. With a direct address, both must lead to the same database; without
 * one, nothing may stand there that drops what we set on a connection. No finding where all is plain and well.
 */
export async function lookAtPooler(
  database: DatabaseHandle,
  directDatabase: DatabaseHandle,
): Promise<readonly Verdict[]> {
  if (database === directDatabase) {
    const row = await firstRow<{ limit: string }>(
      database.db,
      sql`select current_setting('idle_in_transaction_session_timeout') as limit`,
    );
    if (row?.limit !== '0') return [];
    return [
      {
        status: 'warn',
        detail: 'something between us and PostgreSQL drops what we set on a connection',
        remedy: 'If DATABASE_URL leads to a pooler, name PostgreSQL itself in DATABASE_DIRECT_URL.',
      },
    ];
  }
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
