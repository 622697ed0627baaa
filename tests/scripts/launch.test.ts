import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const realRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** A version that no Node has reached, so that the launcher has to hand over to the pinned one. */
const FAR_FUTURE = '999.0.0';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'scoracle-launch-'));
  cpSync(join(realRoot, 'scripts'), join(project, 'scripts'), { recursive: true });
  writeLock('one');
  pinNode('18.0.0');
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

describe('the launcher', () => {
  it('runs a TypeScript entry in its own process, with the arguments in their usual places', async () => {
    installed();
    entry(`const seen: string[] = process.argv.slice(1); console.log(JSON.stringify([seen, process.pid]));`);
    const { stdout, stderr, exitCode, pid } = await launch(['entry.ts', '--flag', 'a b']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(JSON.parse(stdout)).toEqual([[join(project, 'entry.ts'), '--flag', 'a b'], pid]);
  });

  it('hands over to the pinned Node when its own is older, and gives the same arguments', async () => {
    pinNode(FAR_FUTURE);
    installed();
    pretendPinnedNodeIsNewEnough();
    entry(`const seen: string[] = process.argv.slice(1); console.log(JSON.stringify([seen, process.pid]));`);
    const { stdout, exitCode, pid } = await launch(['entry.ts', '--flag', 'a b']);
    expect(exitCode).toBe(0);
    const [seen, childPid] = JSON.parse(stdout);
    expect(seen).toEqual([join(project, 'entry.ts'), '--flag', 'a b']);
    expect(childPid).not.toBe(pid);
  });

  it.each([
    ['its own process', '18.0.0'],
    ['the pinned Node', FAR_FUTURE],
  ])('ends with the exit code of an entry in %s', async (_where, version) => {
    pinNode(version);
    installed();
    pretendPinnedNodeIsNewEnough();
    entry('process.exitCode = 42;');
    expect((await launch(['entry.ts'])).exitCode).toBe(42);
  });

  it('passes a stop signal on, and says 128 plus its number when the entry dies of it', async () => {
    pinNode(FAR_FUTURE);
    installed();
    pretendPinnedNodeIsNewEnough();
    entry(`
      process.on('SIGINT', () => { console.log('stopping politely'); process.exit(3); });
      setInterval(() => {}, 1000); console.log('up');
    `);
    const polite = await launch(['entry.ts'], { onFirstLine: (child) => child.kill('SIGINT') });
    expect(polite).toMatchObject({ stdout: 'up\nstopping politely\n', exitCode: 3 });
    const rude = await launch(['entry.ts'], { onFirstLine: (child) => child.kill('SIGTERM') });
    expect(rude.exitCode).toBe(143);
  });

  it('tells the entry to stop when the launcher itself is killed', async () => {
    pinNode(FAR_FUTURE);
    installed();
    pretendPinnedNodeIsNewEnough();
    entry(`
      process.on('SIGTERM', () => { console.log('left alone'); process.exit(0); });
      setInterval(() => {}, 1000); console.log('up');
    `);
    const { stdout } = await launch(['entry.ts'], { onFirstLine: (child) => child.kill('SIGKILL') });
    expect(stdout).toBe('up\nleft alone\n');
  });

  it('says what is wrong when it is given nothing to run, or something that is not there', async () => {
    installed();
    const nothing = await launch([]);
    expect(nothing).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('usage:') });
    const missing = await launch(['no-such.ts']);
    expect(missing).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('no-such.ts') });
  });

  it('installs once when nothing is there, with standard output left to the entry', async () => {
    fakeNpm();
    entry(`console.log('entry');`);
    const first = await launch(['entry.ts']);
    expect(first).toMatchObject({ stdout: 'entry\n', exitCode: 0 });
    expect(first.stderr).toMatch(/^Installing dependencies.*\n.*npm says hello/);
    const second = await launch(['entry.ts']);
    expect(second).toMatchObject({ stdout: 'entry\n', stderr: '', exitCode: 0 });
    expect(npmCalls()).toEqual(['ci --include=dev --no-audit --no-fund --loglevel=error']);
  });

  it('installs again after the lock file has changed', async () => {
    fakeNpm();
    entry('');
    await launch(['entry.ts']);
    writeLock('two', '2.0.0');
    await launch(['entry.ts']);
    expect(npmCalls()).toHaveLength(2);
  });

  it('believes an installation by hand that matches the lock file', async () => {
    fakeNpm();
    installed();
    entry('');
    await launch(['entry.ts']);
    expect(npmCalls()).toEqual([]);
  });

  it.skipIf(process.env['SCORACLE_MOVED_CLOCK'] !== undefined)(
    'lets one of several launches install while the others wait',
    async () => {
      fakeNpm();
      entry(`console.log('entry');`);
      const launches = await Promise.all([1, 2, 3].map(() => launch(['entry.ts'])));
      expect(launches.map(({ stdout }) => stdout)).toEqual(['entry\n', 'entry\n', 'entry\n']);
      expect(npmCalls()).toHaveLength(1);
    },
  );

  it('takes over the lock of an installer that was killed', async () => {
    fakeNpm();
    entry('');
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    mkdirSync(join(project, '.scoracle'));
    writeFileSync(join(project, '.scoracle', 'install.lock'), `${dead.pid} ${hostname()}`);
    expect((await launch(['entry.ts'])).exitCode).toBe(0);
    expect(npmCalls()).toHaveLength(1);
  });

  it("ends with npm's exit code and says what to do when installing fails", async () => {
    fakeNpm('process.exit(7);');
    entry('');
    const { exitCode, stderr } = await launch(['entry.ts']);
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(/not be installed .* 7.*"npm ci"/);
  });

  it("runs the pinned Node's own install script when npm was told to leave scripts out", async () => {
    pinNode(FAR_FUTURE);
    installed();
    rmSync(join(project, 'node_modules/node/bin'), { recursive: true });
    writeFileSync(
      join(project, 'node_modules/node/installArchSpecificPackage.js'),
      `const fs = require('fs'); fs.mkdirSync('bin'); fs.writeFileSync('bin/node', ${JSON.stringify(newEnoughNode())}, { mode: 0o755 });`,
    );
    entry(`console.log('entry');`);
    const { stdout, stderr, exitCode } = await launch(['entry.ts']);
    expect({ stdout, exitCode }).toEqual({ stdout: 'entry\n', exitCode: 0 });
    expect(stderr).toContain('Installing the pinned Node');
  });
});

type Outcome = { stdout: string; stderr: string; exitCode: number | null; pid: number | undefined };

async function launch(
  launchArguments: string[],
  { onFirstLine }: { onFirstLine?: (child: { kill: (signal: NodeJS.Signals) => boolean }) => void } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [join(project, 'scripts/launch.mjs'), ...launchArguments], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], npm_execpath: join(project, 'fake-npm', 'npm-cli.js') },
  });
  const outcome: Outcome = { stdout: '', stderr: '', exitCode: null, pid: child.pid };
  child.stdout.on('data', (chunk) => (outcome.stdout += chunk));
  child.stderr.on('data', (chunk) => (outcome.stderr += chunk));
  if (onFirstLine) createInterface({ input: child.stdout }).once('line', () => onFirstLine(child));
  // Standard output closes when every process that holds it is gone, the pinned Node included.
  [outcome.exitCode] = await once(child, 'close');
  return outcome;
}

function entry(text: string): void {
  writeFileSync(join(project, 'entry.ts'), text);
}

function pinNode(version: string): void {
  const manifest = { name: 'launched', type: 'module', devDependencies: { node: version } };
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
}

function writeLock(name: string, version = '1.0.0'): void {
  const packages = { '': { name: 'launched' }, [`node_modules/${name}`]: { version } };
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
}

/** What `npm ci` by hand leaves for the lock file of `writeLock('one')`, with a pinned Node. */
function installed(): void {
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'one'), { recursive: true });
  mkdirSync(join(modules, 'node', 'bin'), { recursive: true });
  writeFileSync(join(modules, 'one', 'package.json'), '{"version":"1.0.0"}');
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  delete lock.packages[''];
  writeFileSync(join(modules, '.package-lock.json'), JSON.stringify(lock));
  symlinkSync(process.execPath, join(modules, 'node', 'bin', 'node'));
}

/** A pinned Node of the far future: this test's own Node, which says that it is of that version. */
function pretendPinnedNodeIsNewEnough(): void {
  const path = join(project, 'node_modules/node/bin/node');
  rmSync(path);
  writeFileSync(path, newEnoughNode());
  chmodSync(path, 0o755);
}

function newEnoughNode(): string {
  const preload = join(project, 'future.cjs');
  writeFileSync(
    preload,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${FAR_FUTURE}' } });`,
  );
  return `#!/bin/sh\nexec "${process.execPath}" --require "${preload}" "$@"\n`;
}

/** An npm that notes how it was called, leaves an installation behind, and then does `ending`. */
function fakeNpm(ending = ''): void {
  const directory = join(project, 'fake-npm');
  mkdirSync(directory);
  writeFileSync(
    join(directory, 'npm-cli.js'),
    `const fs = require('fs');
    fs.appendFileSync(${JSON.stringify(join(directory, 'calls'))}, process.argv.slice(2).join(' ') + '\\n');
    console.log('npm says hello');
    ${ending}
    fs.rmSync('node_modules', { recursive: true, force: true });
    fs.mkdirSync('node_modules/node/bin', { recursive: true });
    fs.symlinkSync(process.execPath, 'node_modules/node/bin/node');
    fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');`,
  );
  writeFileSync(join(directory, 'package.json'), '{"type":"commonjs"}');
}

function npmCalls(): string[] {
  try {
    return readFileSync(join(project, 'fake-npm', 'calls'), 'utf8')
      .trimEnd()
      .split('\n');
  } catch {
    // The fake npm writes this file with its first call.
    return [];
  }
}
