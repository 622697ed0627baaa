import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';

export const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;

/** How many series a query gives. */
export type Evaluated = { query: string; samples: number };

/** Has a Prometheus of its own scrape a server on this machine several times, and asks it; a query that it refuses rejects. */
export async function evaluate(serverUrl: string, queries: readonly string[]): Promise<readonly Evaluated[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-test-prometheus-'));
  const configuration = path.join(folder, 'prometheus.yml');
  const target = { targets: [new URL(serverUrl).host] };
  const scrape = { job_name: 'scoracle', scrape_interval: '3s', scrape_timeout: '3s' };
  await writeFile(
    configuration,
    JSON.stringify({ scrape_configs: [{ ...scrape, static_configs: [target] }] }),
  );
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${path.join(folder, 'data')}`,
      `--web.listen-address=${new URL(url).host}`,
    ],
    { stdio: 'ignore' },
  );
  try {
    // An increase needs two scrapes.
    await expect
      .poll(() => ask(url, 'min(count_over_time(up[5m])) >= 2 and min(up) == 1').catch(() => 0))
      .toBe(1);
    const answers: Evaluated[] = [];
    for (const query of queries) answers.push({ query, samples: await ask(url, query) });
    return answers;
  } finally {
    await stop(child);
    await rm(folder, { recursive: true, force: true });
  }
}

async function ask(url: string, query: string): Promise<number> {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
  const body = (await answer.json()) as { status: string; error?: string; data?: { result: unknown[] } };
  if (body.status !== 'success') throw new Error(`${query}: ${body.error}`);
  return body.data?.result.length ?? 0;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
