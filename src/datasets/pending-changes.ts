import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { changedKeys } from '../db/schema/datasets.ts';
import type { Follow } from './lineage.ts';

/** Changes of inputs that are not in a dataset yet. */
export type PendingChanges = {
  /** Notes of changes; several may name one key. */
  changes: number;
  /** Entities of a season, each counted once. */
  keys: number;
  /** Changes whose refresh failed and that wait for the next try. */
  failed_changes: number;
  oldest_at: Date | null;
  /** Age of the oldest change in seconds; null where nothing is pending. */
  lag_seconds: number | null;
};

export const NOTHING_PENDING: PendingChanges = {
  changes: 0,
  keys: 0,
  failed_changes: 0,
  oldest_at: null,
  lag_seconds: null,
};

/** The pending changes of each dataset that has any, by its name. */
export async function readPendingChanges(
  db: Executor,
  follows: readonly Follow[],
): Promise<ReadonlyMap<string, PendingChanges>> {
  const column = (name: keyof Follow) => sql`${sql.param(follows.map((follow) => follow[name]))}::text[]`;
  const rows = await rowsOf(
    db,
    selecting(
      {
        name: sql<string>`noted.name`,
        changes: sql<number>`count(distinct noted.id)`,
        keys: sql<number>`count(distinct (noted.season_year, entity.id)) filter (where entity.id is not null)`,
        failed_changes: sql<number>`count(distinct noted.id) filter (where noted.failures > 0)`,
        oldest_at: sql<Date | null>`min(noted.created_at)`,
        lag_seconds: sql<number | null>`greatest(0, extract(epoch from now() - min(noted.created_at))::int)`,
      },
      (list) => sql`
      with noted as (
        select distinct follow.name, ${changedKeys.id} as id, ${changedKeys.seasonYear} as season_year,
               ${changedKeys.entityIds} as entity_ids, ${changedKeys.failures} as failures,
               ${changedKeys.createdAt} as created_at
        from unnest(${column('dataset')}, ${column('input')}, ${column('through')}) as follow (name, input, through)
        join ${changedKeys} on ${changedKeys.input} = follow.input
         and (${changedKeys.dataset} is null or ${changedKeys.dataset} = follow.through)
      )
      select ${list}
      from noted left join lateral unnest(noted.entity_ids) as entity (id) on true
      group by noted.name`,
    ),
  );
  return new Map(rows.map(({ name, ...pending }) => [name, pending]));
}
