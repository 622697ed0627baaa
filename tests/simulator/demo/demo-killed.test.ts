import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { keepRunning } from '../../../simulator/demo/keep-running.ts';
import { startProcess } from '../../../simulator/demo/processes.ts';
import { PROJECT_ROOT } from '../../support/test-app.ts';

const NODE = path.join(PROJECT_ROOT, 'node_modules/.bin/node');

/** The processes that a demonstration has started, by their entries. */
function processesOf(pid: number, entry: string): number[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const rows = listed.map((line) => line.trim().split(/\s+/));
  const own = new Set([pid]);
  // A launcher may stand between the two.
  for (const [child = '', parent = ''] of rows) if (own.has(Number(parent))) own.add(Number(child));
  return rows
    .filter(([child = '', , ...args]) => own.has(Number(child)) && args.join(' ').includes(entry))
    .map(([child]) => Number(child));
}

describe('a demonstration of which somebody kills a process', () => {
  it('starts it again, says so, and seeds every game', async () => {
    const demo = spawn(NODE, ['simulator/demo.ts', '--games', '8', '--port', '0'], {
      cwd: PROJECT_ROOT,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => demo.once('exit', (code, signal) => resolve(code ?? signal)));
    const printed: string[] = [];
    createInterface({ input: demo.stdout }).on('line', (line) => printed.push(line));
    const said = (pattern: RegExp) =>
      expect.poll(() => printed.find((line) => pattern.test(line)), { timeout: 240_000 });
    try {
      await said(/Dashboard/).toBeDefined();
      const dashboard = /Dashboard\s+(\S+)/.exec(printed.join('\n'))?.[1] ?? '';
      const [worker = 0, other = 0] = processesOf(demo.pid ?? 0, 'workers/main.ts');
      expect(other).toBeGreaterThan(0);
      process.kill(worker, 'SIGKILL');
      await said(/worker-\d ended \(SIGKILL\) and is started again, as process \d+/).toBeDefined();
      const workers = processesOf(demo.pid ?? 0, 'workers/main.ts');
      expect(workers).toHaveLength(2);
      expect(workers).not.toContain(worker);
      const [control = 0] = processesOf(demo.pid ?? 0, 'control-main.ts');
      process.kill(control, 'SIGKILL');
      await said(/control ended \(SIGKILL\) and is started again/).toBeDefined();
      const alive = () =>
        fetch(`${dashboard}livez`).then(
          ({ status }) => status,
          () => 'gone',
        );
      await expect.poll(alive).toBe(200);
      await said(/Games\s+8 of 8 seeded/).toBeDefined();
      await said(/stays up at/).toBeDefined();
      demo.kill('SIGTERM');
      expect(await exited).toBe(0);
      expect(await alive()).toBe('gone');
    } finally {
      demo.kill('SIGKILL');
      await exited;
    }
  });

  it('gives a process up that dies again and again, with the end of its log', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-demo-killed-'));
    await writeFile(
      path.join(folder, 'entry.mjs'),
      `console.error('the disk is full'); process.exitCode = 3;`,
    );
    let starts = 0;
    const start = () => {
      starts += 1;
      return startProcess({
        name: 'worker-1',
        entry: 'entry.mjs',
        args: [],
        environment: {},
        logFile: path.join(folder, 'worker-1.log'),
        projectRoot: folder,
      });
    };
    const restarts: string[] = [];
    const reason = await new Promise<Error>((resolve) => {
      keepRunning({
        process: start(),
        start,
        // A minute in which everything happens at once, however slow this machine is.
        nowMs: () => 0,
        onRestart: (text) => restarts.push(text),
        onGivenUp: resolve,
      });
    });
    await rm(folder, { recursive: true, force: true });
    expect([starts, restarts.length]).toEqual([5, 4]);
    expect(restarts[0]).toMatch(/worker-1 ended \(code 3\)/);
    expect(reason.message).toMatch(/worker-1 [^]*code 3[^]*the disk is full/);
  });

  it('takes a process that dies now and then as often as that happens, and none that is stopped', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-demo-killed-'));
    await writeFile(path.join(folder, 'entry.mjs'), 'setInterval(() => undefined, 1_000);');
    let [nowMs, starts] = [0, 0];
    let restarted: (() => void) | undefined;
    const start = () => {
      starts += 1;
      return startProcess({
        name: 'worker-1',
        entry: 'entry.mjs',
        args: [],
        environment: {},
        logFile: path.join(folder, 'worker-1.log'),
        projectRoot: folder,
      });
    };
    let current = start();
    const kept = keepRunning({
      process: current,
      start: () => {
        current = start();
        return current;
      },
      nowMs: () => nowMs,
      onRestart: () => restarted?.(),
      onGivenUp: (error) => expect.fail(error.message),
    });
    for (let kills = 0; kills < 6; kills += 1) {
      const isBack = new Promise<void>((resolve) => {
        restarted = resolve;
      });
      nowMs += 61_000;
      current.child.kill('SIGKILL');
      await isBack;
    }
    expect(starts).toBe(7);
    await kept.stop();
    expect(starts).toBe(7);
    await rm(folder, { recursive: true, force: true });
  });
});
