import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetCatalog } from '../../../src/datasets/catalog.ts';
import { createDatasetQueries } from '../../../src/datasets/dataset-queries.ts';
import { freshnessOf, freshnessTerms } from '../../../src/datasets/freshness.ts';
import { changedKeys, dataRefreshLog } from '../../../src/db/schema/datasets.ts';
import { loadChecks } from '../../../src/features/check-parts.ts';
import { loadDatasets } from '../../../src/features/dataset-parts.ts';
import { loadMetrics } from '../../../src/features/metric-parts.ts';
import { judgeDatasets } from '../../../src/monitoring/alerts/judge-datasets.ts';
import { createDoctor } from '../../../src/monitoring/doctor/doctor.ts';
import { type DatasetFreshness, datasetFreshness } from '../../../src/monitoring/facts/dataset-freshness.ts';
import { createMetrics } from '../../../src/monitoring/metrics/metrics.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

describe('how fresh a dataset is', () => {
  it.each([
    [0, null, 60, 'fresh'],
    [1, 0, 60, 'following'],
    [1, 60, 60, 'following'],
    [1, 61, 60, 'late'],
    [3, 86_400, null, 'following'],
  ] as const)(
    'with %i changes, the oldest of %s s, where %s s are promised: %s',
    (changes, lag, limit, state) => {
      expect(freshnessOf({ changes, lag_seconds: lag }, limit)).toBe(state);
    },
  );
});

/** NBA players have a change that nobody computes, NFL teams one that fails, football teams one of this moment. */
describe('datasets that do not follow their inputs', () => {
  let test: TestApp;
  let catalog: DatasetCatalog;
  let facts: readonly DatasetFreshness[];
  const db = () => test.app.database.db;
  const factOf = (name: string) => facts.find((one) => one.name === name);

  beforeAll(async () => {
    test = await createTestApp();
    catalog = await loadDatasets();
    const ago = (minutes: number) => sql`now() - ${minutes} * interval '1 minute'`;
    await db()
      .insert(changedKeys)
      .values([
        { input: 'nba_player_game_stats', seasonYear: 2025, entityIds: [1, 2], createdAt: ago(20) },
        { input: 'nba_player_game_stats', seasonYear: 2025, entityIds: [2, 3], createdAt: ago(1) },
        {
          input: 'nfl_team_game_stats',
          seasonYear: 2025,
          entityIds: [9],
          dataset: 'nfl_team_season_stats',
          failures: 2,
          createdAt: ago(90),
        },
        { input: 'football_team_game_stats', seasonYear: 2025, entityIds: [4] },
      ]);
    const failure = { mode: 'keys', status: 'failed', scope: {}, finishedAt: sql`now()` } as const;
    await db()
      .insert(dataRefreshLog)
      .values([
        { ...failure, dataset: 'nfl_team_season_stats', error: 'the first reason', startedAt: ago(90) },
        { ...failure, dataset: 'nfl_team_season_stats', error: 'division by zero', startedAt: ago(30) },
        { ...failure, dataset: 'nba_player_season_stats', error: 'long ago', startedAt: ago(600) },
      ]);
    facts = await datasetFreshness.read(db(), { datasets: freshnessTerms(catalog) });
  });
  afterAll(() => test.close());

  it('are told by the fact, with what they wait for and why', () => {
    expect(facts.map(({ name }) => name).toSorted()).toEqual(
      catalog.inOrder
        .filter(({ refresh }) => refresh !== undefined)
        .map(({ name }) => name)
        .toSorted(),
    );
    expect(factOf('nba_player_season_stats')).toMatchObject({
      freshness: 'late',
      changes: 2,
      keys: 3,
      failed_changes: 0,
      last_error: null,
    });
    expect(factOf('nba_player_season_stats')?.lag_seconds).toBeGreaterThanOrEqual(1_200);
    expect(factOf('nfl_team_season_stats')).toMatchObject({
      freshness: 'late',
      failed_changes: 1,
      last_error: 'division by zero',
    });
    expect(factOf('football_team_season_stats')).toMatchObject({ freshness: 'following', keys: 1 });
    expect(factOf('nba_team_season_stats')).toMatchObject({ freshness: 'fresh', changes: 0, keys: 0 });
  });

  it('raise an alert each, which names the way to the reason', () => {
    const found = judgeDatasets(facts);
    expect(found.map(({ key }) => key)).toEqual([
      'dataset_late:mv_player_starter_splits',
      'dataset_late:nba_player_season_stats',
      'dataset_late:nfl_team_season_stats',
    ]);
    const [, waiting, failing] = found;
    expect(waiting).toMatchObject({ count: 3, path: '/datasets/nba_player_season_stats' });
    expect(waiting?.since).toEqual(factOf('nba_player_season_stats')?.oldest_at);
    expect(waiting?.remedy).toContain('refresh-datasets');
    expect(failing?.detail).toContain('division by zero');
  });

  it('stand in doctor, in the metrics and in the list of datasets alike', async () => {
    const { app } = test;
    const providerStatus = async () => [];
    const findings = await createDoctor({ checks: await loadChecks(), ...app, providerStatus }).examine();
    const ours = findings.filter(({ name }) => name === 'datasets');
    expect(ours.map(({ status }) => status)).toEqual(['warn', 'warn', 'warn']);
    expect(JSON.stringify(ours)).toMatch(/nba_player_season_stats.*nfl_team_season_stats.*division by zero/);

    const metrics = await createMetrics({ ...app, providerStatus, groups: await loadMetrics() }).text();
    const value = (name: string, dataset: string) =>
      Number(
        new RegExp(`^scoracle_dataset_${name}\\{dataset="${dataset}"\\} (\\S+)$`, 'm').exec(metrics)?.[1],
      );
    expect(value('is_late', 'nba_player_season_stats')).toBe(1);
    expect(value('pending_keys', 'nba_player_season_stats')).toBe(3);
    expect(value('lag_seconds', 'nba_player_season_stats')).toBeGreaterThanOrEqual(1_200);
    expect(value('failed_changes', 'nfl_team_season_stats')).toBe(1);
    expect(value('is_late', 'football_team_season_stats')).toBe(0);

    const listed = await createDatasetQueries({ db: db(), catalog }).list();
    const late = listed.filter(({ freshness }) => freshness === 'late').map(({ name }) => name);
    expect(late.toSorted()).toEqual([
      'mv_player_starter_splits',
      'nba_player_season_stats',
      'nfl_team_season_stats',
    ]);
  });
});
