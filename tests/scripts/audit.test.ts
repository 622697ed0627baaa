import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const { packages } = JSON.parse(readFileSync(path.join(projectRoot, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version: string; dependencies?: Record<string, string> }>;
};
let registry: Server | undefined;

afterEach(() => {
  registry?.close();
  registry = undefined;
});

/** A registry that knows these advisories, by the name of the package, or does not answer the question at all. */
async function startRegistry(severities?: Record<string, string>): Promise<string> {
  registry = createServer(async (request, response) => {
    const body = await buffer(request);
    if (request.method === 'POST' && !severities) return void response.writeHead(405).end();
    response.setHeader('content-type', 'application/json');
    if (request.method === 'POST') {
      const isPacked = request.headers['content-encoding'] === 'gzip';
      const names = Object.keys(JSON.parse(String(isPacked ? gunzipSync(body) : body)));
      const advisories = Object.entries(severities ?? {}).filter(([name]) => names.includes(name));
      response.end(
        JSON.stringify(
          Object.fromEntries(
            advisories.map(([name, severity], id) => [
              name,
              [
                {
                  id,
                  url: `https://advisories.test/${name}`,
                  title: 'Made up',
                  severity,
                  vulnerable_versions: '*',
                },
              ],
            ]),
          ),
        ),
      );
    } else {
      const name = decodeURIComponent(request.url ?? '').slice(1);
      const { version = '0.0.0', dependencies = {} } = packages[`node_modules/${name}`] ?? {};
      response.end(JSON.stringify({ name, versions: { [version]: { name, version, dependencies } } }));
    }
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  return `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
}

async function audit(url: string) {
  // npm keeps what it read of an advisory: one of an earlier run must not be this one's.
  const cache = await mkdtemp(path.join(tmpdir(), 'npm-cache-'));
  const child = spawn(process.execPath, [path.join(projectRoot, 'scripts/audit.ts')], {
    cwd: '/',
    env: { PATH: process.env['PATH'], npm_config_registry: url, npm_config_cache: cache },
  });
  const [printed, complaints, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  await rm(cache, { recursive: true });
  expect(complaints).toBe('');
  return { printed, exitCode };
}

describe('the audit of dependencies', () => {
  it('fails for what is high in production, with the address of the advisory', async () => {
    const { printed, exitCode } = await audit(
      await startRegistry({ luxon: 'high', 'fast-check': 'critical' }),
    );
    expect(printed.split('\n')).toEqual([
      'in production: luxon (high): Made up, https://advisories.test/luxon',
      'in development: fast-check (critical): Made up, https://advisories.test/fast-check',
      '',
    ]);
    expect(exitCode).toBe(1);
  });

  it('tells what only developers run, or what is not grave, and passes', async () => {
    const { printed, exitCode } = await audit(
      await startRegistry({ luxon: 'moderate', 'fast-check': 'high' }),
    );
    expect(printed).toContain('in production: luxon (moderate)');
    expect(printed).toContain('in development: fast-check (high)');
    expect(exitCode).toBe(0);
  });

  it('says that nothing is known where nothing is', async () => {
    expect(await audit(await startRegistry({}))).toEqual({ printed: 'no known weakness\n', exitCode: 0 });
  });

  it('passes and says why where the registry does not answer such questions, or is away', async () => {
    const mirror = await startRegistry();
    expect(await audit(mirror)).toMatchObject({ printed: expect.stringContaining('405'), exitCode: 0 });
    registry?.close();
    await once(registry as Server, 'close');
    const { printed, exitCode } = await audit(mirror);
    expect(printed).toMatch(/^not asked: .* \(.*ECONNREFUSED/);
    expect(exitCode).toBe(0);
  });
});
