import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { inputDatasets } from '../../src/datasets/dataset.ts';
import { HOUSEKEEPING_TABLES } from '../../src/datasets/housekeeping.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';

const catalog = await loadDatasets();
const keyed = catalog.inOrder.flatMap((dataset) =>
  dataset.refresh && 'write' in dataset.refresh ? [{ dataset, refresh: dataset.refresh }] : [],
);
const compared = catalog.inOrder.flatMap((dataset) =>
  dataset.refresh && 'rows' in dataset.refresh ? [{ dataset, refresh: dataset.refresh }] : [],
);
const replayed = catalog.inOrder.flatMap((dataset) =>
  dataset.refresh && 'replay' in dataset.refresh ? [{ dataset, refresh: dataset.refresh }] : [],
);

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

  it.each(keyed.map((one) => [one.dataset.name, one] as const))(
    'names everything that %s is computed from',
    async (_name, { dataset, refresh }) => {
      const read = await relationsOf(refresh.write({ seasonYear: 2025, entityIds: [1] }));
      read.delete(dataset.name);
      expect([...read].toSorted()).toEqual([...inputDatasets(dataset)].toSorted());
    },
  );

  it.each(compared.map((one) => [one.dataset.name, one] as const))(
    'names everything that rows of %s are compared by',
    async (_name, { dataset, refresh }) => {
      const read = await relationsOf(refresh.rows({ seasonYear: 2025, entityIds: [1] }));
      expect([...read].toSorted()).toEqual([...inputDatasets(dataset)].toSorted());
    },
  );

  it.each(keyed.map((one) => [one.dataset.name, one] as const))(
    'removes nothing but rows of %s before they are computed anew',
    async (_name, { dataset, refresh }) => {
      const read = await relationsOf(refresh.remove({ seasonYear: 2025 }));
      expect([...read]).toEqual([dataset.name]);
    },
  );

  it.each(replayed.map((one) => [one.dataset.name, one] as const))(
    'names everything that %s is replayed from',
    async (_name, { dataset, refresh }) => {
      const { db } = test.app.database;
      await db.execute(
        sql`insert into seasons (sport_id, year) select id, 2031 from sports on conflict do nothing`,
      );
      await db.execute(sql`
        insert into games (sport_id, season_id, league_id, game_date, slate_date, game_datetime, home_team_id, away_team_id)
        select one.sport_id, seasons.id, one.league_id, '2031-12-01', '2031-12-01', '2031-12-01 18:00Z', one.id, other.id
        from teams as one join teams as other on other.league_id = one.league_id and other.id > one.id
        join seasons on seasons.sport_id = one.sport_id and seasons.year = 2031
        where one.abbreviation = 'ARS' and not exists (select from games where games.season_id = seasons.id)`);
      // A transaction keeps the lock of every table that it read.
      const read = await db.transaction(async (tx) => {
        await refresh.replay(tx, [{ seasonYear: 2031 }]);
        return rowsOf<{ name: string }>(
          tx,
          sql`select distinct coalesce(pg_partition_root(relation), relation)::regclass::text as name
              from pg_locks join pg_class on pg_class.oid = relation
              where pid = pg_backend_pid() and relkind in ('r', 'p', 'v')
                and relnamespace = 'public'::regnamespace and mode = 'AccessShareLock'`,
        );
      });
      const names = read.map(({ name }) => name).filter((name) => name !== dataset.name);
      expect(names.toSorted()).toEqual(inputDatasets(dataset).toSorted());
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
