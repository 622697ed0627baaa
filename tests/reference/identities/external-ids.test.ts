import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateDatabase } from '../../../src/db/migrate.ts';
import { firstRow, rowsOf } from '../../../src/db/rows.ts';
import { teachIds } from '../../../src/reference/identities/external-ids.ts';
import { playersByExternalId } from '../../../src/reference/players/players-by-external-id.ts';
import { PROJECT_ROOT, type TestApp, createTestApp } from '../../support/test-app.ts';
import { createEmptyDatabase } from '../../support/test-database.ts';

/** The migrations of the last version that knew the columns alone. */
const MIGRATIONS_BEFORE = 32;

type IdRow = { type: string; external: string; entity: number; how: string; alias: number };

describe('ids at providers', () => {
  let test: TestApp;
  let sportId: number;
  let teamIds: number[];
  beforeAll(async () => {
    test = await createTestApp();
    const teams = await rowsOf<{ id: number; sport_id: number }>(
      test.app.database.db,
      sql`select team.id, team.sport_id from teams as team join sports as sport on sport.id = team.sport_id
          where sport.display_name = 'FOOTBALL' order by team.id`,
    );
    sportId = teams[0]?.sport_id ?? 0;
    teamIds = teams.map(({ id }) => id);
  });
  afterAll(() => test.close());

  const db = () => test.app.database.db;
  const idsOf = (type: string, entity: number): Promise<IdRow[]> =>
    rowsOf<IdRow>(
      db(),
      sql`select entity_type as type, external_id as external, entity_id as entity, learned_by as how, alias
          from external_ids where entity_type = ${type} and entity_id = ${entity} order by alias`,
    );
  const column = async (id: number): Promise<string | null | undefined> =>
    (
      await firstRow<{ id: string | null }>(
        db(),
        sql`select api_sports_id as id from players where id = ${id}`,
      )
    )?.id;
  const addPlayer = async (externalId: string | null): Promise<number> => {
    const row = await firstRow<{ id: number }>(
      db(),
      sql`insert into players (sport_id, full_name, api_sports_id) values (${sportId}, 'Old Writer', ${externalId})
          returning id`,
    );
    return row?.id ?? 0;
  };
  const player = (externalId: string, teamId: number, lastName = 'Ayew') => ({
    externalId,
    firstName: 'Jordan',
    lastName,
    position: 'F',
    teamId,
  });

  it('come with the reference data, for leagues and for teams', async () => {
    const counts = await rowsOf<{ type: string; how: string; sports: number }>(
      db(),
      sql`select entity_type as type, learned_by as how, count(distinct sport_id) as sports from external_ids
          group by 1, 2 order by 1, 2`,
    );
    expect(counts).toEqual([
      { type: 'league', how: 'reference', sports: 5 },
      { type: 'team', how: 'reference', sports: 1 },
    ]);
  });

  it('follow an older version that writes the columns: added, changed, taken back', async () => {
    const id = await addPlayer('old-1');
    expect(await idsOf('player', id)).toMatchObject([{ external: 'old-1', how: 'exact', alias: 0 }]);
    await db().execute(sql`update players set api_sports_id = 'old-2' where id = ${id}`);
    expect(await idsOf('player', id)).toMatchObject([{ external: 'old-2' }]);
    expect(await column(id)).toBe('old-2');
    await db().execute(sql`update players set api_sports_id = null where id = ${id}`);
    expect(await idsOf('player', id)).toEqual([]);
  });

  it('are seen by an older version in the column, and leave it when they go', async () => {
    const { ids } = await db().transaction((tx) =>
      playersByExternalId(tx, sportId, [player('new-1', teamIds[0] ?? 0), player('new-2', teamIds[1] ?? 0)], {
        runId: 'test',
      }),
    );
    const [first = 0, second = 0] = ['new-1', 'new-2'].map((externalId) => ids.get(externalId));
    expect(await Promise.all([column(first), column(second)])).toEqual(['new-1', 'new-2']);
    await db().execute(sql`delete from external_ids where entity_type = 'player' and entity_id = ${first}`);
    expect(await Promise.all([column(first), column(second)])).toEqual([null, 'new-2']);
    await db().execute(sql`delete from players where id = ${second}`);
    expect(await idsOf('player', second)).toEqual([]);
  });

  it('are taught once each: what another entity has stays there, what is said in two ways is nobody’s', async () => {
    const [one = 0, two = 0, three = 0, four = 0] = teamIds.slice(2);
    const teach = (pairs: [number, string][]) =>
      teachIds(
        db(),
        { entityType: 'team', learnedBy: 'name' },
        pairs.map(([entityId, externalId]) => ({ entityId, externalId })),
      );
    await teach([[one, '7001']]);
    await teach([
      [one, '7002'],
      [two, '7001'],
      [three, '7003'],
      [three, '7004'],
      [four, '7004'],
    ]);
    expect((await Promise.all([one, two, three, four].map((id) => idsOf('team', id)))).flat()).toMatchObject([
      { entity: one, external: '7001', how: 'name' },
    ]);
  });

  it('make one player of one id, however many transactions meet it first at once', async () => {
    const listed = Array.from({ length: 40 }, (_, index) => player(`race-${index}`, teamIds[0] ?? 0));
    const orders = [listed, listed.toReversed(), listed.slice(10), listed.slice(0, 30).toReversed()];
    const answers = await Promise.all(
      orders.map((order) =>
        db().transaction((tx) => playersByExternalId(tx, sportId, order, { runId: 'test' })),
      ),
    );
    const all = new Map(answers.flatMap(({ ids }) => [...ids]));
    expect(answers.map(({ ids }) => ids.size)).toEqual([40, 40, 30, 30]);
    for (const { ids } of answers) for (const [externalId, id] of ids) expect(all.get(externalId)).toBe(id);
    // Each of them was added by one of the transactions.
    expect(answers.flatMap(({ added }) => [...added]).toSorted()).toEqual([...all.keys()].toSorted());
    const stored = await firstRow<{ players: number; ids: number }>(
      db(),
      sql`select (select count(*) from players where api_sports_id like 'race-%') as players,
                 (select count(*) from external_ids where external_id like 'race-%') as ids`,
    );
    expect(stored).toEqual({ players: 40, ids: 40 });
  });
});

describe('an installation that is upgraded', () => {
  it('keeps all of its ids', async () => {
    const database = await createEmptyDatabase();
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    try {
      const migrate = (count?: number) =>
        migrateDatabase(pool, PROJECT_ROOT, () => Promise.resolve(), count === undefined ? {} : { count });
      await migrate(MIGRATIONS_BEFORE);
      await pool.query(`
        insert into sports (display_name) values ('NBA'), ('NFL');
        insert into leagues (sport_id, name, timezone, api_sports_id) values (1, 'NBA', 'UTC', 'standard'), (2, 'NFL', 'UTC', '1');
        insert into seasons (sport_id, year) values (1, 2025), (2, 2025);
        insert into teams (sport_id, league_id, name, api_sports_id)
          select sport, sport, 'Team ' || sport || n, case when n < 3 then n::text end
          from generate_series(1, 2) as sport, generate_series(1, 3) as n;
        insert into players (sport_id, full_name, api_sports_id)
          select 1 + n % 2, 'Player ' || n, case when n % 10 > 0 then (n / 2)::text end from generate_series(1, 2000) as n;
        insert into games (sport_id, season_id, league_id, provider_game_id, game_date, game_datetime, slate_date, home_team_id, away_team_id)
          select 1, 1, 1, case when n % 4 > 0 then 'g' || n end, date '2025-11-01' + n, timestamptz '2025-11-01' + n * interval '1 day',
                 date '2025-11-01' + n, 1, 2 from generate_series(1, 100) as n;`);
      await migrate();
      const { rows } = await pool.query(`
        select entity_type as type, count(*)::int as ids,
               count(*) filter (where coalesce(league.api_sports_id, team.api_sports_id, player.api_sports_id,
                                               game.provider_game_id) = external_id)::int as right
        from external_ids
        left join leagues as league on entity_type = 'league' and league.id = entity_id and league.sport_id = external_ids.sport_id
        left join teams as team on entity_type = 'team' and team.id = entity_id and team.sport_id = external_ids.sport_id
        left join players as player on entity_type = 'player' and player.id = entity_id and player.sport_id = external_ids.sport_id
        left join games as game on entity_type = 'game' and game.id = entity_id and game.sport_id = external_ids.sport_id
        where provider = 'api-sports' group by 1 order by 1`);
      expect(rows).toEqual([
        { type: 'game', ids: 75, right: 75 },
        { type: 'league', ids: 2, right: 2 },
        { type: 'player', ids: 1800, right: 1800 },
        { type: 'team', ids: 4, right: 4 },
      ]);
    } finally {
      await pool.end();
      await database.drop();
    }
  });
});
