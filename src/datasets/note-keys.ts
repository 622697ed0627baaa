import { count, sql } from 'drizzle-orm';
import type { Transaction } from '../db/locked-transaction.ts';
import { firstRow } from '../db/rows.ts';
import { selecting } from '../db/selecting.ts';
import { changedKeys } from '../db/schema/datasets.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import { type Dataset, type KeySelection, inputDatasets } from './dataset.ts';

/** Keys of one change: a batch of a hundred changes is then as much as a transaction of fifty games. */
const KEYS_PER_CHANGE = 20;

/** A dataset that cannot be computed when somebody asks: its rows are collected, or it does not say whose they are. */
export class NotRefreshableError extends Error {
  override readonly name = 'NotRefreshableError';
}

/** Which part of a dataset is to be computed anew, and who asks for it. */
export type RefreshOrder = {
  dataset: Dataset;
  selection: KeySelection;
  actor: { name: string; reason?: string | undefined };
};

/** What was noted: how many keys, and the number of the last change that names them; 0 where there is none. */
export type NotedKeys = { keys: number; upTo: number };

/**
 * Notes everybody of the selection as changed, for this dataset alone, in the caller's transaction: whatever interrupts
 * the refresh, the next one takes what is left. Throws NotRefreshableError.
 */
export async function noteKeys(
  tx: Transaction,
  { dataset, selection, actor }: RefreshOrder,
): Promise<NotedKeys> {
  const keys = dataset.refresh?.keys?.(selection);
  const [input] = inputDatasets(dataset);
  if (!keys || input === undefined)
    throw new NotRefreshableError(
      dataset.refresh
        ? `${dataset.name} follows changes of its inputs only`
        : `${dataset.name} is collected, not computed`,
    );
  const columns = [changedKeys.input, changedKeys.seasonYear, changedKeys.entityIds, changedKeys.dataset];
  const names = columns.map(({ name }) => sql.identifier(name));
  const noted = await firstRow(
    tx,
    selecting(
      { keys: sql<number>`${count()}`, up_to: sql<number>`(select coalesce(max(id), 0) from noted)::float8` },
      (list) => sql`
      with wanted as (${keys}), part as (
        select season_year, entity_id,
               (row_number() over (partition by season_year order by entity_id) - 1) / ${KEYS_PER_CHANGE}::int as number
        from wanted
      ), noted as (
        insert into ${changedKeys} (${sql.join(names, sql`, `)})
        select ${input}, season_year, array_agg(entity_id order by entity_id)::int[], ${dataset.name}
        from part group by season_year, number order by season_year, number
        returning ${changedKeys.id} as id
      )
      select ${list} from wanted`,
    ),
  );
  await recordSystemEvent(tx, {
    kind: 'dataset_refresh_requested',
    subject: dataset.name,
    message: `${actor.name} asked for a refresh of ${dataset.name}${actor.reason ? ` (${actor.reason})` : ''}.`,
    data: { ...selection, keys: noted?.keys ?? 0 },
  });
  return { keys: noted?.keys ?? 0, upTo: noted?.up_to ?? 0 };
}
