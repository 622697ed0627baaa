import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstJsonLine, startProcess } from '../../../simulator/demo/processes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'scoracle-demo-processes-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function firstLineOf(source: string): Promise<unknown> {
  await writeFile(path.join(folder, 'entry.mjs'), source);
  const started = startProcess({
    name: 'control',
    entry: 'entry.mjs',
    args: [],
    environment: {},
    logFile: path.join(folder, 'control.log'),
    projectRoot: folder,
  });
  return firstJsonLine(started);
}

it('a demonstration passes on why one of its processes could not start', async () => {
  const source = `
    console.error(JSON.stringify({ level: 30, msg: 'using the embedded PostgreSQL' }));
    console.error('Scoracle could not start: port 3000 on 127.0.0.1 is in use');
    console.error('Stop what uses it, or set PORT to another one (0: any).');
    process.exitCode = 1;`;
  await expect(firstLineOf(source)).rejects.toThrow(
    /^control: port 3000 on 127\.0\.0\.1 is in use\nStop .*set PORT/,
  );
});

it('a process of a demonstration that ends without a word is told with its exit code', async () => {
  await expect(firstLineOf('process.exitCode = 3;')).rejects.toThrow('control: it ended with code 3');
});
