import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { inputDatasets } from '../../src/datasets/dataset.ts';
import { HOUSEKEEPING_TABLES } from '../../src/datasets/housekeeping.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';

const catalog = await loadDatasets();
const computed = catalog.inOrder.filter(({ refresh }) => refresh !== undefined);

describe('the catalog beside the database', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  it('has an entry for every table and view, or says what else it is for', async () => {
    const relations = await rowsOf<{ name: string }>(
      test.app.database.db,
      sql`select relname as name from pg_class
          where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') and not relispartition`,
    );
    const known = [...catalog.inOrder.map(({ name }) => name), ...Object.keys(HOUSEKEEPING_TABLES)];
    expect(known.toSorted()).toEqual(relations.map(({ name }) => name).toSorted());
  });

  it.each(computed.map((dataset) => [dataset.name, dataset] as const))(
    'names everything that %s is computed from',
    async (_name, dataset) => {
      const write = dataset.refresh?.write({ seasonYear: 2025, entityIds: [1] });
      const read = await relationsOf(write ?? sql`select 1`);
      read.delete(dataset.name);
      expect([...read].toSorted()).toEqual([...inputDatasets(dataset)].toSorted());
    },
  );

  it.each(computed.map((dataset) => [dataset.name, dataset] as const))(
    'removes nothing but rows of %s before they are computed anew',
    async (_name, dataset) => {
      const remove = dataset.refresh?.remove({ seasonYear: 2025 });
      expect([...(await relationsOf(remove ?? sql`select 1`))]).toEqual([dataset.name]);
    },
  );

  /** The tables that a statement touches, as the planner sees them; partitions count as their table. */
  async function relationsOf(statement: SQL): Promise<Set<string>> {
    const { db } = test.app.database;
    const [plan] = await rowsOf<{ 'QUERY PLAN': unknown }>(
      db,
      sql`explain (format json, costs off) ${statement}`,
    );
    const names = [...JSON.stringify(plan).matchAll(/"Relation Name":"(\w+)"/g)].map(
      (match) => match[1] ?? '',
    );
    const roots = await rowsOf<{ name: string }>(
      db,
      sql`select distinct coalesce(pg_partition_root(name::regclass), name::regclass)::text as name
          from unnest(${sql.param(names)}::text[]) as name`,
    );
    return new Set(roots.map(({ name }) => name));
  }
});
