import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseHandle, openDatabase } from '../../src/db/database.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { PROJECT_ROOT } from '../architecture/source-files.ts';
import { type TestProcess, startProcess } from '../support/processes.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';
import { HOCKEY_GAME, KEY, type OpenScores, startOpenScores } from './open-scores-server.ts';
import { type Copy, changed, copyProject, runIn, stepsOf, take } from './walk.ts';

const WALK = readFileSync(path.join(PROJECT_ROOT, 'docs/contributing.md'), 'utf8');
const STEPS = stepsOf(WALK);
const SPORT = 'A sport';
describe('a step of the walk', () => {
  const step = { file: 'a.ts', text: '-two\n+2\n three\n@@\n+zero\n one\n' };

  it('changes what stands in the file', () => {
    expect(changed('one\ntwo\nthree\n', step)).toBe('zero\none\n2\nthree\n');
  });

  it.each(['one\nthree\n', 'one\ntwo\nthree\ntwo\nthree\n'])(
    'is refused where it does not fit: %j',
    (text) => {
      expect(() => changed(text, step)).toThrow(/a\.ts has these lines [02] times/);
    },
  );
});

/** Every addition of the walk is in one copy of the sources, whose processes run over a real database. */
describe('the walk of docs/contributing.md', () => {
  let copy: Copy;
  let database: TestDatabase;
  let handle: DatabaseHandle;
  let provider: OpenScores;
  /** What the compiler says while a sport is a name alone. */
  let saidOfName: string;
  let environment: Record<string, string>;
  const processes: TestProcess[] = [];

  beforeAll(async () => {
    copy = await copyProject();
    const ofSport = STEPS.filter(({ section }) => section === SPORT);
    const isByHand = ({ file }: { file: string }): boolean => file.startsWith('drizzle/');
    const [name, ...others] = ofSport.filter((step) => !isByHand(step));
    take(copy.root, name === undefined ? [] : [name]);
    saidOfName = await typeErrors(copy.root, ['src', 'workers']);
    take(
      copy.root,
      STEPS.filter(({ section }) => section !== SPORT),
    );
    await generate('nba_scoring_highs');
    take(copy.root, others);
    await generate('hockey');
    take(copy.root, ofSport.filter(isByHand));
    provider = await startOpenScores();
    const described = await runIn(copy.root, 'scripts/generate-docs.ts', []);
    expect(described, described.said).toMatchObject({ code: 0 });
    database = await createTestDatabase();
    handle = openDatabase({
      url: database.url,
      applicationName: 'contributing',
      poolMax: 2,
      logger: silentLogger(),
    });
    environment = {
      DATABASE_URL: database.url,
      PORT: '0',
      SCHEDULE_REFRESH_HOURS: '0',
      ROSTER_REFRESH: 'off',
      OPEN_SCORES_URL: provider.baseUrl,
      OPEN_SCORES_KEY: KEY,
      SCHEDULE_SOURCES: 'open-scores',
      BOX_SCORE_SOURCES: 'open-scores,api-sports',
    };
    const root = copy.root;
    processes.push(await startProcess('src/app/control-main.ts', { environment, root }));
    processes.push(await startProcess('workers/main.ts', { environment, root }));
  });

  afterAll(async () => {
    await Promise.all(processes.map((one) => one.crash()));
    await handle?.close();
    await database?.drop();
    provider?.stop();
    copy?.remove();
  });

  it.each([
    ['style', 'node_modules/@biomejs/biome/bin/biome', ['format', '.']],
    ['rules', 'node_modules/vitest/vitest.mjs', ['run', '--config', 'tests/architecture/vitest.config.ts']],
  ])('keeps the %s of the project', async (_what, tool, words) => {
    const checked = await runIn(copy.root, tool, words);
    expect(checked, checked.said).toMatchObject({ code: 0 });
  });

  it('keeps the types of the project', async () => {
    const said = await typeErrors(copy.root, ['.']);
    // Tests of single sports want to be told of a new one; everything else compiles.
    const ofLists = /^(tests|bench)\/.*error TS(2741|2345).*|^ .*/;
    expect(said.split('\n').filter((line) => line !== '' && !ofLists.test(line))).toEqual([]);
  });

  it('adds a command with its help and its result, and a kind of work that a worker does', async () => {
    const help = await command('note', '--help');
    expect(help.code).toBe(0);
    expect(help.said).toContain('note deploy');
    expect(await command('note', 'deploy')).toMatchObject({ code: 64 });
    const words = 'rolled out & <done>';
    const run = await command('note', 'deploy', words, '--json');
    expect(run, run.said).toMatchObject({ code: 0 });
    expect(JSON.parse(run.said)).toEqual({ item_id: expect.any(Number) as unknown });
    await expect
      .poll(() => rows(sql`select kind, status, note from work_items where subject = 'deploy'`))
      .toEqual([{ kind: 'write-note', status: 'completed', note: words }]);
    expect(await rows(sql`select message from system_events where kind = 'note'`)).toEqual([
      { message: words },
    ]);
  });

  it('adds a page that is in the navigation', async () => {
    const response = await fetch(`${processes[0]?.url}/notes`);
    const page = await response.text();
    expect([response.status, page]).toEqual([200, expect.stringContaining('rolled out &amp; &lt;done&gt;')]);
    expect(page).toMatch(/<a href="\/notes"\s+aria-current="page"\s*>Notes<\/a>/);
  });

  it('adds a check with a remedy', async () => {
    const look = async () => {
      const { findings } = JSON.parse((await command('doctor', '--json')).said) as {
        findings: { name: string; status: string; remedy: string }[];
      };
      return findings.filter(({ name }) => name === 'notes');
    };
    expect(await look()).toMatchObject([{ status: 'ok', remedy: '' }]);
    await command('note', 'disks', 'todo: order larger ones');
    await expect
      .poll(look)
      .toMatchObject([{ status: 'warn', remedy: expect.stringContaining('/notes') as unknown }]);
  });

  it('adds a provider whose schedule is asked for through the pipeline', async () => {
    const run = await command(
      'ingest-schedule',
      '--from',
      'open-scores',
      '--sport',
      'NBA',
      '--season',
      '2025',
    );
    expect(run, run.said).toMatchObject({ code: 0 });
    expect(provider.asked).toEqual([`/v1/schedule?season=2025&key=${encodeURIComponent(KEY)}`]);
    const games = await rows(
      sql`select external_source as source, external_game_id as id from games order by id`,
    );
    expect(games).toEqual([
      { source: 'open-scores', id: 'os-1' },
      { source: 'open-scores', id: 'os-2' },
    ]);
    const calls = await rows(
      sql`select outcome, query::text as query from api_usage where host like '127.0.0.1%'`,
    );
    expect(calls).toEqual([{ outcome: 'ok', query: expect.not.stringContaining('sesame') as unknown }]);
  });

  it('adds a dataset that follows what is written', async () => {
    await handle.db.execute(sql`
      with player as (
        insert into players (sport_id, full_name) select min(team.sport_id), 'Toy Scorer' from games as game join teams as team on team.id = game.home_team_id returning id
      )
      insert into nba_player_game_stats (season_year, game_id, player_id, team_id, points, seconds_played, content_hash, fence)
      select 2025, game.id, player.id, game.home_team_id, 20 + 11 * row_number() over (order by game.id), 60, 'hash', 1
      from games as game, player`);
    await expect
      .poll(() => rows(sql`select season_year, most_points from nba_scoring_highs`))
      .toEqual([{ season_year: 2025, most_points: 42 }]);
    await handle.db.execute(sql`delete from nba_player_game_stats where points = 42`);
    await expect
      .poll(() => rows(sql`select most_points from nba_scoring_highs`))
      .toEqual([{ most_points: 31 }]);
    expect(
      await rows(sql`select distinct status from data_refresh_log where dataset = 'nba_scoring_highs'`),
    ).toEqual([{ status: 'done' }]);
  });

  it('adds a recurrent job that is listed and runs', async () => {
    await handle.db.execute(
      sql`insert into system_events (kind, subject, message, created_at) values ('note', 'old', 'old', now() - interval '31 days')`,
    );
    const run = await command('jobs', 'run', 'prune-notes');
    expect(run, run.said).toMatchObject({ code: 0 });
    await expect.poll(() => rows(sql`select subject from system_events where subject = 'old'`)).toEqual([]);
    expect(JSON.parse((await command('jobs', 'list', '--json')).said)).toMatchObject({
      jobs: expect.arrayContaining([expect.objectContaining({ name: 'prune-notes' })]) as unknown,
    });
  });

  it('adds a sport that the types miss in the lists that the walk names, and in no other', () => {
    const missed = [...saidOfName.matchAll(/^(\S+\.ts)\(\d+.*error TS(?:2741|2536|1360)/gm)];
    const section = WALK.slice(WALK.indexOf(`## ${SPORT}\n`));
    const listed = [...section.matchAll(/^\| `(src\/\S+)` \|/gm)].map(([, name = '']) => name);
    expect([...new Set(missed.map(([, name = '']) => name))].toSorted()).toEqual(listed.toSorted());
  });

  it('adds a sport whose games are seeded, shown and added up', async () => {
    const { startMs, home, away } = HOCKEY_GAME;
    const [date, time] = new Date(startMs).toISOString().split('T');
    const season = Number(date?.slice(0, 4)) - (Number(date?.slice(5, 7)) >= 7 ? 0 : 1);
    const file = path.join(copy.root, 'ice.csv');
    writeFileSync(file, `date,time,home,away\n${date},${time?.slice(0, 5)},${home.name},${away.name}\n`);
    const words = ['--sport', 'HOCKEY', '--league', 'Ice League', '--season', String(season)];
    const run = await command('ingest-schedule', '--file', file, ...words);
    expect(run, run.said).toMatchObject({ code: 0 });
    const [game] = await rows(sql`
      select game.id from games as game join sports as sport on sport.id = game.sport_id
      where sport.display_name = 'HOCKEY'`);
    const id = Number(game?.['id']);
    const standing = () => rows(sql`select seeding_status as status from games where id = ${id}`);
    await expect.poll(standing, { timeout: 60_000 }).toEqual([{ status: 'completed' }]);
    const hockeyCalls = provider.asked.filter((url) => url.startsWith('/v1/hockey/'));
    expect(
      hockeyCalls.map((url) => url.split('?')[0] ?? '').toSorted((one, other) => one.localeCompare(other)),
    ).toEqual(['/v1/hockey/games', '/v1/hockey/players', '/v1/hockey/teams']);
    expect(
      await rows(sql`select goals, shots, is_home, source from hockey_team_game_stats order by goals desc`),
    ).toEqual([
      { goals: 5, shots: 30, is_home: true, source: 'open-scores' },
      { goals: 3, shots: 18, is_home: false, source: 'open-scores' },
    ]);
    expect(
      await rows(
        sql`select count(*)::int as players, sum(goals)::int as goals from hockey_player_game_stats`,
      ),
    ).toEqual([{ players: 12, goals: 8 }]);
    const url = processes[0]?.url ?? '';
    const box = (await (await fetch(`${url}/admin/games/${id}/box-score`)).json()) as {
      sides: { players: { name: string; goals: number }[] }[];
    };
    expect(box.sides.map(({ players }) => players.length)).toEqual([6, 6]);
    const page = await (await fetch(`${url}/games/${id}`)).text();
    expect(page).toContain('Akureyri Vikings Two');
    expect(page).toMatch(/<abbr title="assists"|title="assists"/);
    const leaders = async (kind: string) => {
      const query = new URLSearchParams({ sport: 'HOCKEY', season: String(season), game_type: kind });
      const response = await fetch(`${url}/admin/season-stats?${query.toString()}`);
      const { items } = (await response.json()) as { items: unknown[] };
      return items.slice(0, 1);
    };
    const first = {
      name: 'Reykjavik Bears One',
      games: 1,
      totals: { goals: 4, shots: 24 },
      rates: { shooting_percentage: 16.7 },
    };
    await expect.poll(() => leaders('regular')).toMatchObject([first]);
    // A game that turns out to be one of the play-offs takes its lines with it.
    await handle.db.execute(sql`update games set game_type = 'playoff' where id = ${id}`);
    await expect.poll(() => leaders('playoff')).toMatchObject([first]);
    expect(await leaders('regular')).toEqual([]);
  });

  function rows(query: ReturnType<typeof sql>): Promise<Record<string, unknown>[]> {
    return rowsOf(handle.db, query);
  }

  /** The command line of the copy. */
  function command(...words: string[]): Promise<{ code: number | null; said: string }> {
    return runIn(copy.root, 'src/cli/main.ts', words, environment);
  }

  async function generate(name: string): Promise<void> {
    const words = ['generate', '--name', name];
    const generated = await runIn(copy.root, 'node_modules/drizzle-kit/bin.cjs', words);
    expect(generated, generated.said).toMatchObject({ code: 0 });
  }
});

/** What the compiler says of some folders of a copy. */
async function typeErrors(root: string, folders: readonly string[]): Promise<string> {
  const file = path.join(root, 'tsconfig.walk.json');
  writeFileSync(file, JSON.stringify({ extends: './tsconfig.json', include: folders }));
  const { said } = await runIn(root, 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', file]);
  rmSync(file);
  return said;
}
