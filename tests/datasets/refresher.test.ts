import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/db/rows.ts';
import { changedKeys, dataRefreshLog } from '../../src/db/schema/datasets.ts';
import { seasonFigureChanges } from '../../src/db/schema/figures.ts';
import { createDatasetCatalog } from '../../src/datasets/catalog.ts';
import type { Dataset, KeyedRefresh } from '../../src/datasets/dataset.ts';
import { pruneRefreshLog } from '../../src/datasets/refresh-log.ts';
import { createDatasetRefresher } from '../../src/datasets/refresher.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';

/** Sums by player, and their double: a chain of two that follow one input. */
const SUMS: KeyedRefresh = {
  remove: ({ seasonYear, entityIds = [] }) =>
    sql`delete from toy_sums where season = ${seasonYear} and player = any(${sql.param([...entityIds])}::int[])`,
  write: ({ seasonYear, entityIds = [] }) => sql`
    insert into toy_sums select season, player, sum(points) from toy_lines
    where season = ${seasonYear} and player = any(${sql.param([...entityIds])}::int[]) group by 1, 2`,
};
const DOUBLES: KeyedRefresh = {
  remove: ({ seasonYear, entityIds = [] }) =>
    sql`delete from toy_doubles where season = ${seasonYear} and player = any(${sql.param([...entityIds])}::int[])`,
  write: ({ seasonYear, entityIds = [] }) => sql`
    insert into toy_doubles select season, player, 2 * points from toy_sums
    where season = ${seasonYear} and player = any(${sql.param([...entityIds])}::int[])`,
};

function toy(name: string, inputs: readonly string[], refresh?: KeyedRefresh): Dataset {
  return {
    name,
    relation: 'table',
    grain: 'one row',
    meaning: 'For a test.',
    inputs: inputs.map((dataset) => ({ dataset })),
    ...(refresh ? { refresh } : {}),
  };
}

describe('the refresher of datasets', () => {
  let test: TestApp;
  const db = () => test.app.database.db;

  beforeEach(async () => {
    test = await createTestApp();
    await db().execute(sql`create table toy_lines (season int, player int, points int)`);
    await db().execute(
      sql`create table toy_sums (season int, player int, points int, primary key (season, player))`,
    );
    await db().execute(
      sql`create table toy_doubles (season int, player int, points int, primary key (season, player))`,
    );
    await db().execute(
      sql`insert into toy_lines values (2025, 1, 10), (2025, 1, 5), (2025, 2, 7), (2024, 1, 3)`,
    );
  });
  afterEach(() => test.close());

  function refresher(...datasets: Dataset[]) {
    const catalog = createDatasetCatalog([toy('toy_lines', []), ...datasets]);
    return createDatasetRefresher({ db: db(), catalog, logger: silentLogger() });
  }
  const note = (seasonYear: number, ...entityIds: number[]) =>
    db().insert(changedKeys).values({ input: 'toy_lines', seasonYear, entityIds });
  const rows = (table: string) =>
    rowsOf(db(), sql`select * from ${sql.identifier(table)} order by season, player`);

  it('waits while inputs keep changing, and not for longer than it may', async () => {
    const datasets = refresher(toy('toy_sums', ['toy_lines'], SUMS));
    const pace = { calmAfterMs: 60_000, longestMs: 300_000 };
    const changed = (agoMs: number) =>
      db().execute(
        sql`insert into ${changedKeys} (input, season_year, entity_ids, due_at)
            values ('toy_lines', 2025, '{1}', now() - ${agoMs}::int * interval '1 millisecond')`,
      );
    await changed(120_000);
    await changed(10_000);
    expect(await datasets.refresh(undefined, pace)).toMatchObject({ changes: 0 });
    // Whoever does not ask for a pace has it at once.
    expect(await datasets.refresh()).toMatchObject({ changes: 2 });
    await changed(61_000);
    expect(await datasets.refresh(undefined, pace)).toMatchObject({ changes: 1 });
    await changed(301_000);
    await changed(0);
    expect(await datasets.refresh(undefined, pace)).toMatchObject({ changes: 2 });
    // What is due later keeps nothing back.
    await changed(61_000);
    await changed(-600_000);
    expect(await datasets.refresh(undefined, pace)).toMatchObject({ changes: 1 });
  });

  it('computes what follows from a change, and what follows from that', async () => {
    await note(2025, 1);
    await note(2025, 1, 2);
    const done = await refresher(
      toy('toy_doubles', ['toy_sums'], DOUBLES),
      toy('toy_sums', ['toy_lines'], SUMS),
    ).refresh();
    expect(done).toEqual({ isDone: true, changes: 2, entities: 4, failures: 0 });
    expect(await rows('toy_doubles')).toEqual([
      { season: 2025, player: 1, points: 30 },
      { season: 2025, player: 2, points: 14 },
    ]);
    expect(await rows('toy_sums'), 'nobody else is touched').toHaveLength(2);
    expect(
      await db()
        .select({
          dataset: dataRefreshLog.dataset,
          written: dataRefreshLog.rowsWritten,
          scope: dataRefreshLog.scope,
        })
        .from(dataRefreshLog)
        .orderBy(dataRefreshLog.id),
    ).toEqual([
      { dataset: 'toy_sums', written: 2, scope: { season: 2025, entities: 2 } },
      { dataset: 'toy_doubles', written: 2, scope: { season: 2025, entities: 2 } },
    ]);
  });

  it('keeps a change for a dataset that fails, and refreshes all others', async () => {
    const broken: KeyedRefresh = { ...SUMS, write: () => sql`insert into toy_doubles values (1 / 0, 1, 1)` };
    await note(2025, 2);
    const [noted] = await db().select().from(changedKeys);
    const outcome = await refresher(
      toy('broken', ['toy_lines'], broken),
      toy('toy_sums', ['toy_lines'], SUMS),
    ).refresh();
    expect(outcome).toMatchObject({ isDone: true, changes: 1, entities: 1, failures: 1 });
    expect(await rows('toy_sums')).toHaveLength(1);
    const [kept, ...more] = await db().select().from(changedKeys);
    expect(more).toEqual([]);
    expect(kept).toMatchObject({
      dataset: 'broken',
      entityIds: [2],
      failures: 1,
      createdAt: noted?.createdAt,
    });
    expect((kept?.dueAt.getTime() ?? 0) - (noted?.dueAt.getTime() ?? 0)).toBeGreaterThanOrEqual(60_000);
    const [failed] = await db().select().from(dataRefreshLog).where(eq(dataRefreshLog.status, 'failed'));
    expect(failed).toMatchObject({ dataset: 'broken', error: expect.stringContaining('division by zero') });

    // Mended, and its time has come: only that dataset follows.
    await db().update(changedKeys).set({ dueAt: sql`now()` });
    const mended = await refresher(
      toy('broken', ['toy_lines'], DOUBLES),
      toy('toy_sums', ['toy_lines'], SUMS),
    ).refresh();
    expect(mended).toMatchObject({ changes: 1, entities: 1, failures: 0 });
    expect(await rows('toy_doubles')).toEqual([{ season: 2025, player: 2, points: 14 }]);
    expect(await db().select().from(changedKeys)).toEqual([]);
  });

  it('loses no change to an interruption', async () => {
    await note(2025, 1);
    const dying: KeyedRefresh = { ...SUMS, write: () => sql`select pg_terminate_backend(pg_backend_pid())` };
    await expect(refresher(toy('toy_sums', ['toy_lines'], dying)).refresh()).rejects.toThrow(/Failed query/);
    expect(await db().select().from(changedKeys)).toHaveLength(1);
    await refresher(toy('toy_sums', ['toy_lines'], SUMS)).refresh();
    expect(await rows('toy_sums')).toEqual([{ season: 2025, player: 1, points: 15 }]);
  });

  it('follows what a transaction of an older version noted', async () => {
    await db()
      .insert(seasonFigureChanges)
      .values({ sport: 'NBA', entity: 'player', seasonYear: 2025, entityIds: [1] });
    const sums = { ...toy('toy_sums', ['nba_player_game_stats'], SUMS) };
    const catalog = createDatasetCatalog([toy('nba_player_game_stats', []), sums]);
    await createDatasetRefresher({ db: db(), catalog, logger: silentLogger() }).refresh();
    expect(await rows('toy_sums')).toHaveLength(1);
  });

  it('forgets refreshes that are older than they are kept', async () => {
    await note(2025, 1);
    await refresher(toy('toy_sums', ['toy_lines'], SUMS)).refresh();
    expect(await pruneRefreshLog(db(), 30)).toBe(0);
    await db().update(dataRefreshLog).set({ startedAt: sql`now() - interval '31 days'` });
    expect(await pruneRefreshLog(db(), 30)).toBe(1);
  });
});
