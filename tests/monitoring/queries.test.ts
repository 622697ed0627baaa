import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CursorError } from '../../src/db/cursor.ts';
import { type GameQueries, createGameQueries } from '../../src/read/games/game-queries.ts';
import { type Monitoring, createMonitoring } from '../../src/monitoring/monitoring.ts';
import { splitCalls } from '../../src/monitoring/facts/account-page.ts';
import { createOverviewReader } from '../../src/monitoring/overview/overview.ts';
import { createProviderStatusReader } from '../../src/monitoring/providers/provider-status.ts';
import { createQuarantineQueries } from '../../src/schedule/quarantine-queries.ts';
import { type TaskQueries, createTaskQueries } from '../../src/read/tasks/task-queries.ts';
import { type TestApp, createTestApp } from '../support/test-app.ts';
import { ingestSampleGames, setTask } from './sample-season.ts';

let test: TestApp;
let taskQueries: TaskQueries;
let gameQueries: GameQueries;
let monitoring: Monitoring;
const gameIds = new Map<string, number>();

function gameId(label: string): number {
  const id = gameIds.get(label);
  if (id === undefined) throw new Error(`no game ${label}`);
  return id;
}

beforeAll(async () => {
  test = await createTestApp();
  const { db } = test.app.database;
  taskQueries = createTaskQueries({ db });
  gameQueries = createGameQueries({ db, taskQueries });
  monitoring = createMonitoring({ db });
  await ingestSampleGames(test.app);
  for (const game of (await gameQueries.list()).items) gameIds.set(game.label, game.id);
  const failed = gameId('MIA @ BOS 2026-01-15');
  await setTask(test.app, failed, {
    status: 'failed',
    error_type: 'game_not_found',
    error_message: 'the provider has no such game',
    completed_at: new Date(),
  });
  await setTask(test.app, gameId('NYK @ CHI 2026-01-16'), {
    hold_reason: 'quota',
    hold_detail: "today's calls are used up",
    scheduled_time: new Date(Date.now() - 3_600_000),
    due_at: new Date(Date.now() + 3_600_000),
  });
  await db.execute(sql`
    insert into api_usage (request_id, host, endpoint, outcome, detail, duration_ms, http_status, game_id, started_at)
    values (gen_random_uuid(), 'v2.nba.api-sports.io', '/games', 'ok', null, 120, 200, ${failed}, now()),
           (gen_random_uuid(), 'v2.nba.api-sports.io', '/games', 'unavailable', 'HTTP 503', 80, 503, ${failed}, now())`);
});

afterAll(() => test.close());

describe('task queries', () => {
  it('lists tasks page by page without losing or repeating one', async () => {
    for (const filter of [{}, { status: 'pending' as const }, { date: '2026-01-15' }]) {
      const all = (await taskQueries.list(filter)).items.map((task) => task.id);
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await taskQueries.list({ ...filter, limit: 1, cursor });
        seen.push(...page.items.map((task) => task.id));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual(all);
      expect(all.length).toBe(await taskQueries.count(filter));
    }
  });

  it('finds tasks by the label that people see, by team, by id and by a word of the error', async () => {
    const labels = async (text: string) => (await taskQueries.list({ text })).items.map((task) => task.label);
    expect(await labels('LAL @ GSW 2026-01-15')).toEqual(['LAL @ GSW 2026-01-15']);
    expect((await labels('warriors')).toSorted()).toEqual(['DEN @ GSW 2026-01-17', 'LAL @ GSW 2026-01-15']);
    expect(await labels('no such game')).toEqual(['MIA @ BOS 2026-01-15']);
    expect(await labels('game_not_found')).toEqual(['MIA @ BOS 2026-01-15']);
    expect(await labels('100%')).toEqual([]);
    const [task] = (await taskQueries.list({ text: 'knicks' })).items;
    expect((await labels(`#${task?.id}`)).includes('NYK @ CHI 2026-01-16')).toBe(true);
  });

  it('says in words where each task stands', async () => {
    const words = async (text: string) => (await taskQueries.list({ text })).items[0]?.in_words;
    expect(await words('knicks')).toMatch(/^on hold until .* UTC .*\(today's calls are used up\)$/);
    expect(await words('heat')).toMatch(/^failed: .*no such game; retry/);
  });

  it('filters by hold reason and refuses a cursor of another list', async () => {
    const held = await taskQueries.list({ holdReason: 'quota' });
    expect(held.items.map((task) => task.label)).toEqual(['NYK @ CHI 2026-01-16']);
    expect(await taskQueries.count({ isHeld: false })).toBe(3);
    const { next_cursor: cursor } = await taskQueries.list({ limit: 1 });
    await expect(taskQueries.list({ status: 'pending', cursor: cursor ?? '' })).rejects.toThrow(CursorError);
    await expect(taskQueries.list({ cursor: 'bm9uc2Vuc2U' })).rejects.toThrow(CursorError);
  });

  it('gives one task with its entities, and undefined for none', async () => {
    const [task] = (await taskQueries.list({ text: 'heat' })).items;
    expect(await taskQueries.get(task?.id ?? 0)).toMatchObject({
      label: 'MIA @ BOS 2026-01-15',
      entities: [],
    });
    expect(await taskQueries.get(999_999)).toBeUndefined();
  });
});

describe('game queries', () => {
  it('lists games by tip-off, both ways, by date and by team', async () => {
    const labels = (await gameQueries.list({ sport: 'NBA', season: 2025 })).items.map((game) => game.label);
    expect(labels).toEqual([
      'MIA @ BOS 2026-01-15',
      'LAL @ GSW 2026-01-15',
      'NYK @ CHI 2026-01-16',
      'DEN @ GSW 2026-01-17',
    ]);
    const first = await gameQueries.list({ order: 'desc', limit: 3 });
    const rest = await gameQueries.list({ order: 'desc', limit: 3, cursor: first.next_cursor ?? '' });
    expect([...first.items, ...rest.items].map((game) => game.label)).toEqual(labels.toReversed());
    expect((await gameQueries.list({ text: 'GSW 2026-01-17' })).items.map((game) => game.label)).toEqual([
      'DEN @ GSW 2026-01-17',
    ]);
    expect((await gameQueries.list({ text: 'nobody' })).items).toEqual([]);
  });

  it('tells a game’s story oldest first, calls included, and what is next', async () => {
    const timeline = await gameQueries.timeline(gameId('MIA @ BOS 2026-01-15'));
    expect(timeline?.entries.at(-1)?.message).toMatch(/Provider call v2\.nba\.api-sports\.io\/games/);
    expect(timeline?.entries.some((entry) => entry.source === 'event')).toBe(true);
    const times = timeline?.entries.map((entry) => entry.at.getTime()) ?? [];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(timeline?.next).toEqual([expect.stringMatching(/^nothing by itself: failed: .*no such game/)]);
    const held = await gameQueries.timeline(gameId('NYK @ CHI 2026-01-16'));
    expect(held?.next[0]).toMatch(/^next: on hold until .* quota is used up/);
    expect(await gameQueries.timeline(999_999)).toBeUndefined();
  });

  it('shows a game with its tasks and participants', async () => {
    const game = await gameQueries.get(gameId('LAL @ GSW 2026-01-15'));
    expect(game).toMatchObject({
      home: { abbreviation: 'GSW' },
      away: { abbreviation: 'LAL' },
      participants: [],
    });
    expect(game?.tasks).toHaveLength(1);
  });
});

describe('monitoring', () => {
  it('groups failures by error and counts them', async () => {
    const failures = await monitoring.failures();
    expect(failures.total).toBe(1);
    expect(failures.groups).toMatchObject([{ error_type: 'game_not_found', count: 1, sports: ['NBA'] }]);
    expect((await monitoring.failures({ sport: 'NFL' })).total).toBe(0);
  });

  it('says which seeds wait although their window is open, and why', async () => {
    const waiting = (await monitoring.pendingSeeds()).find((task) => task.label === 'NYK @ CHI 2026-01-16');
    expect(waiting?.hold_words).toContain('quota is used up');
  });

  it('measures lateness only where the window opened after the task was made', async () => {
    const id = gameId('DEN @ GSW 2026-01-17');
    const now = Date.now();
    await setTask(test.app, id, {
      created_at: new Date(now - 100_000),
      scheduled_time: new Date(now - 60_000),
      execution_time: new Date(now - 50_000),
      status: 'completed',
      completed_at: new Date(now),
      duration_seconds: 1.5,
      player_count: 26,
      team_count: 2,
    });
    const latency = await monitoring.latency();
    expect(latency.distribution).toEqual({ count: 1, p50: 10, p95: 10, max: 10 });
    expect(latency.slowest.map((task) => task.label)).toEqual(['DEN @ GSW 2026-01-17']);
    await setTask(test.app, id, { created_at: new Date(now) });
    expect((await monitoring.latency()).distribution.count).toBe(0);
    await setTask(test.app, id, { created_at: new Date(now - 100_000) });
  });

  it('sums up statuses, calls, durations and lines', async () => {
    const stats = await monitoring.stats();
    expect(stats).toMatchObject({
      by_status: { pending: 2, running: 0, completed: 1, failed: 1, cancelled: 0 },
      success_rate: 0.5,
      player_lines: 26,
      provider_calls: { total: 2, ok: 1, failed: 1 },
      duration_seconds: { count: 1, p50: 1.5 },
      lateness_seconds: { count: 1, max: 10 },
    });
    const usage = await monitoring.apiUsage();
    expect(usage.map((row) => [row.endpoint, row.outcome, row.calls])).toEqual([
      ['/games', 'ok', 1],
      ['/games', 'unavailable', 1],
    ]);
  });
});

describe('the overview', () => {
  it('reads everything that the dashboard shows', async () => {
    const { app } = test;
    const { db } = app.database;
    // The account page counts neither as a call nor as one that failed.
    await db.execute(sql`
      insert into api_usage (request_id, host, endpoint, outcome, duration_ms, cost, started_at)
      values (gen_random_uuid(), 'v2.nba.api-sports.io', '/status', 'unavailable', 90, 0, now())`);
    const readOverview = createOverviewReader({
      db,
      store: app.store,
      clock: app.clock,
      providerStatus: createProviderStatusReader({ db, hosts: app.registry.hosts }),
    });
    const overview = await readOverview();
    expect(overview.counts).toMatchObject({ running: 0, failed: 1, held: 1, completed_24h: 1 });
    expect(overview.held_by_reason).toMatchObject([{ reason: 'quota', count: 1 }]);
    expect(overview.held.map((task) => task.label)).toEqual(['NYK @ CHI 2026-01-16']);
    expect(overview.done.map((task) => task.label)).toEqual(['DEN @ GSW 2026-01-17']);
    expect(overview.queues.find((queue) => queue.name === 'seeding-nba')?.counts).not.toBeNull();
    expect(overview.pauses.map((pause) => pause.sport)).toEqual(['NBA', 'NFL', 'FOOTBALL', 'NHL', 'MLB']);
    expect(overview.providers.find((provider) => provider.sports.includes('NBA'))).toMatchObject({
      calls_today: 2,
      failed_calls_today: 1,
      tasks_held_by_quota: 1,
    });
    expect(splitCalls(await createMonitoring({ db }).apiUsage())).toEqual({ data: 2, account: 1 });
    expect(overview.imports).toMatchObject([{ source: 'sample.json', rows: 4, games_added: 4 }]);
    expect(overview.lateness_24h.count).toBe(1);
  });
});

describe('quarantine', () => {
  it('lists rows that could not be used, with their remedy', async () => {
    const bad = { date: '2026-01-18', time: '19:00', home_team: 'Nowhere Ninjas', away_team: 'Miami Heat' };
    await ingestSampleGames(test.app, [bad]);
    const page = await createQuarantineQueries({ db: test.app.database.db }).list();
    expect(page.items).toHaveLength(1);
    expect(page.items[0]).toMatchObject({ sport: 'NBA', status: 'open', source: 'sample.json' });
    expect(page.items[0]?.remedy).not.toBe('');
  });
});
