import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { runCli, runCliProcess, spawnCli } from './run-cli.ts';
import { runHere } from './run-here.ts';
import { createEmptyDatabase } from '../support/test-database.ts';

/** A port on which nothing listens: the discard port of this machine. */
const NO_DATABASE = { DATABASE_URL: 'postgres://nobody:secret-word@127.0.0.1:9/none' };

describe('wrong usage', () => {
  it('suggests the nearest command and ends with 64', async () => {
    const run = await runCli(['lst-tasks']);
    expect(run.exitCode).toBe(64);
    expect(run.stderr).toMatch(/unknown command 'lst-tasks'.* list-tasks\?/);
    expect(run.stdout).toBe('');
  });

  it('names the help of the command whose option is wrong', async () => {
    const run = await runCli(['list-tasks', '--sport', 'curling']);
    expect(run.exitCode).toBe(64);
    expect(run.stderr).toContain('NBA, NFL, FOOTBALL');
    expect(run.stderr).toContain('list-tasks --help');
  });

  it('tells which option is missing', async () => {
    const run = await runCli(['ingest-schedule', '--sport', 'NBA', '--season', '2025']);
    expect(run.exitCode).toBe(64);
    expect(run.stderr).toContain('--file');
  });

  it('knows seed-blanket as seed-2phase, too', async () => {
    const run = await runCli(['seed-2phase', '--sport', 'NBA']);
    expect(run.exitCode).toBe(64);
    expect(run.stderr).toMatch(/seed-blanket .*season/);
  });

  it.each([
    { args: ['seed-blanket', '--pause', '1', '--resume', '1'], words: ['--pause', '--resume'] },
    { args: ['seed-blanket', '--list', '--cancel', '1'], words: ['--list', '--cancel'] },
    { args: ['seed-blanket', '--cancel', '1', '--season', '2025'], words: ['--cancel', '--season'] },
    {
      args: ['leagues', 'add', '--sport', 'NBA', '--name', 'X', '--id', 'espn=1', '--id', 'espn=2'],
      words: ['espn', 'given 1 as well'],
    },
    {
      args: [
        'ingest-schedule',
        '--file',
        '-',
        '--sport',
        'NBA',
        '--season',
        '2025',
        '--columns',
        'date=A,date=B',
      ],
      words: ['date=A,date=B', 'each field once'],
    },
    {
      args: ['ingest-schedule', '--file', '-', '--columns', 'date=A', '--columns', 'date=B'],
      words: ['date=B', 'each field once'],
    },
  ])('chooses none of what cannot both be meant: $args', async ({ args, words }) => {
    const run = await runCli(args, { environment: NO_DATABASE });
    expect(run.exitCode).toBe(64);
    for (const word of words) expect(run.stderr).toContain(word);
  });

  it('names the kinds of games where another is given', async () => {
    const args = ['query', 'season-stats', '--sport', 'NBA', '--season', '2025', '--game-type', 'finals'];
    const run = await runCli(args, { environment: NO_DATABASE });
    expect(run.exitCode).toBe(64);
    for (const kind of ['regular', 'playoff', 'all']) expect(run.stderr).toContain(kind);
  });

  it('answers a season like 2025-26 with the year that was meant', async () => {
    const run = await runCli(['generate-tasks', '--sport', 'nba', '--season', '2025-26']);
    expect(run.exitCode).toBe(64);
    expect(run.stderr).toContain('season starts: 2025');
  });

  it('prints one JSON document about the mistake under --json', async () => {
    const run = await runCli(['seed-games', '--date', '2026-02-30', '--json']);
    expect(run.exitCode).toBe(64);
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'usage', exit_code: 64 } });
  });
});

describe('help', () => {
  it('lists the commands without needing a database', async () => {
    const run = await runCli(['--help'], { environment: NO_DATABASE });
    expect(run.exitCode).toBe(0);
    for (const command of ['ingest-schedule', 'list-tasks', 'why', 'doctor'])
      expect(run.stdout).toContain(command);
  });

  it('loads nothing of databases, queues and schedule files, so that it is there at once', async () => {
    const tell = `import { registerHooks } from 'node:module';
      registerHooks({ load: (url, context, next) => (process._rawDebug(url), next(url, context)) });`;
    const run = await runCliProcess(['monitor', '--help'], {
      environment: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}` },
    });
    const packages = [...run.stderr.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].map(([, name]) => name);
    expect(packages).toContain('commander');
    for (const slow of ['drizzle-orm', 'pg', 'bullmq', 'ioredis', 'zod', 'luxon', 'csv-parse'])
      expect(packages).not.toContain(slow);
  });

  it('shows examples for a command of a group', async () => {
    const run = await runCli(['monitor', 'failures', '--help']);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('--group-by error_type');
  });

  it('prints the version of package.json', async () => {
    const run = await runCli(['--version']);
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
  });
});

describe('trouble before the work begins', () => {
  it('tells that the database is away, without a stack trace or the password', async () => {
    const run = await runCli(['list-tasks'], { environment: NO_DATABASE });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('the database cannot be used');
    expect(run.stderr).toContain('DATABASE_URL');
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect(run.stderr).not.toContain('secret-word');
  });

  it('shows the stack trace to whoever asks with --verbose', async () => {
    const run = await runCli(['list-tasks', '--verbose'], { environment: NO_DATABASE });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/^\s+at /m);
  });

  it('lists every problem of the configuration at once', async () => {
    const run = await runCli(['list-tasks', '--json'], {
      environment: { DATABASE_URL: 'mysql://x', PORT: 'many', LOG_LEVEL: 'loud' },
    });
    expect(run.exitCode).toBe(1);
    const { error } = JSON.parse(run.stdout) as { error: { problems: string[] } };
    expect(error.problems).toHaveLength(3);
    expect(run.stderr).toContain('PORT is "many"');
  });

  it('makes an outage the finding of the doctor', async () => {
    const run = await runCli(['doctor', '--json'], { environment: NO_DATABASE });
    expect(run.exitCode).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      fail: 1,
      findings: [{ name: 'database', status: 'fail' }],
    });
  });

  it('says of a database without tables who makes them, in production and elsewhere', async () => {
    const empty = await createEmptyDatabase();
    const examine = async (more: Record<string, string>) => {
      const run = await runHere(['doctor', '--json'], { DATABASE_URL: empty.url, ...more });
      return (JSON.parse(run.stdout) as { findings: unknown[] }).findings;
    };
    const name = 'migrations';
    expect(await examine({})).toMatchObject([
      {
        name,
        remedy: expect.stringMatching(/ migrate` does it now/),
      },
    ]);
    expect(await examine({ NODE_ENV: 'production' })).toMatchObject([
      { name, remedy: expect.stringMatching(/^Run .* migrate` first/) },
    ]);
    await empty.drop();
  });

  it('refuses a preset and a zone that do not exist before it asks for the database', async () => {
    const common = ['ingest-schedule', '--file', 'package.json', '--sport', 'NBA', '--season', '2025'];
    const preset = await runCli([...common, '--preset', 'bref'], { environment: NO_DATABASE });
    expect(preset.exitCode).toBe(64);
    expect(preset.stderr).toContain('Did you mean bbref?');
    const zone = await runCli([...common, '--timezone', 'Mars/Olympus'], { environment: NO_DATABASE });
    expect(zone.exitCode).toBe(64);
  });
});

it('ends quietly when the reader of its output goes away', async () => {
  const child = spawnCli(['--help']);
  child.stdout.destroy();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  expect(exitCode).toBe(0);
  expect(errors).toBe('');
});
