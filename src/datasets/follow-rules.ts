import { ne, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { datasetRules } from '../db/schema/datasets.ts';
import { selecting } from '../db/selecting.ts';
import type { DatasetCatalog } from './catalog.ts';
import type { Dataset } from './dataset.ts';
import { noteKeys } from './note-keys.ts';

/** A dataset whose rows follow other rules than those of this release; `known` is null where nobody noted any. */
export type OtherRules = { name: string; rules: string; known: string | null };

/** The rules of each dataset that has some, as this release has them. */
export function rulesOfRelease(catalog: DatasetCatalog): readonly { name: string; rules: string }[] {
  return catalog.inOrder.flatMap(({ name, rules }) => (rules ? [{ name, rules: rules() }] : []));
}

/** Which datasets follow other rules than those of this release. */
export async function readOtherRules(
  db: Executor,
  ofRelease: readonly { name: string; rules: string }[],
): Promise<readonly OtherRules[]> {
  const rows = await db.select({ name: datasetRules.dataset, rules: datasetRules.rules }).from(datasetRules);
  const known = new Map(rows.map(({ name, rules }) => [name, rules]));
  return ofRelease
    .filter(({ name, rules }) => known.get(name) !== rules)
    .map(({ name, rules }) => ({ name, rules, known: known.get(name) ?? null }));
}

/**
 * Has every dataset computed anew whose rows follow other rules than those of this release. What has to be computed is
 * noted in the transaction that takes the new rules, so that whatever interrupts it, the next refresh goes on; two
 * processes note it once. Returns which datasets these are.
 */
export async function followRules(db: Database, catalog: DatasetCatalog): Promise<readonly string[]> {
  const others = await readOtherRules(db, rulesOfRelease(catalog));
  const followed: string[] = [];
  for (const { name, rules, known } of others) {
    const dataset = catalog.find(name);
    if (dataset && (await takeRules(db, dataset, { rules, known }))) followed.push(name);
  }
  return followed;
}

function takeRules(
  db: Database,
  dataset: Dataset,
  { rules, known }: Pick<OtherRules, 'rules' | 'known'>,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const taken = await tx
      .insert(datasetRules)
      .values({ dataset: dataset.name, rules })
      .onConflictDoUpdate({
        target: datasetRules.dataset,
        set: { rules, followedSince: sql`now()` },
        setWhere: ne(datasetRules.rules, rules),
      })
      .returning({ dataset: datasetRules.dataset });
    if (taken.length === 0) return false;
    if (known === null && !(await hasKeys(tx, dataset))) return false;
    const reason = known === null ? 'nobody knows by which rules it is' : `its rules were ${known}`;
    await noteKeys(tx, { dataset, selection: {}, actor: { name: 'this release', reason } });
    return true;
  });
}

/** Whether there is anything to compute: not in a database that is new. */
async function hasKeys(tx: Executor, { refresh }: Dataset): Promise<boolean> {
  const keys = refresh?.keys?.({});
  if (keys === undefined) return false;
  const found = await rowsOf(
    tx,
    selecting(
      { year: sql<number>`season_year` },
      (list) => sql`select ${list} from (${keys}) as key limit 1`,
    ),
  );
  return found.length > 0;
}
