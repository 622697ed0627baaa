import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CursorError } from '../../../src/db/cursor.ts';
import { firstRow, rowsOf } from '../../../src/db/rows.ts';
import { parseSince } from '../../../src/domain/runs.ts';
import { readGameLineage } from '../../../src/read/runs/game-lineage.ts';
import { type RunQueries, createRunQueries } from '../../../src/read/runs/run-queries.ts';
import { type SeedingWorld, createSeedingWorld } from '../../support/seeding-world.ts';

describe.each([
  { sport: 'NBA', league: 'NBA', lines: 'nba', pair: ['BOS', 'MIA'] },
  { sport: 'NFL', league: 'NFL', lines: 'nfl', pair: ['KC', 'DEN'] },
  { sport: 'FOOTBALL', league: 'Premier League', lines: 'football', pair: ['Chelsea', 'Arsenal'] },
] as const)('the runs of $sport', ({ sport, league, lines, pair }) => {
  let world: SeedingWorld;
  let runs: RunQueries;
  let gameId: number;
  beforeAll(async () => {
    world = await createSeedingWorld({ store: 'postgres', sport });
    await world.ingestDue([[pair[0], pair[1]]]);
    await world.startWorkers();
    await world.until(`(select count(*) from seeding_tasks where status = 'completed') = 1`);
    await world.callsStored();
    runs = createRunQueries({ db: world.app.database.db });
    const [task] = await world.tasks();
    gameId = task?.gameId ?? 0;
  });
  afterAll(() => world.close());

  const attempt = async () => {
    const { items } = await runs.list({ gameId, kind: 'attempt' });
    const [run] = items;
    if (!run?.run_id) throw new Error('the game has no run');
    return { ...run, run_id: run.run_id };
  };
  const rowsIn = async (table: string): Promise<number> =>
    (
      await firstRow<{ rows: number }>(
        world.app.database.db,
        sql`select count(*) as rows from ${sql.identifier(table)}`,
      )
    )?.rows ?? 0;

  it('are listed with what they were about, the newest first', async () => {
    const { items, next_cursor: next } = await runs.list({});
    expect(items.map(({ id }) => id)).toEqual(
      items.map(({ id }) => id).toSorted((one, other) => other - one),
    );
    expect(next).toBeNull();
    expect(await attempt()).toMatchObject({
      run_id: expect.stringMatching(/^seed_game\//),
      status: 'completed',
      sport,
      league,
      game_id: gameId,
      source: 'api-sports',
      parser_version: expect.stringMatching(/^\d+\.\d+\.\d+\+[0-9a-f]{8}$/),
      started_at: expect.any(Date),
      finished_at: expect.any(Date),
    });
    const [made] = (await runs.list({ kind: 'import' })).items;
    expect(made).toMatchObject({ operation: 'import_schedule', league, game_id: null, calls: 0 });
  });

  it('are filtered by kind, sport, league, status, time and game, and read page by page', async () => {
    const all = (await runs.list({})).items.map(({ id }) => id);
    const idsOf = async (filter: Parameters<RunQueries['list']>[0]) =>
      (await runs.list(filter)).items.map(({ id }) => id);
    expect(await idsOf({ sport, league: league.toUpperCase(), since: new Date(0) })).toEqual(
      (await runs.list({})).items.filter((run) => run.league === league).map(({ id }) => id),
    );
    expect(await idsOf({ sport, status: 'completed', kind: 'attempt', gameId })).toHaveLength(1);
    for (const none of [
      { sport: sport === 'NBA' ? 'NFL' : 'NBA' } as const,
      { league: 'Bundesliga' },
      { status: 'killed' } as const,
      { kind: 'replay' } as const,
      { gameId: gameId + 1 },
      { since: new Date(Date.now() + 3_600_000) },
    ]) {
      expect([none, await idsOf(none)]).toEqual([none, []]);
    }
    const paged: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await runs.list({ limit: 1, cursor });
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined && paged.length <= all.length);
    expect(paged).toEqual(all);
    await expect(runs.list({ cursor: 'nonsense' })).rejects.toThrow(CursorError);
  });

  it('tell rows by dataset and the bodies that they read', async () => {
    const { id, run_id: runId } = await attempt();
    const run = await runs.find(runId);
    expect(run).toEqual(await runs.find(String(id)));
    const players = await rowsIn(`${lines}_player_game_stats`);
    expect(players).toBeGreaterThan(5);
    expect(run?.rows).toMatchObject({
      games: 1,
      [`${lines}_player_game_stats`]: players,
      [`${lines}_team_game_stats`]: 2,
    });
    const kept = await rowsOf<{ id: number; hash: string }>(
      world.app.database.db,
      sql`select id, body_hash as hash from provider_payloads`,
    );
    expect(run?.bodies.length).toBeGreaterThan(1);
    for (const body of run?.bodies ?? []) {
      expect(kept).toContainEqual({ id: body.payload_id, hash: body.body_hash });
    }
    const [made] = (await runs.list({ kind: 'import' })).items;
    expect(await runs.find(String(made?.id))).toMatchObject({
      rows: { games: 1 },
      bodies: [],
      import_id: expect.any(Number),
    });
    expect(await runs.find('nobody/1')).toBeUndefined();
    expect(await runs.find('2000000000')).toBeUndefined();
    expect(await runs.find('9999999999')).toBeUndefined();
  });

  it('are where each line of the game is from', async () => {
    const { run_id: runId } = await attempt();
    const lineage = await readGameLineage(world.app.database.db, gameId);
    expect(lineage?.lines).toHaveLength(
      (await rowsIn(`${lines}_player_game_stats`)) + (await rowsIn(`${lines}_team_game_stats`)),
    );
    for (const line of lineage?.lines ?? []) {
      expect(line).toMatchObject({
        source: 'api-sports',
        run_id: runId,
        name: expect.stringMatching(/./),
        written_at: expect.any(Date),
      });
    }
    const run = lineage?.runs.find((one) => one.run_id === runId);
    expect(run?.bodies.length).toBeGreaterThan(1);
    expect(lineage?.result).toEqual({ source: 'api-sports', run_id: runId });
    expect(await readGameLineage(world.app.database.db, gameId + 1)).toBeUndefined();
  });

  it('name a body whose call was that of another run', async () => {
    const { run_id: runId } = await attempt();
    const { db } = world.app.database;
    const bodiesOf = async () =>
      (await readGameLineage(db, gameId))?.runs.find((one) => one.run_id === runId)?.bodies ?? [];
    // The box score: lists of whole seasons are not found by a game.
    const own = [...(await bodiesOf())];
    const shared = own.pop();
    if (!shared) throw new Error('the run read nothing');
    await db.execute(sql`
      update api_usage set run_id = 'seed_game/0/1' where run_id = ${runId} and body_hash = ${shared.body_hash}`);
    await db.execute(sql`
      update sync_log set body_hashes = array_remove(body_hashes, ${shared.body_hash}) where run_id = ${runId}`);
    const found = await bodiesOf();
    expect(found.filter((body) => !body.is_shared)).toEqual(own);
    expect(found.filter((body) => body.is_shared)).toMatchObject([
      { body_hash: shared.body_hash, payload_id: shared.payload_id, endpoint: shared.endpoint },
    ]);
  });

  it('count no row that a later run has written anew', async () => {
    const { run_id: runId } = await attempt();
    const table = sql.identifier(`${lines}_team_game_stats`);
    await world.app.database.db.execute(sql`
      update ${table} set run_id = 'replay/later' where ctid = (select min(ctid) from ${table})`);
    expect((await runs.find(runId))?.rows).toMatchObject({ [`${lines}_team_game_stats`]: 1 });
    const lineage = await readGameLineage(world.app.database.db, gameId);
    expect(lineage?.lines.filter((line) => line.run_id === 'replay/later')).toHaveLength(1);
    // A run under way has no entry yet.
    expect(lineage?.runs.map((run) => run.run_id)).not.toContain('replay/later');
  });
});

describe('since when runs are asked for', () => {
  it.each([
    ['2026-01-15', '2026-01-15T00:00:00.000Z'],
    ['2026-01-15T18:00Z', '2026-01-15T18:00:00.000Z'],
    ['2026-01-15T18:00:30-05:00', '2026-01-15T23:00:30.000Z'],
  ])('%s is understood', (text, at) => {
    expect(parseSince(text)?.toISOString()).toBe(at);
  });
  it.each(['', 'yesterday', '2026-02-30', '2026-02-30T18:00Z', '2026-01-15T18:00', '2026-01-15T25:00Z', '5'])(
    '%j is not',
    (text) => {
      expect(parseSince(text)).toBeUndefined();
    },
  );
});
