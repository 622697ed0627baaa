import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PROJECT_ROOT } from '../architecture/source-files.ts';
import { imageFiles, readProjectFile } from './image-files.ts';
import { NO_PROVIDER } from '../support/no-provider.ts';

const execute = promisify(execFile);

/** An install from npm's own cache, or from the registry when that is cold. */
const INSTALL_TIMEOUT_MS = 600_000;

/**
 * What the image would hold, in a folder: the files that the Dockerfile copies, and production dependencies
 * installed as it says. Everything runs in production mode on an empty database.
 */
describe('the production image', () => {
  let folder: string;
  let databaseName: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'scoracle-image-'));
    for (const file of imageFiles()) await cp(path.join(PROJECT_ROOT, file), path.join(folder, file));
    await execute('npm', ['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit'], {
      cwd: folder,
      env: npmEnvironment(),
    });
    for (const name of ['typescript', '@typescript', '.bin']) {
      await rm(path.join(folder, 'node_modules', name), { recursive: true, force: true });
    }
    databaseName = `image_${path.basename(folder).replaceAll(/\W/g, '_').toLowerCase()}`;
    await onServer(`create database ${databaseName}`);
    const url = new URL(inject('postgresUrl'));
    url.pathname = `/${databaseName}`;
    environment = {
      NODE_ENV: 'production',
      DATABASE_URL: url.href,
      PORT: '0',
      API_SPORTS_KEY: 'unused',
      NODE_COMPILE_CACHE: path.join(folder, '.compiled'),
      ...NO_PROVIDER,
    };
    await run(...compileCommand());
  }, INSTALL_TIMEOUT_MS);

  afterAll(async () => {
    await onServer(`drop database if exists ${databaseName} with (force)`);
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs a program of the image to its end. */
  const run = (...args: string[]) => execute(process.execPath, args, { cwd: folder, env: environment });

  /** What Node has compiled so far. */
  const compiled = () =>
    readdirSync(environment['NODE_COMPILE_CACHE'] ?? '', { recursive: true }).map(String);

  it('prints the help of the command line', async () => {
    const { stdout } = await run('src/cli/main.ts', '--help');
    expect(stdout).toContain('ingest-schedule');
  });

  it('refuses a database that is not migrated, and says what to do', async () => {
    await expect(run('workers/main.ts')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('migrate'),
    });
  });

  it('migrates an empty database', async () => {
    const { stdout } = await run('src/cli/main.ts', 'migrate', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ up_to_date: true });
  });

  it('serves as control from sources that are compiled already, and ends with 0 on SIGTERM', async () => {
    const before = new Set(compiled());
    expect(before.size).toBeGreaterThan(1_000);
    const control = spawn(process.execPath, ['src/app/control-main.ts'], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(control, 'exit');
    try {
      const answer = await fetch(new URL('/livez', await urlOf(control.stdout)));
      expect(answer.status).toBe(200);
    } finally {
      control.kill('SIGTERM');
    }
    expect(await ended).toEqual([0, null]);
    // The entry point itself, and the few modules that are not known from the files of the project.
    expect(compiled().filter((file) => !before.has(file)).length).toBeLessThan(20);
  });

  it('works as worker, and ends with 0 on SIGTERM', async () => {
    const worker = spawn(process.execPath, ['workers/main.ts'], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(worker, 'exit');
    try {
      await untilSays([worker.stdout, worker.stderr], 'workers are taking jobs');
    } finally {
      worker.kill('SIGTERM');
    }
    expect(await ended).toEqual([0, null]);
  });
});

/** What the Dockerfile has Node compile, as arguments of Node. */
function compileCommand(): string[] {
  const found = /^RUN NODE_COMPILE_CACHE=\/app\/\.compiled node (\S+) /m.exec(readProjectFile('Dockerfile'));
  if (!found?.[1]) throw new Error('the Dockerfile compiles nothing');
  return [found[1]];
}

/** The address that the control process prints on its standard output when it is ready. */
async function urlOf(stdout: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    const match = /^\{"url":"([^"]+)"\}$/.exec(line);
    if (match?.[1]) return match[1];
  }
  throw new Error('the control process ended without saying where it listens');
}

/** Resolves once one of the streams says these words; rejects when both end first. */
function untilSays(streams: readonly NodeJS.ReadableStream[], words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    let open = streams.length;
    for (const stream of streams) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString('utf8');
        if (said.includes(words)) resolve();
      });
      stream.on('end', () => {
        open -= 1;
        if (open === 0) reject(new Error(`ended without saying "${words}":\n${said}`));
      });
    }
  });
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** What npm itself needs of this machine: where things are, its settings, proxies and certificates. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const isForNpm =
    /^(?:PATH|HOME|npm_config_(?:registry|cache|cafile|userconfig)|NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|(?:HTTPS?|NO)_PROXY)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isForNpm.test(name)));
}
