import type { DatabaseHandle } from '../../db/database.ts';
import { databasePlace } from '../facts/database-server.ts';
import type { Verdict } from './finding.ts';

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
    [database, directDatabase].map(({ db }) => databasePlace.read(db, null)),
  );
  if (pooled === direct) return [{ status: 'ok', detail: 'through a pooler, and past it', remedy: '' }];
  return [
    {
      status: 'fail',
      detail: 'DATABASE_URL and DATABASE_DIRECT_URL lead to different databases',
      remedy: 'Name the same database in both, once through the pooler and once past it.',
    },
  ];
}
