import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { readOtherRules } from '../../datasets/follow-rules.ts';
import { type Freshness, type FreshnessTerms, freshnessOf } from '../../datasets/freshness.ts';
import { NOTHING_PENDING, type PendingChanges, readPendingChanges } from '../../datasets/pending-changes.ts';
import type { Executor } from '../../db/database.ts';
import { dataRefreshLog } from '../../db/schema/datasets.ts';
import type { Fact } from './fact.ts';

/** How a computed dataset stands beside its inputs. */
export type DatasetFreshness = PendingChanges & {
  name: string;
  freshness: Freshness;
  fresh_within_seconds: number | null;
  /** False where its rows were computed by the constants and formulas of another release. */
  follows_rules: boolean;
  /** Why its refresh failed last; null where no pending change has failed. */
  last_error: string | null;
};

export const datasetFreshness: Fact<{ datasets: readonly FreshnessTerms[] }, readonly DatasetFreshness[]> = {
  name: 'dataset_freshness',
  meaning:
    'Changes of inputs that computed datasets do not hold yet, and which datasets are late: a change waits for longer than the dataset promises; and which were computed by the rules of another release.',
  unit: 'keys; seconds of lag',
  window: 'now',
  async read(executor, { datasets }) {
    if (datasets.length === 0) return [];
    const follows = datasets.flatMap((dataset) => dataset.follows);
    const pending = await readPendingChanges(executor, follows);
    const failing = [...pending].filter(([, { failed_changes: failed }]) => failed > 0);
    const errors = await lastErrors(
      executor,
      failing.map(([name]) => name),
    );
    const others = await readOtherRules(
      executor,
      datasets.flatMap(({ name, rules }) => (rules === null ? [] : [{ name, rules }])),
    );
    return datasets.map(({ name, fresh_within_seconds }) => {
      const changes = pending.get(name) ?? NOTHING_PENDING;
      return {
        name,
        freshness: freshnessOf(changes, fresh_within_seconds),
        fresh_within_seconds,
        ...changes,
        follows_rules: !others.some((other) => other.name === name && other.known !== null),
        last_error: errors.get(name) ?? null,
      };
    });
  },
};

/** The error of the last failed refresh of each dataset, by one look at the index for each. */
async function lastErrors(
  executor: Executor,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const newest = executor
    .select({ id: dataRefreshLog.id })
    .from(dataRefreshLog)
    .where(and(eq(dataRefreshLog.dataset, sql`failing.name`), eq(dataRefreshLog.status, 'failed')))
    .orderBy(desc(dataRefreshLog.startedAt), desc(dataRefreshLog.id))
    .limit(1);
  const ids = sql`(select (${newest}) from unnest(${sql.param([...names])}::text[]) as failing (name))`;
  const rows = await executor
    .select({ dataset: dataRefreshLog.dataset, error: dataRefreshLog.error })
    .from(dataRefreshLog)
    .where(inArray(dataRefreshLog.id, ids));
  return new Map(rows.flatMap(({ dataset, error }) => (error === null ? [] : [[dataset, error]])));
}
