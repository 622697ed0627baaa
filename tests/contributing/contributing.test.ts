import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseHandle, openDatabase } from '../../src/db/database.ts';
import { rowsOf } from '../../src/db/rows.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { PROJECT_ROOT } from '../architecture/source-files.ts';
import { type TestProcess, startProcess } from '../support/processes.ts';
import { type TestDatabase, createTestDatabase } from '../support/test-database.ts';
import { type Copy, changed, copyProject, runIn, stepsOf, take } from './walk.ts';

const WALK = readFileSync(path.join(PROJECT_ROOT, 'docs/contributing.md'), 'utf8');
const STEPS = stepsOf(WALK);
const SPORT = 'A sport';
const KEY = 'open+sesame';

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
  let provider: Server;
  let environment: Record<string, string>;
  const asked: string[] = [];
  const processes: TestProcess[] = [];

  beforeAll(async () => {
    copy = await copyProject();
    take(
      copy.root,
      STEPS.filter(({ section }) => section !== SPORT),
    );
    provider = await startOpenScores(asked);
    const generated = await runIn(copy.root, 'node_modules/drizzle-kit/bin.cjs', [
      'generate',
      '--name',
      'nba_scoring_highs',
    ]);
    expect(generated, generated.said).toMatchObject({ code: 0 });
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
      OPEN_SCORES_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`,
      OPEN_SCORES_KEY: KEY,
      SCHEDULE_SOURCES: 'open-scores',
    };
    const root = copy.root;
    processes.push(await startProcess('src/app/control-main.ts', { environment, root }));
    processes.push(await startProcess('workers/main.ts', { environment, root }));
  });

  afterAll(async () => {
    await Promise.all(processes.map((one) => one.crash()));
    await handle?.close();
    await database?.drop();
    provider?.closeAllConnections();
    provider?.close();
    copy?.remove();
  });

  it.each([
    ['types', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', '.']],
    ['style', 'node_modules/@biomejs/biome/bin/biome', ['format', '.']],
    ['rules', 'node_modules/vitest/vitest.mjs', ['run', '--config', 'tests/architecture/vitest.config.ts']],
  ])('keeps the %s of the project', async (_what, tool, words) => {
    const checked = await runIn(copy.root, tool, words);
    expect(checked, checked.said).toMatchObject({ code: 0 });
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
    expect(asked).toEqual([`/v1/schedule?season=2025&key=${encodeURIComponent(KEY)}`]);
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

  function rows(query: ReturnType<typeof sql>): Promise<Record<string, unknown>[]> {
    return rowsOf(handle.db, query);
  }

  /** The command line of the copy. */
  function command(...words: string[]): Promise<{ code: number | null; said: string }> {
    return runIn(copy.root, 'src/cli/main.ts', words, environment);
  }
});

/** Its own copy, which does not compile and is not meant to. */
describe('a sport', () => {
  let copy: Copy;
  beforeAll(async () => {
    copy = await copyProject();
  });
  afterAll(() => copy?.remove());

  it('is missed by the types in the files that the walk lists, and in no other', async () => {
    take(
      copy.root,
      STEPS.filter(({ section }) => section === SPORT),
    );
    const file = path.join(copy.root, 'tsconfig.json');
    const config = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...config, include: ['src', 'workers'] }));
    const { said } = await runIn(copy.root, 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', '.']);
    const missed = new Set([...said.matchAll(/^(\S+\.ts)\(\d+/gm)].map(([, name = '']) => name));
    const section = WALK.slice(WALK.indexOf(`## ${SPORT}\n`));
    const listed = [...section.matchAll(/^\| `(src\/\S+)` \|/gm)].map(([, name = '']) => name);
    expect(listed.toSorted()).toEqual([...missed].toSorted());
  });
});

/** The other end: what `src/providers/open-scores/` expects, on a real HTTP server. */
async function startOpenScores(asked: string[]): Promise<Server> {
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    const isKnown = searchParams.get('key') === KEY;
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
    const game = (id: string, home: string, away: string) => ({
      id,
      home,
      away,
      start: '2026-01-15T00:30:00Z',
    });
    const games = [game('os-1', 'Boston Celtics', 'Miami Heat'), game('os-2', 'Utah Jazz', 'Phoenix Suns')];
    response.end(JSON.stringify(isKnown ? { games } : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
