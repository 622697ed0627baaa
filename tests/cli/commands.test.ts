import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { firstLine, runCli, spawnCli } from './run-cli.ts';
import { type CliRun, runHere } from './run-here.ts';

const DAY_MS = 24 * 3_600_000;

/** A slate day shortly ahead, so that its tasks are upcoming whenever the suite runs. */
const SLATE = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10);
const SEASON = String(
  Number(SLATE.slice(5, 7)) >= 8 ? Number(SLATE.slice(0, 4)) : Number(SLATE.slice(0, 4)) - 1,
);

const GOOD = `date,time,home_team,away_team,week
${SLATE},19:30,Lakers,Warriors,3
${SLATE},20:00,Celtics,Heat,3
${SLATE},21:00,Bulls,Knicks,3
`;
const MIXED = `${GOOD}${SLATE},22:00,Nowhere Club,Heat,3\n${SLATE},25:99,Suns,Jazz,3\n`;

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'scoracle-cli-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.drop();
});

function cli(
  args: readonly string[],
  input?: string | Buffer,
  more: Record<string, string> = {},
): Promise<CliRun> {
  return runCli(args, {
    environment: { DATABASE_URL: database.url, ...more },
    ...(input === undefined ? {} : { input }),
  });
}

async function json<T>(args: readonly string[]): Promise<T & { exitCode: number | null }> {
  const run = await cli([...args, '--json']);
  return { ...(JSON.parse(run.stdout) as T), exitCode: run.exitCode };
}

async function file(name: string, content: string | Buffer): Promise<string> {
  const where = path.join(folder, name);
  await writeFile(where, content);
  return where;
}

const ingest = (where: string, ...more: string[]): string[] => [
  'ingest-schedule',
  '--file',
  where,
  '--sport',
  'nba',
  '--season',
  SEASON,
  ...more,
];

describe('ingest-schedule', () => {
  it('shows in a dry run what would change, and writes nothing', async () => {
    const run = await cli(ingest('-', '--dry-run'), GOOD);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('Dry run');
    expect(run.stdout.match(/^add +\S.* at /gm)).toHaveLength(3);
    expect(await json<{ items: unknown[] }>(['query', 'games'])).toMatchObject({ items: [] });
  });

  it('writes nothing at all in strict mode when a row is bad', async () => {
    const run = await cli(ingest('-', '--strict'), MIXED);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('Nothing was written');
  });

  it('ingests the good rows, quarantines the bad ones and ends with 2', async () => {
    const run = await cli(ingest(await file('mixed.csv', MIXED)), undefined, { COLUMNS: '80' });
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toContain('3  games added');
    expect(run.stdout).toContain('unknown_team');
    expect(run.stdout).toContain('bad_time');
    expect(Math.max(...run.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(run.stdout).not.toContain('\u001b');
    const { items } = await json<{ items: { reason: string }[] }>(['quarantine', 'list']);
    expect(items.map((row) => row.reason).sort()).toEqual(['bad_time', 'unknown_team']);
  });

  it('prints the result of the contract, alone on standard output, and changes nothing the second time', async () => {
    const run = await cli(ingest(await file('good.csv', GOOD), '--json'));
    expect(run.exitCode).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      rows: 3,
      rows_other_seasons: 0,
      games_added: 0,
      games_moved: 0,
      games_unchanged: 3,
      games_cancelled: 0,
      tasks_created: 0,
      tasks_rescheduled: 0,
      quarantined: [],
      duration_ms: expect.any(Number) as number,
    });
  });

  it.concurrent.each([
    ['an empty file', '', 'empty'],
    ['a binary file', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 8, 0xff, 0xfe]), 'binary'],
    ['a file without a needed column', 'date,time,away_team\n2026-01-01,19:30,Heat\n', 'missing_column'],
  ])('refuses %s with a reason and a remedy', async (_what, content, code) => {
    const run = await cli([...ingest('-'), '--json'], content);
    expect(run.exitCode).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code, remedy: expect.any(String) as string } });
    expect(run.stderr).toContain('hint:');
  });

  it('asks once what has two readings, with the whole command that answers it', async () => {
    const [year, month, day] = SLATE.split('-');
    const us = ['Hawks,Nets', 'Kings,Spurs'].map((teams) => `${month}/${day}/${year},19:30,${teams}`);
    const where = await file("coach's us dates.csv", `date,time,home_team,away_team\n${us.join('\n')}\n`);
    const run = await cli(ingest(where, '--dry-run'));
    expect(run.exitCode).toBe(2);
    expect(run.stdout.match(/day_or_month_first/g)).toHaveLength(1);
    expect(run.stdout).toContain('(2 rows: 2, 3)');
    const command = run.stdout.split('\n').find((line) => line.endsWith('--date-format MM/dd/yyyy'));
    expect(command).toContain(`--file '${where.replace("'", String.raw`'\''`)}' --sport nba`);
    const document = await json<{ questions: object[] }>(ingest(where, '--dry-run'));
    expect(document).toMatchObject({ exitCode: 2, questions: [{ code: 'day_or_month_first', rows: 2 }] });
    const answered = await cli(ingest(where, '--dry-run', '--date-format', 'MM/dd/yyyy'));
    expect(answered.exitCode).toBe(0);
  });

  it('prints the corrected command where a flag is wrong', async () => {
    const where = await file(
      'nfl.csv',
      `${GOOD.split('\n')[0]}\n${SLATE},13:00,Chiefs,Bills,3\n${SLATE},16:25,Bears,Packers,3\n`,
    );
    const run = await cli(ingest(where, '--dry-run'));
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/command: .*ingest-schedule .*nfl\.csv .*--sport NFL$/m);
    expect(run.stderr).not.toContain('--sport nba');
    const { error } = await json<{ error: { code: string; command: string } }>(ingest(where, '--dry-run'));
    expect(error).toMatchObject({ code: 'wrong_sport', command: expect.stringContaining('--sport NFL') });
    const epl = await cli(['ingest-schedule', '--file', where, '--sport', 'FOOTBALL', '--season', SEASON]);
    expect(epl.stderr).toMatch(/command: .*--league /);
  });

  it('says of games long over that they wait for somebody to ask', async () => {
    const past =
      'date,time,home_team,away_team\n2019-11-01,19:30,Lakers,Heat\n2019-11-02,19:30,Heat,Lakers\n';
    const run = await cli(
      ['ingest-schedule', '--file', '-', '--sport', 'NBA', '--season', '2019', '--dry-run'],
      past,
    );
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toMatch(/2 of .* no seeding task/);
  });

  it('names a file that is not there', async () => {
    const run = await cli(ingest(path.join(folder, 'nothing.csv')));
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('nothing.csv cannot be opened');
  });
});

type Task = { id: number; game_id: number; label: string; status: string; in_words: string };

describe('tasks', () => {
  it('are listed in a table that fits the terminal', async () => {
    const run = await cli(['list-tasks', '--status', 'pending'], undefined, { COLUMNS: '72' });
    expect(run.exitCode).toBe(0);
    const lines = run.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
  });

  it('come in pages under --limit', async () => {
    const first = await json<{ items: Task[]; next_cursor: string }>(['list-tasks', '--limit', '2']);
    expect(first.items).toHaveLength(2);
    const rest = await json<{ items: Task[]; next_cursor: null }>([
      'list-tasks',
      '--cursor',
      first.next_cursor,
    ]);
    expect(rest.items).toHaveLength(1);
    expect(rest.next_cursor).toBeNull();
  });

  it('are cancelled, refused the second time, opened again by a retry, and the timeline tells it', async () => {
    const { items } = await json<{ items: Task[] }>(['list-tasks', '--search', 'Lakers']);
    const [task] = items;
    if (!task) throw new Error('the Lakers have no task');
    const id = String(task.id);
    const cancelled = await json(['cancel-task', '--task-id', id, '--reason', 'exhibition']);
    expect(cancelled).toMatchObject({ exitCode: 0, ok: true, task_id: task.id, game_id: task.game_id });
    const again = await cli(['cancel-task', '--task-id', id]);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain(`Task ${id} is cancelled already`);
    expect((await cli(['retry-task', '--task-id', id])).stdout).toContain(`Task ${id} is due now.`);
    const ofGame = await json<{ tasks: Task[] }>(['query', 'tasks', '--game-id', String(task.game_id)]);
    expect(ofGame.tasks).toMatchObject([{ id: task.id, status: 'pending' }]);

    const why = await cli(['why', String(task.game_id)]);
    expect(why.stdout).toMatch(
      /Ingested.*\n(.*\n)*.*Cancelled by hand \(exhibition\)(.*\n)*.*Retried by hand/,
    );
    expect(why.stdout).toContain('next: ');
  });

  it('that do not exist are told apart from wrong usage', async () => {
    const run = await json(['retry-task', '--task-id', '999999']);
    expect(run).toMatchObject({ exitCode: 1, error: { code: 'not_found' } });
  });

  it('are brought forward for all games of a day', async () => {
    const run = await json(['seed-games', '--date', SLATE, '--sport', 'NBA']);
    expect(run).toMatchObject({ exitCode: 0, accepted: 3, refused: 0 });
    const pending = await json<{ tasks: Task[] }>(['monitor', 'upcoming', '--days', '1']);
    expect(pending.tasks).toHaveLength(3);
  });

  it('are not made twice', async () => {
    expect(await json(['generate-tasks', '--sport', 'NBA', '--season', SEASON])).toMatchObject({
      tasks_created: 0,
    });
  });
});

describe('looking', () => {
  it('queries games by sport, date and week', async () => {
    const args = ['query', 'games', '--sport', 'NBA', '--date', SLATE];
    const games = await json<{ items: { home: { name: string } }[] }>([...args, '--week', '3']);
    expect(games.items).toHaveLength(3);
    expect((await cli([...args, '--week', '4'])).stdout).toContain('No games match.');
  });

  it('takes the filters that the admin API has, in the same words', async () => {
    async function read<T>(...args: string[]): Promise<T> {
      const { stdout } = await runHere([...args, '--json'], { DATABASE_URL: database.url });
      return JSON.parse(stdout) as T;
    }
    const count = async (...args: string[]): Promise<number> =>
      (await read<{ items: unknown[] }>(...args)).items.length;
    const games = ['query', 'games', '--league', 'nba'];
    const tasks = ['list-tasks', '--date', SLATE];
    expect(await count(...games, '--from', SLATE, '--until', SLATE, '--seeding-status', 'pending')).toBe(3);
    expect(await count(...games, '--until', '2020-01-01')).toBe(0);
    expect(await count(...games, '--seeding-status', 'failed')).toBe(0);
    expect(await count('query', 'games', '--league', 'La Liga')).toBe(0);
    expect(await count(...tasks, '--no-held')).toBe(3);
    expect(await count(...tasks, '--held')).toBe(0);
    expect(await count(...tasks, '--hold-reason', 'quota')).toBe(0);
    expect(await count('list-tasks', '--error-type', 'unavailable')).toBe(0);

    type Item = { id: number; game_id: number };
    const [last] = (await read<{ items: Item[] }>(...games, '--order', 'desc')).items;
    const found = await read<{ items: Item[] }>('list-tasks', '--game-id', String(last?.id));
    expect(found.items).toMatchObject([{ game_id: last?.id }]);
    expect(await read('monitor', 'api-usage', '--sport', 'NFL')).toMatchObject({
      providers: [{ sports: ['NFL'] }],
      calls: [],
    });
  });

  it('calls a cursor of no list or of another one wrong usage', async () => {
    const { next_cursor: ofGames } = await json<{ next_cursor: string }>(['query', 'games', '--limit', '1']);
    const wrong = [
      ['query', 'games', '--cursor', 'garbage'],
      ['runs', 'list', '--cursor', ofGames],
      ['ingest', 'list', '--cursor', ofGames],
      ['quarantine', 'list', '--cursor', ofGames],
    ];
    for (const args of wrong)
      expect(await json(args)).toMatchObject({ exitCode: 64, error: { code: 'usage' } });
  });

  it('takes every name of a league in a filter, and names the leagues where none has it', async () => {
    const lists = [
      ['query', 'games'],
      ['query', 'season-stats', '--sport', 'NBA', '--season', '2025'],
      ['runs', 'list'],
      ['leagues', 'seasons'],
      ['teams', 'list'],
    ];
    for (const list of lists) {
      const wrong = await json<{ error: { message: string } }>([...list, '--league', 'Nowhere League']);
      expect(wrong, list.join(' ')).toMatchObject({ exitCode: 64, error: { code: 'usage' } });
      expect(wrong.error.message).toContain('Nowhere League');
    }
    const ofSport = await cli(['query', 'games', '--sport', 'NFL', '--league', 'La Liga']);
    expect(ofSport.exitCode).toBe(64);
    const byCode = await json<{ items: { league: string }[] }>(['teams', 'list', '--league', 'epl']);
    expect(new Set(byCode.items.map(({ league }) => league))).toEqual(new Set(['Premier League']));
  });

  it('monitors failures, stats and provider calls in documents with stable names', async () => {
    const [failures, stats, usage] = await Promise.all([
      json(['monitor', 'failures', '--since', '24 hours ago']),
      json(['monitor', 'stats']),
      json(['monitor', 'api-usage', '--week']),
    ]);
    expect(failures).toMatchObject({ total: 0, tasks: [] });
    expect(stats).toMatchObject({ days: 7, by_status: { pending: 3 }, success_rate: null });
    expect(usage).toMatchObject({
      days: 7,
      calls: [],
      providers: [{ sports: ['NBA'] }, { sports: ['NFL'] }, { sports: ['FOOTBALL'] }],
    });
  });

  it('examines everything and fails when something is broken', async () => {
    const run = await json<{ findings: { name: string; status: string; remedy: string }[] }>(['doctor']);
    expect(run.exitCode).toBe(1);
    expect(run.findings.find((finding) => finding.name === 'database')).toMatchObject({ status: 'ok' });
    const broken = run.findings.filter((finding) => finding.status === 'fail');
    expect(broken.map((finding) => finding.name)).toEqual(['tonight', 'workers', 'api key']);
    expect(broken.every((finding) => finding.remedy !== '')).toBe(true);
  });

  it('calls a sport off that is not enabled, and says once what all providers lack', async () => {
    const say = async (...args: string[]): Promise<string> =>
      (await runHere(args, { DATABASE_URL: database.url, SPORTS_ENABLED: 'NBA,NFL' })).stdout;
    const [list, usage, status, doctor] = [
      await say('breaker', 'list'),
      await say('monitor', 'api-usage'),
      await say('scheduler', 'status'),
      await say('doctor'),
    ];
    expect(list).toMatch(/nba\S+ +closed +never opened/);
    expect(list).toMatch(/football\S+ +off /);
    expect(usage).toMatch(/football\S+ +FOOTBALL .* off /);
    expect(status).toMatch(/FOOTBALL +off/);
    expect(doctor).toMatch(/quota +v3\.football\S+: off/);
    for (const said of [usage, doctor]) expect(said.match(/API_SPORTS_KEY is missing/g)).toHaveLength(1);
  });

  it('resolves team names as an ingest does', async () => {
    const known = await json(['teams', 'resolve', 'LA Lakers', '--sport', 'NBA']);
    expect(known).toMatchObject({ exitCode: 0, answers: [{ ok: true, team: 'Los Angeles Lakers' }] });
    expect((await cli(['teams', 'resolve', 'Nowhere Club', '--sport', 'NBA'])).exitCode).toBe(1);
  });
});

describe('steering', () => {
  it('pauses one sport, shows it in the status, and resumes', async () => {
    const paused = await json<{ sports: { sport: string; is_paused: boolean }[] }>([
      'scheduler',
      'pause',
      '--sport',
      'NBA',
      '--reason',
      'quota',
    ]);
    const again = await json<{ changed: string[]; message: string }>(['scheduler', 'pause', '--reason', 'x']);
    expect(again.changed).toEqual(['NFL', 'FOOTBALL']);
    expect(again.message).toMatch(/NBA .*already.*quota/);
    await json(['scheduler', 'resume', '--sport', 'NFL']);
    await json(['scheduler', 'resume', '--sport', 'FOOTBALL']);
    expect(paused.sports.filter((sport) => sport.is_paused).map(({ sport }) => sport)).toEqual(['NBA']);
    const status = await cli(['scheduler', 'status']);
    expect(status.exitCode).toBe(0);
    expect(status.stdout).toMatch(/NBA +paused since .*: quota/);
    expect(status.stdout).toMatch(/seeding-nba .*paused/);
    const resumed = await json<{ sports: { is_paused: boolean }[] }>(['scheduler', 'resume']);
    expect(resumed.sports.every((sport) => !sport.is_paused)).toBe(true);
  });

  it('finds nothing to repair in a queue that agrees, and fills an empty one again', async () => {
    const before = await json<{ queued_jobs: number }>(['reconcile', '--dry-run']);
    expect(before).toMatchObject({ exitCode: 0, dry_run: true, open_tasks: 3, drift: { missing: 0 } });
    const { openPostgresStore } = await import('../../src/jobs/bullmq/postgres-store.ts');
    const { asDatabaseClock } = await import('../../src/db/database-clock.ts');
    const { systemClock } = await import('../../src/platform/clock.ts');
    const { silentLogger } = await import('../../src/platform/logger.ts');
    const store = openPostgresStore({
      databaseUrl: database.url,
      clock: asDatabaseClock(systemClock()),
      logger: silentLogger(),
    });
    for await (const page of store.listOpenJobs('seeding-nba')) {
      for (const job of page) await store.removeJob('seeding-nba', job.jobId);
    }
    await store.close();
    const rebuilt = await json(['rebuild-queue']);
    expect(rebuilt).toMatchObject({ exitCode: 0, drift: { missing: 3 }, repaired: 3 });
    expect(await json(['reconcile', '--reason', 'to be sure'])).toMatchObject({
      queued_jobs: 3,
      repaired: 0,
    });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const told = await client.query<{ message: string }>(
      "select message from system_events where kind = 'compared' order by id",
    );
    await client.end();
    expect(told.rows.map(({ message }) => message)).toEqual([
      expect.stringMatching(/compared .*by operator.*: nothing differed/),
      expect.stringMatching(/by operator.*: 3 differences, 3 mended/),
      expect.stringMatching(/by operator.* \(to be sure\): nothing differed/),
    ]);
  });

  it('migrates a database that is up to date without a change', async () => {
    expect(await json(['migrate'])).toMatchObject({ exitCode: 0, up_to_date: true });
  });

  it('starts the control process in the foreground and stops it in order', async () => {
    const control = spawnCli(['scheduler', 'start'], { DATABASE_URL: database.url, PORT: '0' });
    const { url } = JSON.parse(await firstLine(control.stdout)) as { url: string };
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    control.kill('SIGTERM');
    const [exitCode] = (await once(control, 'close')) as [number | null];
    expect(exitCode).toBe(0);
  });
});
