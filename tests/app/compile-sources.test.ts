import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ENTRY_POINTS = ['src/app/control-main.ts', 'src/cli/main.ts', 'workers/main.ts'];

let folder: string;
let compiled: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scoracle-compiled-'));
  compiled = path.join(folder, 'compiled');
  await run(process.execPath, ['src/app/compile-main.ts'], {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compiled },
  });
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it.each(ENTRY_POINTS)(
  'starts %s of compiled sources without the compiler',
  async (entry) => {
    const told = path.join(folder, 'told.mjs');
    await writeFile(
      told,
      `process.on('exit', () => process._rawDebug(process.moduleLoadList.filter((name) => name.includes('amaro')).length));`,
    );
    const { stderr } = await run(process.execPath, ['--import', pathToFileURL(told).href, entry, '--help'], {
      cwd: PROJECT_ROOT,
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compiled },
    });
    expect(stderr.trim()).toBe('0');
  },
  60_000,
);
