import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../support/test-app.ts';

const NODE = path.join(PROJECT_ROOT, 'node_modules/.bin/node');

/** Starts a demonstration, and resolves when it says that everything is up. */
async function startDemo() {
  const child = spawn(NODE, ['simulator/demo.ts', '--games', '3', '--port', '0'], {
    cwd: PROJECT_ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  const dashboard = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the demonstration ended before it was up')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /Dashboard\s+(\S+)/.exec(line)?.[1];
      if (url) resolve(url);
    });
  });
  return { child, exited, dashboard };
}

it('a demonstration that is told to stop takes everything down and ends with 0', async () => {
  const { child, exited, dashboard } = await startDemo();
  expect((await fetch(`${dashboard}livez`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
  await expect(fetch(`${dashboard}livez`)).rejects.toThrow(/fetch failed/);
});

it('a second signal ends a demonstration at once, and its processes follow', async () => {
  const { child, exited, dashboard } = await startDemo();
  const telling = setInterval(() => child.kill('SIGTERM'), 300);
  // The last of the signals may meet it at its very end, when nobody listens any more.
  expect([143, 0, 'SIGTERM']).toContain(await exited);
  clearInterval(telling);
  await expect.poll(() => fetch(`${dashboard}livez`).catch(() => 'gone')).toBe('gone');
});
