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
import { HOCKEY_GAME, KEY, type OpenScores, startOpenScores } from './simulated-server.ts';
import { type Copy, type Ended, changed, copyProject, runIn, stepsOf, take } from './walk.ts';

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
  let saidOfName: Promise<string>;
  /** The checks of the project over the copy, which go on beside the rest. */
  let checks: Record<'style' | 'rules' | 'conformance', Promise<Ended>> & { types: Promise<string> };
  let environment: Record<string, string>;
  const processes: TestProcess[] = [];

  beforeAll(async () => {
    const ofSport = STEPS.filter(({ section }) => section === SPORT);
    const isByHand = ({ file }: { file: string }): boolean => file.startsWith('drizzle/');
    const [name, ...others] = ofSport.filter((step) => !isByHand(step));
    copy = await copyProject();
    saidOfName = typesOfName(name ? [name] : []);
    saidOfName.catch(() => undefined);
    take(
      copy.root,
      STEPS.filter(({ section }) => section !== SPORT),
    );
    await generate('nba_scoring_highs');
    take(copy.root, [...(name ? [name] : []), ...others]);
    await generate('hockey');
    take(copy.root, ofSport.filter(isByHand));
    const described = await runIn(copy.root, 'scripts/generate-docs.ts', []);
    expect(described, described.said).toMatchObject({ code: 0 });
    checks = startChecks();
    provider = await startOpenScores(copy.root);
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
      OPEN_SCORES_URL: provider.url,
      OPEN_SCORES_KEY: KEY,
      SCHEDULE_SOURCES: 'open-scores',
      BOX_SCORE_SOURCES: 'open-scores,api-sports',
    };
    const root = copy.root;
    processes.push(
      ...(await Promise.all([
        startProcess('src/app/control-main.ts', { environment, root }),
        startProcess('workers/main.ts', { environment, root }),
      ])),
    );
  });

  afterAll(async () => {
    await Promise.allSettled([saidOfName, ...Object.values(checks ?? {})]);
    await Promise.all(processes.map((one) => one.crash()));
    await handle?.close();
    await database?.drop();
    await provider?.stop();
    copy?.remove();
  });

  it('adds a command with its help and its result, and a kind of work that a worker does', async () => {
    const help = await command('note', '--help');
    expect(help.code).toBe(0);
    expect(help.said).toContain('note deploy');
    expect(await command('note', 'deploy')).toMatchObject({ code: 64 });
    const words = 'rolled out & <done>';
    const run = await command('note', 'deploy', words, '--json');
    expect(run, run.said).toMatchObject({ code: 0 });
    expect(JSON.parse(run.answer)).toEqual({ item_id: expect.any(Number) as unknown });
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
      const { findings } = JSON.parse((await command('doctor', '--json')).answer) as {
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
    const startMs = Date.parse('2026-01-15T00:30:00Z');
    await provider.addGames([
      { home: 'Boston Celtics', away: 'Miami Heat', startMs },
      { home: 'Utah Jazz', away: 'Phoenix Suns', startMs },
    ]);
    const words = ['--from', 'open-scores', '--sport', 'NBA', '--season', '2025'];
    const run = await command('ingest-schedule', ...words);
    expect(run, run.said).toMatchObject({ code: 0 });
    expect(await provider.answers()).toEqual({ good: { '/schedule': 1 }, other: 0 });
    const games = await rows(
      sql`select external_source as source, external_game_id as id from games order by id`,
    );
    expect(games).toEqual([
      { source: 'open-scores', id: '1' },
      { source: 'open-scores', id: '2' },
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
    expect(JSON.parse((await command('jobs', 'list', '--json')).answer)).toMatchObject({
      jobs: expect.arrayContaining([expect.objectContaining({ name: 'prune-notes' })]) as unknown,
    });
  });

  it('adds a sport that the types miss in the lists that the walk names, and in no other', async () => {
    const missed = [...(await saidOfName).matchAll(/^(\S+\.ts)\(\d+.*error TS(?:2741|2536|1360)/gm)];
    const section = WALK.slice(WALK.indexOf(`## ${SPORT}\n`));
    const listed = [...section.matchAll(/^\| `(src\/\S+)` \|/gm)].map(([, name = '']) => name);
    expect([...new Set(missed.map(([, name = '']) => name))].toSorted()).toEqual(listed.toSorted());
  });

  it('adds a sport whose games are seeded, shown and added up', async () => {
    const { startMs, home, away } = HOCKEY_GAME;
    await provider.addGames([HOCKEY_GAME]);
    const [date, time] = new Date(startMs).toISOString().split('T');
    const season = Number(date?.slice(0, 4)) - (Number(date?.slice(5, 7)) >= 7 ? 0 : 1);
    const file = path.join(copy.root, 'ice.csv');
    writeFileSync(file, `date,time,home,away\n${date},${time?.slice(0, 5)},${home},${away}\n`);
    const words = ['--sport', 'HOCKEY', '--league', 'Ice League', '--season', String(season)];
    const run = await command('ingest-schedule', '--file', file, ...words);
    expect(run, run.said).toMatchObject({ code: 0 });
    const [game] = await rows(sql`
      select game.id from games as game join sports as sport on sport.id = game.sport_id
      where sport.display_name = 'HOCKEY'`);
    const id = Number(game?.['id']);
    const standing = () => rows(sql`select seeding_status as status from games where id = ${id}`);
    await expect.poll(standing).toEqual([{ status: 'completed' }]);
    const { good, other } = await provider.answers();
    expect([good, other]).toEqual([
      { '/schedule': 1, '/hockey/games': 1, '/hockey/players': 1, '/hockey/teams': 1 },
      0,
    ]);
    const [score] = await rows(
      sql`select home_score as home, away_score as away from games where id = ${id}`,
    );
    expect(
      await rows(sql`
        select team.goals, sum(player.goals)::int as own, count(*)::int as players, team.is_home, team.source
        from hockey_team_game_stats as team join hockey_player_game_stats as player using (game_id, team_id)
        group by team.goals, team.is_home, team.source order by team.is_home desc`),
    ).toEqual([
      { goals: score?.['home'], own: score?.['home'], players: 6, is_home: true, source: 'open-scores' },
      { goals: score?.['away'], own: score?.['away'], players: 6, is_home: false, source: 'open-scores' },
    ]);
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
    const [best] = await rows(sql`
      select player.full_name as name, line.goals, line.shots from hockey_player_game_stats as line
      join players as player on player.id = line.player_id order by goals desc limit 1`);
    const [goals, shots] = [Number(best?.['goals']), Number(best?.['shots'])];
    expect(goals).toBeGreaterThan(0);
    const first = {
      games: 1,
      totals: { goals },
      rates: { shooting_percentage: expect.any(Number) as number },
    };
    expect(shots).toBeGreaterThanOrEqual(goals);
    await expect.poll(() => leaders('regular')).toMatchObject([first]);
    // A game that turns out to be one of the play-offs takes its lines with it.
    await handle.db.execute(sql`update games set game_type = 'playoff' where id = ${id}`);
    await expect.poll(() => leaders('playoff')).toMatchObject([first]);
    expect(await leaders('regular')).toEqual([]);
  });

  it.each(['style', 'rules'] as const)('keeps the %s of the project', async (what) => {
    const checked = await checks[what];
    expect(checked, checked.said).toMatchObject({ code: 0 });
  });

  it('adds a provider and a sport that conform, over the simulated server', async () => {
    const { code, said } = await checks.conformance;
    expect(code, said).toBe(0);
    const passed = said.split('\n').filter((line) => line.includes('✓'));
    for (const suite of ['open-scores with HOCKEY', 'open-scores with NBA', 'games of HOCKEY'])
      expect(passed.some((line) => line.includes(`${suite} > `))).toBe(true);
  });

  it('keeps the types of the project', async () => {
    const said = await checks.types;
    // Tests of single sports want to be told of a new one; everything else compiles.
    const ofLists = /^(tests|bench)\/.*error TS(2741|2345).*|^ .*/;
    expect(said.split('\n').filter((line) => line !== '' && !ofLists.test(line))).toEqual([]);
  });

  function rows(query: ReturnType<typeof sql>): Promise<Record<string, unknown>[]> {
    return rowsOf<Record<string, unknown>>(handle.db, query);
  }

  /** The command line of the copy. */
  function command(...words: string[]): Promise<Ended> {
    return runIn(copy.root, 'src/cli/main.ts', words, environment);
  }

  function startChecks(): typeof checks {
    const { root } = copy;
    const vitest = 'node_modules/vitest/vitest.mjs';
    const suites = ['providers', 'sports'].map((room) => `tests/${room}/conformance/conformance.test.ts`);
    const ofWalk = ['-t', 'open-scores|HOCKEY', '--reporter', 'verbose'];
    const style = runIn(root, 'node_modules/@biomejs/biome/bin/biome', ['format', '.']);
    return {
      style,
      rules: runIn(root, vitest, ['run', '--config', 'tests/architecture/vitest.config.ts']),
      // One after the other: the compiler needs a file of its own in the copy.
      types: style.then(() => typeErrors(root, ['.'])),
      conformance: runIn(root, vitest, ['run', ...suites, ...ofWalk], { NO_COLOR: '1' }),
    };
  }

  async function generate(name: string): Promise<void> {
    const words = ['generate', '--name', name];
    const generated = await runIn(copy.root, 'node_modules/drizzle-kit/bin.cjs', words);
    // It ends with 0 where it has found nothing to do, too.
    expect(generated.said).toContain(`_${name}.sql`);
    expect(generated.code).toBe(0);
  }
});

/** What the compiler says while these steps alone are taken, in a copy of its own. */
async function typesOfName(steps: Parameters<typeof take>[1]): Promise<string> {
  const own = await copyProject(['src', 'workers', 'simulator', 'package.json', 'tsconfig.json']);
  try {
    take(own.root, steps);
    return await typeErrors(own.root, ['src', 'workers', 'simulator']);
  } finally {
    own.remove();
  }
}

/** What the compiler says of some folders of a copy. */
async function typeErrors(root: string, folders: readonly string[]): Promise<string> {
  const file = path.join(root, 'tsconfig.walk.json');
  // What is known of the project's own files says nothing of this copy.
  const compilerOptions = { tsBuildInfoFile: './walk.tsbuildinfo' };
  writeFileSync(file, JSON.stringify({ extends: './tsconfig.json', include: folders, compilerOptions }));
  const { said } = await runIn(root, 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', file]);
  rmSync(file);
  return said;
}
