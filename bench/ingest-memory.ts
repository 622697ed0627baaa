import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type WideFile, wideFootballCsv } from './schedule-files.ts';
import type { BenchWorld } from './world.ts';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Says at its end how much memory a process took at the most, in KiB. */
const TELL_PEAK =
  "process.on('exit', () => process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS}\\n`));";

/** Loads the drivers, reads the file with csv-parse and keeps none of it. */
const BARE_READER = `
  import 'pg';
  import 'bullmq';
  import { parse } from 'csv-parse';
  for await (const _record of process.stdin.pipe(parse({ columns: true })));`;

/** The most memory that the command that ingests a file takes, and that a process takes which only reads the file. */
export async function measurePeaks(
  world: BenchWorld,
  file: WideFile,
): Promise<{ ours: number; floor: number }> {
  const ingest = [
    'src/cli/main.ts',
    'ingest-schedule',
    '--file',
    '-',
    '--format',
    'csv',
    '--sport',
    'FOOTBALL',
  ];
  const options = [
    '--season',
    String(file.season),
    '--past',
    'all',
    '--accept',
    'second-meeting',
    '--strict',
  ];
  return {
    ours: await peakMiB(world, file, [...ingest, ...options]),
    floor: await peakMiB(world, file, ['--input-type=module', '-e', BARE_READER]),
  };
}

async function peakMiB(
  { environment }: BenchWorld,
  file: WideFile,
  program: readonly string[],
): Promise<number> {
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(TELL_PEAK)}`, ...program],
    {
      cwd: PROJECT_ROOT,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  let told = '';
  child.stderr.on('data', (text: Buffer) => (told += text.toString()));
  Readable.from(wideFootballCsv(file)).pipe(child.stdin);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const peakKiB = Number(/^peak (\d+)$/m.exec(told)?.[1]);
  if (exitCode !== 0 || !(peakKiB > 0)) throw new Error(`an ingest ended with ${exitCode}: ${told}`);
  return peakKiB / 1_024;
}
