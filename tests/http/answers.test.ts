import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadJobs } from '../../src/features/job-parts.ts';
import { loadDatasets } from '../../src/features/dataset-parts.ts';
import { createDatasetRefresher } from '../../src/datasets/refresher.ts';
import { describedRoutes } from '../../src/features/http-parts.ts';
import type { HttpServer } from '../../src/http/http-server.ts';
import { PLAIN_ROUTES } from '../../src/http/openapi.ts';
import { followClosingLines } from '../../src/odds/closing/follow-closing-lines.ts';
import { followBoxScores } from '../../src/availability/lineups/follow-box-scores.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { writeOfficials } from '../../src/reference/officials/write-officials.ts';
import { enqueueWork } from '../../src/jobs/ledger/work-items.ts';
import { registerJobs } from '../../src/jobs/schedules/register-jobs.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { TOY } from '../jobs/ledger/toy-kind.ts';
import { loadOddsOfGame } from '../odds/odds-of-game.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { type BusyNight, makeBusyNight } from './busy-night.ts';
import { type Question, createAnswerCheck, differences, operationOf } from './checked-answers.ts';
import { type Answer, type TestServer, call, serve, startTestServer } from './http-support.ts';

/** An id that nothing has. */
const NOBODY = 2_000_000_000;

const routes = await describedRoutes();
const answers = createAnswerCheck(routes);

let night: TestServer;
let games: BusyNight;
let world: SeedingWorld;
let server: HttpServer;
beforeAll(async () => {
  night = await startTestServer();
  games = await makeBusyNight(night.app);
  world = await createSeedingWorld({ store: 'postgres' });
  const { declare } = await loadJobs();
  for (const { config, registry, database, clock } of [night.app, world.app])
    await registerJobs(database.db, declare(config, registry), clock.nowMs());
  server = await serve(world.app);
  await world.startWorkers();
  await world.ingestDue([
    ['LAL', 'GSW'],
    ['MIA', 'BOS'],
  ]);
  await world.until(`(select count(*) from seeding_tasks where status = 'completed') = 2`);
  await world.callsStored();
  const { db } = world.app.database;
  const refresher = createDatasetRefresher({ db, catalog: await loadDatasets(), logger: silentLogger() });
  expect((await refresher.refresh()).failures).toBe(0);
});
afterAll(async () => {
  await server?.stop();
  await world?.close();
  await night?.close();
});

/** Asks a server, and checks what it answers. */
async function ask(url: string, question: Question): Promise<Answer> {
  const [method = 'get', path = ''] = question.operation.split(' ');
  const { id = NOBODY, name = 'reconcile', query = '', body, file } = question;
  const address = `${url}${path.replace(':id', String(id)).replace(':name', name)}${query === '' ? '' : `?${query}`}`;
  const answer = await call(address, {
    method: method.toUpperCase(),
    ...(file === undefined ? (method === 'post' ? { body: body ?? {} } : {}) : { body: file }),
    headers: file === undefined ? {} : { 'Content-Type': 'text/csv' },
  });
  answers.check(question, answer);
  return answer;
}

const asked = async (question: Question): Promise<Answer> => {
  const answer = await ask(night.url, question);
  expect([question, answer.status < 400, answer.body]).toEqual([question, true, answer.body]);
  return answer;
};

describe('the answers of the API are what its schemas promise', () => {
  it('where games were seeded by workers', async () => {
    const url = server.url();
    const { items } = (await ask(url, { operation: 'get /admin/games' })).body;
    expect(items).toHaveLength(2);
    const [{ id }] = items;
    for (const suffix of ['', '/timeline', '/changes', '/box-score', '/lineage']) {
      const { status, body } = await ask(url, { operation: `get /admin/games/:id${suffix}`, id });
      expect([suffix, status]).toEqual([suffix, 200]);
      if (suffix === '/box-score') expect(body.sides[0].players.length).toBeGreaterThan(5);
    }
    const runs = (await ask(url, { operation: 'get /admin/runs', query: `kind=attempt&game_id=${id}` })).body;
    const run = (await ask(url, { operation: 'get /admin/runs/:id', id: runs.items[0].id })).body;
    expect([run.rows['nba_team_game_stats'], run.bodies.length > 1]).toEqual([2, true]);
    const tasks = (await ask(url, { operation: 'get /admin/tasks' })).body.items;
    expect((await ask(url, { operation: 'get /admin/tasks/:id', id: tasks[0].id })).status).toBe(200);
    const usage = (await ask(url, { operation: 'get /admin/usage' })).body;
    expect(usage.calls.length).toBeGreaterThan(0);
    expect(usage.providers[0].quota).not.toBeNull();
    const season = items[0].season;
    const datasets = (await ask(url, { operation: 'get /admin/datasets' })).body.items;
    for (const { name } of datasets) {
      const { status, body } = await ask(url, { operation: 'get /admin/datasets/:name', name });
      expect([status, body.name]).toEqual([200, name]);
      if (name.startsWith('nba_player_season')) expect(body.refreshes[0].rows_written).toBeGreaterThan(10);
    }
    const near = await ask(url, { operation: 'get /admin/datasets/:name', name: 'nba_player_season_stat' });
    expect(near).toMatchObject({
      status: 404,
      body: { detail: expect.stringMatching(/nba_player_season_stats/) },
    });
    for (const [name, body, status] of [
      ['nba_player_season_stats', { season }, 202],
      ['nba_player_season_stats', { season: 1999 }, 200],
      ['nba_player_game_stats', { all: true }, 409],
    ] as const)
      expect(await ask(url, { operation: 'post /admin/datasets/:name/refresh', name, body })).toMatchObject({
        status,
      });
    for (const of of ['player', 'team']) {
      const query = `sport=NBA&season=${season}&of=${of}`;
      const { body } = await ask(url, { operation: 'get /admin/season-stats', query });
      expect(body.items.length).toBeGreaterThan(3);
    }
    expect(
      (await ask(url, { operation: 'post /admin/games/:id/seed', id, body: { force: true } })).status,
    ).toBe(200);
  });

  it('in the middle of a night with games on hold, failed and to come', async () => {
    for (const [operation, query] of [
      ['get /admin/games', 'sport=NBA&order=desc&limit=3'],
      ['get /admin/tasks', ''],
      ['get /admin/scheduler', ''],
      ['get /admin/usage', 'days=3&sport=NBA'],
      ['get /admin/alerts', ''],
      ['get /admin/imports', ''],
      ['get /admin/teams', 'sport=NBA'],
      ['get /admin/teams/resolve', 'sport=NBA&name=Golden+State'],
      ['get /admin/teams/resolve', 'sport=NBA&name=Nowhere'],
      ['get /admin/runs', 'league=nba&since=2020-01-01&limit=3'],
      ['get /admin/breakers', ''],
      ['get /admin/forecast', 'days=5'],
      ['get /admin/objectives', ''],
      ['get /admin/blanket', ''],
      ['get /admin/jobs', ''],
      ['get /admin/jobs/:name', ''],
      ['get /admin/jobs/:name/runs', 'limit=2'],
      ['get /admin/work', 'limit=3'],
    ] as const) {
      await asked({ operation, query });
    }
    for (const id of Object.values(games)) {
      for (const suffix of ['', '/timeline', '/changes', '/box-score', '/lineage']) {
        await asked({ operation: `get /admin/games/:id${suffix}`, id });
      }
    }
  });

  it('to what brings games in and takes them back', async () => {
    const row = { date: '2027-01-12', time: '19:30', home_team: 'Utah Jazz', away_team: 'Boston Celtics' };
    const season = { sport: 'NBA', season: 2026, past: 'all' };
    const added = await asked({ operation: 'post /admin/games', body: { ...season, games: [row] } });
    const broken = { ...row, date: '12/1/2027', home_team: 'Miami Heat' };
    const mixed = { ...season, games: [row, broken, { ...row, home_team: 'Nowhere Ninjas' }], dry_run: true };
    expect((await asked({ operation: 'post /admin/games', body: mixed })).status).toBe(207);
    await asked({
      operation: 'post /admin/schedules',
      query: 'sport=NBA&season=2026&past=all',
      file: 'date,time,home_team,away_team\n2027-01-13,19:30,Chicago Bulls,Denver Nuggets\n',
    });
    await asked({ operation: 'post /admin/imports/:id/undo', id: added.body.import_id });
    await asked({ operation: 'get /admin/imports' });
    const [waiting] = (await asked({ operation: 'get /admin/quarantine' })).body.items;
    await asked({ operation: 'post /admin/quarantine/retry', body: { ids: [waiting.id, NOBODY] } });
    await asked({ operation: 'post /admin/quarantine/:id/discard', id: waiting.id });
  });

  it('to what changes teams', async () => {
    const league = { sport: 'NBA', league: 'NBA' };
    const name = 'Reykjavik Geysirs';
    await asked({ operation: 'post /admin/teams', body: { ...league, name, short: 'REY' } });
    await asked({
      operation: 'post /admin/teams/rename',
      body: { ...league, team: name, name: 'Geysir Giants' },
    });
    await asked({
      operation: 'post /admin/teams/text-id',
      body: { ...league, team: 'Geysir Giants', text_id: 'giants' },
    });
    const alias = { ...league, alias: 'The Giants of Ice' };
    await asked({ operation: 'post /admin/teams/aliases', body: { ...alias, team: 'Geysir Giants' } });
    await asked({ operation: 'post /admin/teams/aliases/remove', body: alias });
  });

  it('to what corrects ids, players and seasons', async () => {
    const { body } = await asked({ operation: 'get /admin/ids', query: 'type=team&sport=NBA' });
    const [{ entity_id: entity }] = body.items;
    await asked({ operation: 'get /admin/ids/questions', query: 'sport=NBA' });
    const id = { sport: 'NBA', type: 'team', provider: 'espn', external_id: '13' };
    await night.app.database.db.execute(sql`
      insert into player_questions (sport_id, provider, external_id, name, reason, candidates)
      select id, 'the-odds-api', 'n-jokic', 'N. Jokic', 'name_alone', '[]' from sports where display_name = 'NBA'`);
    const inQuestion = { sport: 'NBA', provider: 'the-odds-api', external_id: 'n-jokic' };
    await asked({ operation: 'post /admin/ids/none', body: inQuestion });
    await asked({ operation: 'post /admin/ids/link', body: { ...id, entity } });
    await asked({ operation: 'post /admin/ids/unlink', body: id });
    await asked({
      operation: 'post /admin/teams/move',
      body: { sport: 'NBA', team: 'Boston Celtics', season: 2019 },
    });
    await asked({ operation: 'get /admin/teams/:id/roster', id: entity, query: 'season=2025' });
    const season = { sport: 'NBA', season: 2030, starts_on: '2030-10-20' };
    await asked({ operation: 'post /admin/leagues/seasons', body: season });
    await asked({ operation: 'get /admin/leagues/seasons', query: 'sport=NBA' });
    const league = { sport: 'FOOTBALL', name: 'Eredivisie', timezone: 'Europe/Amsterdam' };
    const added = await asked({ operation: 'post /admin/leagues', body: league });
    const update = { sport: 'FOOTBALL', league: 'Eredivisie', ids: { espn: 'ned.1' } };
    await asked({ operation: 'post /admin/leagues/update', body: update });
    await asked({ operation: 'get /admin/leagues', query: 'sport=FOOTBALL' });
    await asked({ operation: 'get /admin/leagues/:id', id: added.body.id });
    const { rows } = await night.app.database.db.execute(sql`
      insert into players (sport_id, full_name)
      select id, name from sports, unnest(array['One Man', 'The Same']) as name where display_name = 'NBA' returning id`);
    const [into, from] = rows.map((row) => Number(row['id']));
    await asked({ operation: 'post /admin/players/merge', body: { from, into } });
    await asked({ operation: 'post /admin/players/split', body: { player: into } });
  });

  it('to what corrects venues', async () => {
    const venue = { name: 'Ice Hall', city: 'Reykjavik', country: 'Iceland' };
    const one = await asked({ operation: 'post /admin/venues', body: venue });
    const other = await asked({ operation: 'post /admin/venues', body: { ...venue, name: 'Geysir Dome' } });
    await asked({
      operation: 'post /admin/venues/update',
      body: { venue: one.body.id, timezone: 'Atlantic/Reykjavik' },
    });
    const alias = { venue: one.body.id, alias: 'The Ice' };
    await asked({ operation: 'post /admin/venues/aliases', body: { ...alias, league: 'NBA' } });
    await asked({ operation: 'post /admin/venues/aliases/remove', body: alias });
    await asked({ operation: 'post /admin/venues/merge', body: { from: other.body.id, into: one.body.id } });
    await asked({ operation: 'get /admin/venues/:id', id: one.body.id });
    await asked({ operation: 'get /admin/venues', query: 'q=ice' });
    await asked({ operation: 'get /admin/venues/questions' });
    await asked({ operation: 'post /admin/venues/split', body: { venue: other.body.id } });
  });

  it('to what is told of injuries', async () => {
    const row = sql`
      insert into injuries (sport_id, league_id, player_name, team_name, subject, status, source, valid)
      select sport_id, id, 'Nobody Known', 'Boston Celtics', '4000', 'Out', 'espn', tstzrange(now(), null)
      from leagues where name = 'NBA'`;
    await night.app.database.db.execute(row);
    const { body } = await asked({ operation: 'get /admin/injuries', query: 'league=nba&at=2030-01-01' });
    expect(body.items).toHaveLength(1);
    await asked({ operation: 'get /admin/injuries/questions', query: 'sport=NBA' });
  });

  it('to what is told of who plays', async () => {
    const { db } = world.app.database;
    const [game] = await rowsOf<{ id: number }>(db, sql`select min(id) as id from games`);
    const id = game?.id ?? NOBODY;
    await followBoxScores(db, Date.now, new AbortController().signal);
    const official = { name: 'Zach Zarba', role: null, externalId: null, shirtNumber: null };
    await writeOfficials(db, [{ gameId: id, source: 'espn', officials: [official] }], 'test');
    const read = async (question: Question) => (await ask(server.url(), question)).body;
    const lineups = await read({ operation: 'get /admin/games/:id/lineups', id, query: 'history=true' });
    expect(lineups.items.length).toBeGreaterThan(10);
    const named = await read({ operation: 'get /admin/officials', query: `league=nba&game_id=${id}` });
    expect(named.items).toHaveLength(1);
    const moves = await read({
      operation: 'get /admin/transactions',
      query: 'kind=appeared&limit=3&all=true',
    });
    expect(moves.items).toHaveLength(3);
  });

  it('to what is told differently by sources', async () => {
    const { db } = night.app.database;
    await db.execute(sql`
      insert into source_differences (game_id, source, field, ours, our_source, theirs, settled_at, settled_because)
      select min(id), 'espn', 'home_score', '101', 'api-sports', '102', now(), 'source_agrees' from games`);
    await db.execute(sql`
      insert into source_line_differences (game_id, source, entity_type, entity_id, field, ours, theirs, run_id)
      select id, 'espn', 'team', home_team_id, 'points', '101', '102', 'a-run' from games order by id limit 1`);
    const results = await asked({ operation: 'get /admin/differences', query: 'league=nba&status=settled' });
    expect(results.body.items).toMatchObject([{ field: 'home_score', settled_because: 'source_agrees' }]);
    const lines = await asked({ operation: 'get /admin/differences/lines', query: 'of=team&status=open' });
    expect(lines.body.items).toMatchObject([{ field: 'points', name: expect.any(String) as unknown }]);

    // By pages of one, each row comes once and in the order of the whole list.
    await db.execute(sql`
      insert into source_differences (game_id, source, field, theirs)
      select id, source, field, '1' from games, unnest(array['espn', 'goalserve']) as source,
             unnest(array['away_score', 'status']) as field order by id limit 7`);
    await db.execute(sql`
      insert into source_line_differences (game_id, source, entity_type, entity_id, field, theirs)
      select games.id, 'espn', 'player', number, 'points', '1' from games, unnest(array[9, 10, 1000]) as number
      order by games.id limit 5`);
    for (const operation of ['get /admin/differences', 'get /admin/differences/lines']) {
      const whole = (await asked({ operation })).body;
      expect(whole.next_cursor).toBeNull();
      const paged: unknown[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query: string = `limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`;
        const page: { items: unknown[]; next_cursor: string | null } = (await asked({ operation, query }))
          .body;
        paged.push(...page.items);
        cursor = page.next_cursor;
      }
      expect(paged).toEqual(whole.items);
      expect(paged.length).toBeGreaterThan(5);
    }
  });

  it('to what waits of loaded files', async () => {
    await night.app.database.db.execute(sql`
      insert into load_quarantine (dataset, source, line, field, value, reason, detail, remedy, raw, raw_hash)
      values ('odds', 'a.csv', 2, 'home', 'Nobody', 'unknown_team', 'It is none.', 'Add it.', '{}', 'hash')`);
    const { body } = await asked({
      operation: 'get /admin/loads/quarantine',
      query: 'dataset=odds&reason=unknown_team&source=a.csv',
    });
    expect(body.items).toMatchObject([{ value: 'Nobody' }]);
  });

  it('to what asks for odds and ratings', async () => {
    const { id } = await loadOddsOfGame(world);
    await followClosingLines(world.app.database.db);
    const read = async (question: Question) => (await ask(server.url(), question)).body;
    const lines = await read({ operation: 'get /admin/games/:id/odds', id });
    expect(lines.items).toHaveLength(6);
    const moved = await read({
      operation: 'get /admin/games/:id/odds/movement',
      id,
      query: 'market=spreads',
    });
    expect(moved.markets[0].series).toHaveLength(6);
    const closing = await read({ operation: 'get /admin/games/:id/odds/closing', id });
    expect(closing.items).toMatchObject([{ close_point: -4.5 }, { close_point: -4.5 }]);
    const [{ slate_date: date }] = closing.items;
    const ofDay = await read({ operation: 'get /admin/odds/closing', query: `league=NBA&date=${date}` });
    expect(ofDay.items).toEqual(closing.items);
    const { db } = world.app.database;
    await db.execute(
      sql`update games set status = 'completed', home_score = 101, away_score = 99 where id = ${id}`,
    );
    const catalog = await loadDatasets();
    await createDatasetRefresher({ db, catalog, logger: silentLogger() }).refresh();
    const efficiency = await read({
      operation: 'get /admin/odds/efficiency',
      query: 'league=NBA&market=spreads',
    });
    expect(efficiency.items).toMatchObject([{ moment: 'close', games: 1 }, { moment: 'open' }]);
    const named = await read({ operation: 'get /admin/queries' });
    for (const { name } of named.items.filter(
      (one: { required: string[] }) => !one.required.includes('team'),
    )) {
      const query = name.startsWith('starter') ? 'player=1' : name === 'edges' ? '' : `league=NBA`;
      const asked = await read({ operation: 'get /admin/queries/:name', name, query });
      expect(asked).toMatchObject({ query: name, n: asked.items.length });
    }
    const ladder = await read({ operation: 'get /admin/ratings', query: 'league=NBA' });
    const [best] = ladder.items;
    expect(best).toMatchObject({ rank: 1, last_game_id: expect.any(Number) });
    const history = await read({ operation: 'get /admin/ratings/history', query: `team=${best.team_id}` });
    expect(history.items.at(-1)).toMatchObject({ elo_after: best.elo, game_id: best.last_game_id });
    const table = await read({ operation: 'get /admin/standings', query: 'league=NBA' });
    expect(table.items.length).toBeGreaterThan(0);
    const expected = await read({ operation: 'get /admin/standings/pythagorean', query: 'league=NBA' });
    expect(expected.items).toHaveLength(table.items.length);
    const deduction = { decided_on: '2026-01-15', points: 1, source: 'a test' };
    await read({
      operation: 'post /admin/standings/deductions',
      body: { sport: 'FOOTBALL', league: 'Premier League', team: 'Arsenal', season: 2025, ...deduction },
    });
    const events = await read({ operation: 'get /admin/odds/events' });
    expect(events.items).toMatchObject([{ question: 'no_game', game_id: null }]);
  });

  it('to what acts on tasks, on the scheduler and on providers', async () => {
    const taskOf = async (id: number): Promise<number> =>
      (await asked({ operation: 'get /admin/games/:id', id })).body.tasks[0].id;
    const at = '2030-01-16T03:00:00Z';
    await asked({ operation: 'post /admin/tasks/:id/retry', id: await taskOf(games.failed) });
    await asked({
      operation: 'post /admin/tasks/:id/reschedule',
      id: await taskOf(games.held),
      body: { at },
    });
    await asked({ operation: 'post /admin/games/:id/seed', id: games.upcoming });
    await asked({ operation: 'post /admin/tasks/:id/cancel', id: await taskOf(games.upcoming) });
    const bulk = { action: 'reschedule', at, filter: { sport: 'NBA' } };
    await asked({ operation: 'post /admin/tasks/bulk', body: { ...bulk, dry_run: true } });
    await asked({ operation: 'post /admin/tasks/bulk', body: bulk });
    const { items } = (await asked({ operation: 'get /admin/games' })).body;
    const started = await asked({
      operation: 'post /admin/blanket',
      body: { sport: 'NBA', season: items[0].season },
    });
    const { id } = started.body.sweep;
    await asked({ operation: 'get /admin/blanket/:id', id });
    for (const act of ['pause', 'resume', 'cancel']) {
      await asked({ operation: `post /admin/blanket/:id/${act}`, id });
    }
    await asked({ operation: 'get /admin/blanket' });
    const past = { league: 'NBA', from: '2024-01-10', to: '2024-01-20', parts: ['schedule'] };
    await asked({ operation: 'post /admin/backfills', body: { ...past, dry_run: true } });
    const begun = await asked({ operation: 'post /admin/backfills', body: past });
    await asked({ operation: 'get /admin/backfills/:id', id: begun.body.backfill.id });
    const file =
      'season,date,regular,playoffs,away,home,score_away,score_home,whos_favored,spread,total,moneyline_away,moneyline_home,h2_spread,h2_total,id_spread,id_total\n' +
      '2023,2023-01-03,True,False,bos,mia,99,101,home,3.5,210.5,150,-170,3,105,1,1\n';
    await asked({ operation: 'post /admin/backfills/files', query: 'dry_run', file });
    await asked({ operation: 'post /admin/backfills/files', query: 'parts=odds', file });
    for (const act of ['pause', 'resume', 'cancel']) {
      await asked({ operation: `post /admin/backfills/:id/${act}`, id: begun.body.backfill.id });
    }
    await asked({ operation: 'get /admin/backfills' });
    await asked({ operation: 'post /admin/scheduler/pause', body: { sport: 'NFL', reason: 'a test' } });
    await asked({ operation: 'get /admin/scheduler' });
    await asked({ operation: 'post /admin/scheduler/resume' });
    for (const act of ['pause', 'run', 'resume'])
      await asked({ operation: `post /admin/jobs/:name/${act}`, body: { reason: 'a test' } });
    const item = await enqueueWork(night.app.database.db, TOY, { name: 'a toy' });
    await asked({ operation: 'get /admin/work' });
    for (const act of ['retry', 'cancel', 'requeue'])
      await asked({ operation: `post /admin/work/:id/${act}`, id: item.itemId, body: { reason: 'a test' } });
    await asked({ operation: 'get /admin/work/:id', id: item.itemId });
    const work = { action: 'cancel', filter: { kind: 'toy' } };
    await asked({ operation: 'post /admin/work/bulk', body: { ...work, dry_run: true } });
    await asked({ operation: 'post /admin/work/bulk', body: work });
    await asked({ operation: 'post /admin/reconcile', body: { dry_run: true } });
    const { breakers } = (await asked({ operation: 'get /admin/breakers' })).body;
    await asked({ operation: 'post /admin/breakers/reset', body: { host: breakers[0].host } });
  });

  it('to health', async () => {
    for (const { path, schema } of PLAIN_ROUTES.filter((route) => route.schema !== undefined)) {
      for (const url of [night.url, server.url()]) {
        const { body } = await call(`${url}${path}`);
        expect([path, schema ? differences(schema, body) : []]).toEqual([path, []]);
      }
    }
  });

  it('to every operation, whose refusals are problem documents', async () => {
    const silent = routes.map(operationOf).filter((operation) => !answers.answered.has(operation));
    expect(silent).toEqual([]);
    for (const route of routes) {
      await ask(night.url, { operation: operationOf(route), query: 'nonsense=1' });
      if (route.path.includes(':id'))
        await ask(night.url, { operation: operationOf(route), body: { at: 1 } });
    }
    const yielding = routes.map(operationOf).filter((operation) => !answers.refused.has(operation));
    expect(yielding).toEqual([]);
  });

  it('and would not pass with a field more, a field less or another kind', async () => {
    const schema = routes.find((route) => operationOf(route) === 'get /admin/tasks')?.responses[200]?.schema;
    const { body } = await call(`${night.url}/admin/tasks?limit=1`);
    const [item] = body.items;
    const { label, ...less } = item;
    expect(schema).toBeDefined();
    if (!schema) return;
    const spoilt = [{ ...item, more: 1 }, less, { ...item, label: [label] }, { ...item, due_at: 'soon' }];
    expect(differences(schema, body)).toEqual([]);
    for (const task of spoilt) expect(differences(schema, { ...body, items: [task] })).toHaveLength(1);
  });

  it('for which each promised document has a schema', () => {
    const bare = routes.filter(({ responses }) =>
      Object.entries(responses).some(([status, { schema }]) => Number(status) < 400 && schema === undefined),
    );
    expect(bare.map(operationOf)).toEqual([]);
  });
});
