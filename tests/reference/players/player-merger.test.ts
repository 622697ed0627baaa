import { teachIds } from '../../../src/reference/identities/external-ids.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRow, rowsOf } from '../../../src/db/rows.ts';
import { playersByExternalId } from '../../../src/reference/players/players-by-external-id.ts';
import { runHere } from '../../cli/run-here.ts';
import { type TestApp, createTestApp } from '../../support/test-app.ts';

const ANNA = { name: 'operator anna', reason: 'one man' };

describe('players who are one', () => {
  let test: TestApp;
  let sportId: number;
  let teamIds: number[];
  beforeAll(async () => {
    test = await createTestApp();
    const teams = await rowsOf<{ id: number; sport_id: number }>(
      db(),
      sql`select team.id, team.sport_id from teams as team join sports as sport on sport.id = team.sport_id
          where sport.display_name = 'NBA' order by team.id limit 2`,
    );
    sportId = teams[0]?.sport_id ?? 0;
    teamIds = teams.map(({ id }) => id);
    await db().execute(sql`
      insert into seasons (sport_id, year) values (${sportId}, 2025) on conflict do nothing`);
    await db().execute(sql`
      insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id, away_team_id)
      select ${sportId}, season.id, team.league_id, date '2026-01-01' + n, timestamptz '2026-01-01' + n * interval '1 day',
             date '2026-01-01' + n, ${teamIds[0]}, ${teamIds[1]}
      from generate_series(1, 6) as n, seasons as season, teams as team
      where season.sport_id = ${sportId} and season.year = 2025 and team.id = ${teamIds[0]}`);
  });
  afterAll(() => test.close());

  function db() {
    return test.app.database.db;
  }

  async function addPlayers(...externalIds: string[]): Promise<number[]> {
    const listed = externalIds.map((externalId) => ({
      externalId,
      firstName: 'Jaren',
      lastName: `Jackson ${externalId}`,
      position: 'F',
      teamId: teamIds[0] ?? 0,
    }));
    const { ids } = await db().transaction((tx) =>
      playersByExternalId(tx, sportId, listed, { runId: 'test' }),
    );
    return externalIds.map((externalId) => ids.get(externalId) ?? 0);
  }

  async function addLines(playerId: number, ...nth: number[]): Promise<void> {
    await db().execute(sql`
      with game as (select id, row_number() over (order by id) as nth from games)
      insert into nba_player_game_stats (season_year, game_id, player_id, team_id, points, seconds_played, content_hash, fence)
      select 2025, id, ${playerId}, ${teamIds[0]}, 10, 600, 'x', 1 from game where nth = any(${sql.param(nth)}::int[])`);
    await db().execute(sql`
      insert into game_rosters (game_id, player_id, team_id)
      select id, ${playerId}, ${teamIds[0]} from (select id, row_number() over (order by id) as nth from games) as game
      where nth = any(${sql.param(nth)}::int[])`);
  }

  /** Everything that is written of players, as one can compare it. */
  const state = (ids: number[]) =>
    firstRow(
      db(),
      sql`select
        (select json_agg(to_jsonb(p) - 'run_id' order by id) from players as p where id = any(${sql.param(ids)}::int[])) as players,
        (select json_agg(json_build_array(game_id, player_id) order by game_id) from nba_player_game_stats
         where player_id = any(${sql.param(ids)}::int[])) as lines,
        (select json_agg(json_build_array(game_id, player_id) order by game_id, player_id) from game_rosters
         where player_id = any(${sql.param(ids)}::int[])) as rosters,
        (select json_agg(json_build_array(external_id, entity_id, alias) order by external_id) from external_ids
         where entity_type = 'player' and entity_id = any(${sql.param(ids)}::int[])) as ids`,
    );

  it('have all lines, rosters and ids under one name, and are parted again as they were', async () => {
    const [kept = 0, other = 0] = await addPlayers('100', '200');
    await addLines(kept, 1, 2);
    await addLines(other, 3, 4);
    await db().execute(sql`
      insert into game_rosters (game_id, player_id, team_id)
      select game_id, ${other}, team_id from game_rosters where player_id = ${kept} limit 1`);
    const before = await state([kept, other]);
    const merged = await test.app.playerMerger.merge({ from: other, into: kept }, ANNA);
    expect(merged).toMatchObject({
      ok: true,
      player_id: kept,
      other_id: other,
      lines_moved: 2,
      ids_moved: 1,
    });
    expect(await state([kept, other])).toMatchObject({
      players: [{ id: kept, api_sports_id: '100' }],
      lines: [
        [expect.any(Number), kept],
        [expect.any(Number), kept],
        [expect.any(Number), kept],
        [expect.any(Number), kept],
      ],
      ids: [
        ['100', kept, 0],
        ['200', kept, 1],
      ],
    });
    // Whoever meets the second id from now on means the one player.
    expect((await addPlayers('200'))[0]).toBe(kept);
    expect(await test.app.playerMerger.split({ player: other }, ANNA)).toMatchObject({
      ok: false,
      reason: 'not_found',
    });
    expect(await test.app.playerMerger.split({ player: kept }, ANNA)).toMatchObject({
      ok: true,
      lines_moved: 2,
    });
    expect(await state([kept, other])).toEqual(before);
    expect(await test.app.playerMerger.split({ player: kept }, ANNA)).toMatchObject({
      ok: false,
      reason: 'not_found',
    });
  });

  it('are two when both have a line in a game, play two sports, or are not there', async () => {
    const [kept = 0, other = 0] = await addPlayers('300', '400');
    await addLines(kept, 5);
    await addLines(other, 5, 6);
    const before = await state([kept, other]);
    expect(await test.app.playerMerger.merge({ from: other, into: kept }, ANNA)).toMatchObject({
      ok: false,
      reason: 'conflict',
    });
    expect(await test.app.playerMerger.merge({ from: kept, into: kept }, ANNA)).toMatchObject({
      ok: false,
      reason: 'invalid',
    });
    expect(await test.app.playerMerger.merge({ from: 999_999, into: kept }, ANNA)).toMatchObject({
      ok: false,
      reason: 'not_found',
    });
    const stranger = await firstRow<{ id: number }>(
      db(),
      sql`insert into players (sport_id, full_name) select id, 'A Stranger' from sports where display_name = 'NFL' returning id`,
    );
    expect(await test.app.playerMerger.merge({ from: stranger?.id ?? 0, into: kept }, ANNA)).toMatchObject({
      ok: false,
      reason: 'conflict',
    });
    expect(await state([kept, other])).toEqual(before);
  });
});

describe('ids that people tie', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await createTestApp();
  });
  afterAll(() => test.close());

  it('mean one entity each, are listed with how they were learned, and are given back', async () => {
    const { identityRegister, database } = test.app;
    const [first = 0, second = 0] = (
      await rowsOf<{ id: number }>(
        database.db,
        sql`select team.id from teams as team join sports as sport on sport.id = team.sport_id
            where sport.display_name = 'NBA' order by team.id limit 2`,
      )
    ).map(({ id }) => id);
    const order = { sport: 'NBA', type: 'team', provider: 'espn', externalId: '1' } as const;
    const link = (more: object) => identityRegister.link({ ...order, entity: first, ...more }, ANNA);
    expect(await link({})).toMatchObject({ ok: true, is_primary: true, is_new: true });
    expect(await link({})).toMatchObject({ ok: true, is_new: false });
    expect(await link({ entity: second })).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await link({ externalId: '2' })).toMatchObject({ ok: false, reason: 'conflict' });
    expect(await link({ externalId: '2', isAlias: true })).toMatchObject({ ok: true, is_primary: false });
    expect(await link({ externalId: 'a b' })).toMatchObject({ ok: false, reason: 'invalid' });
    expect(await link({ provider: 'ESPN!' })).toMatchObject({ ok: false, reason: 'invalid' });
    expect(await link({ sport: 'NFL', externalId: '9' })).toMatchObject({ ok: false, reason: 'not_found' });
    expect(await identityRegister.list({ type: 'team', provider: 'espn', limit: 10 })).toMatchObject([
      { external_id: '1', entity_id: first, is_primary: true, learned_by: 'person', confidence: 1 },
      { external_id: '2', entity_id: first, is_primary: false },
    ]);
    expect(await identityRegister.unlink(order, ANNA)).toMatchObject({ ok: true, external_id: '1' });
    expect(await identityRegister.list({ provider: 'espn', text: 'a', limit: 10 })).toMatchObject([
      { external_id: '2', entity_id: first, is_primary: true, is_wrong: false },
      { external_id: '1', entity_id: first, is_primary: false, is_wrong: true },
    ]);
    expect(await identityRegister.unlink(order, ANNA)).toMatchObject({ ok: false, reason: 'not_found' });
    expect(await link({ entity: second })).toMatchObject({ ok: true });
  });

  it('are known to be wrong once they were taken back: no guess ties them again, only a person', async () => {
    const { identityRegister, database } = test.app;
    const [{ id } = { id: 0 }] = await rowsOf<{ id: number }>(
      database.db,
      sql`select team.id from teams as team join sports as sport on sport.id = team.sport_id
          where sport.display_name = 'NFL' order by team.id limit 1`,
    );
    const order = { sport: 'NFL', type: 'team', provider: 'toy', externalId: 't1' } as const;
    const lesson = { entityType: 'team', learnedBy: 'name', provider: 'toy' } as const;
    const listed = async () =>
      (await identityRegister.list({ provider: 'toy', limit: 10 })).map(
        ({ external_id: one, is_wrong: wrong }) => [one, wrong],
      );
    await teachIds(database.db, lesson, [{ entityId: id, externalId: 't1' }]);
    expect(await listed()).toEqual([['t1', false]]);
    await identityRegister.unlink(order, ANNA);
    await teachIds(database.db, lesson, [{ entityId: id, externalId: 't1' }]);
    expect(await listed()).toEqual([['t1', true]]);
    await teachIds(database.db, lesson, [{ entityId: id, externalId: 't2' }]);
    await identityRegister.unlink({ ...order, externalId: 't2' }, ANNA);
    expect(await identityRegister.link({ ...order, entity: id }, ANNA)).toMatchObject({
      ok: true,
      is_new: true,
    });
    expect(await listed()).toEqual([
      ['t1', false],
      ['t2', true],
    ]);
    const { stdout } = await runHere(['ids', 'list', '--provider', 'toy'], {
      DATABASE_URL: test.databaseUrl,
    });
    expect(stdout).toMatch(/ t2 .*known wrong/);
    expect(stdout).toMatch(/ t1 (?!.*known wrong)/);
  });
});
