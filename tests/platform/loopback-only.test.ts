import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Browser, type Page } from 'playwright-core';
import { browserIsAvailable, launchBrowser } from '../http/browser.ts';
import { collectForeignConnections, foreignConnectionsFile } from '../setup/foreign-connections.ts';
import { startProcess } from '../support/processes.ts';
import { PROJECT_ROOT } from '../support/test-app.ts';
import { createTestDatabase } from '../support/test-database.ts';

const NODE = path.join(PROJECT_ROOT, 'node_modules/.bin/node');

/** Of the network that is kept for documents (RFC 5737): nobody is there. */
const ELSEWHERE = '192.0.2.1';

const TRIES: Readonly<Record<string, string>> = {
  net: `require('node:net').connect(443, '${ELSEWHERE}').on('error', told)`,
  'net with options': `require('node:net').connect({ port: 443, host: '${ELSEWHERE}' }).on('error', told)`,
  tls: `require('node:tls').connect({ port: 443, host: '${ELSEWHERE}' }).on('error', told)`,
  https: `require('node:https').get('https://v2.nba.api-sports.io/games').on('error', told)`,
  fetch: `fetch('https://v1.american-football.api-sports.io/').catch((error) => told(error.cause))`,
  undici: `require('undici').request('https://v3.football.api-sports.io/').catch(told)`,
  lookup: `require('node:dns').lookup('api-sports.io', told)`,
  'named lookup': `import('node:dns').then(({ lookup }) => lookup('api-sports.io', told))`,
  'promised lookup': `require('node:dns/promises').lookup('api-sports.io').catch(told)`,
  resolve: `require('node:dns').resolve4('api-sports.io', told)`,
  datagram: `require('node:dgram').createSocket('udp4').send('x', 53, '${ELSEWHERE}', told)`,
  grandchild: `require('node:child_process').execFile(process.execPath, ['-e',
    "require('node:net').connect(443, '${ELSEWHERE}').on('error', (error) => { process.stdout.write(error.code); })"],
    { env: {} }, (_, output) => told({ code: output }))`,
};

describe('a process that keeps to this machine', () => {
  let folder: string;
  let log: string;
  const servers: Server[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'scoracle-loopback-'));
    log = path.join(folder, 'tried');
    await writeFile(log, '');
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What a child of ours says that it was told; its guard comes with it without being asked for. */
  async function run(source: string): Promise<string> {
    const text = `const told = (error) => { process.stdout.write(String(error?.code)); process.exit(); }; ${source};`;
    const child = spawn(NODE, ['-e', text], {
      cwd: PROJECT_ROOT,
      env: { SCORACLE_LOOPBACK_LOG: log },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    await new Promise((resolve) => child.once('close', resolve));
    return output;
  }

  it.each(Object.keys(TRIES))('refuses by %s, and notes it', async (name) => {
    expect(await run(TRIES[name] ?? '')).toBe('ERR_NOT_LOOPBACK');
    expect(await readFile(log, 'utf8')).toMatch(/192\.0\.2\.1|api-sports\.io/);
  });

  it('reaches loopback addresses and Unix sockets', async () => {
    const tcp = createServer((socket) => socket.end());
    const unix = createServer((socket) => socket.end());
    servers.push(tcp, unix);
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    const socketFile = path.join(folder, 's');
    await new Promise<void>((resolve) => unix.listen(socketFile, resolve));
    const address = tcp.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const connect = (target: string): string =>
      `require('node:net').connect(${target}).on('error', told).on('connect', () => told({ code: 'reached' }))`;
    for (const target of [`${port}`, `${port}, 'localhost'`, `{ port: ${port}, host: '127.0.0.1' }`])
      expect(await run(connect(target))).toBe('reached');
    for (const target of [`'${socketFile}'`, `{ path: '${socketFile}' }`])
      expect(await run(connect(target))).toBe('reached');
    expect(await readFile(log, 'utf8')).toBe('');
  });

  it('is also a worker of ours that has a key and no address of a provider', async () => {
    const database = await createTestDatabase();
    const worker = await startProcess('workers/main.ts', {
      environment: {
        DATABASE_URL: database.url,
        API_SPORTS_KEY: 'a-key-of-somebody',
        // As if nobody had named them.
        API_SPORTS_NBA_URL: '',
        API_SPORTS_NFL_URL: '',
        API_SPORTS_FOOTBALL_URL: '',
        LOG_LEVEL: 'info',
        SCORACLE_LOOPBACK_LOG: log,
      },
    });
    try {
      await expect.poll(() => readFile(log, 'utf8')).toMatch(/api-sports\.io/);
    } finally {
      await worker.crash();
      await database.drop();
    }
  });

  it('fails the test in which it was tried', async () => {
    const { failWhenSomebodyTried } = await import('../setup/refuse-foreign-connections.ts');
    const tried = await fetch(`https://${ELSEWHERE}/`).catch((error: unknown) => error);
    expect(tried).toBeInstanceOf(Error);
    expect(await readFile(foreignConnectionsFile(), 'utf8')).toContain(ELSEWHERE);
    expect(failWhenSomebodyTried).toThrow(ELSEWHERE);
    expect(failWhenSomebodyTried).not.toThrow();
  });
});

describe('a run of the suite', () => {
  it('fails for what was tried outside of any test, by whichever of its processes', async () => {
    const before = process.env['SCORACLE_FOREIGN_CONNECTIONS'];
    try {
      const failOnForeignConnections = collectForeignConnections();
      const folder = process.env['SCORACLE_FOREIGN_CONNECTIONS'] ?? '';
      const child = spawn(NODE, ['-e', `fetch('https://${ELSEWHERE}/').catch(() => undefined)`], {
        env: { SCORACLE_LOOPBACK_LOG: path.join(folder, 'of-a-process') },
        stdio: 'ignore',
      });
      await new Promise((resolve) => child.once('close', resolve));
      expect(failOnForeignConnections).toThrow(ELSEWHERE);
      const failAgain = collectForeignConnections();
      expect(failAgain).not.toThrow();
    } finally {
      if (before === undefined) delete process.env['SCORACLE_FOREIGN_CONNECTIONS'];
      else process.env['SCORACLE_FOREIGN_CONNECTIONS'] = before;
    }
  });
});

describe.skipIf(!browserIsAvailable())('a browser of the tests (needs chromium)', () => {
  it('finds no other machine, by name or by number', async () => {
    const browser: Browser = await launchBrowser();
    try {
      const page: Page = await browser.newPage();
      for (const address of ['http://api-sports.io/', `http://${ELSEWHERE}/`])
        await expect(page.goto(address)).rejects.toThrow(/ERR_NAME_NOT_RESOLVED/);
    } finally {
      await browser.close();
    }
  });
});
