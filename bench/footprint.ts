import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { systemClock } from '../src/platform/clock.ts';
import { type Spread, spreadOf } from './contest/statistics.ts';
import { type WorkerProcess, startWorker, stopAll } from './contest/worker-process.ts';
import { type BenchWorld, startBenchWorld } from './world.ts';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** How long processes are left alone before their load at rest is taken. */
const SETTLE_MS = 5_000;

/** What a figure is, what it was, and the least that the same machine needs for the like in the same run. */
export type FootprintLine = {
  what: string;
  unit: string;
  value: Spread;
  /** A bare process that loads the drivers and asks the database once; null where nothing is comparable. */
  floor: Spread | null;
};

/** What an installation needs while nothing happens: starts, commands, memory, idle statements and the packages on disk. */
export async function measureFootprint(
  store: 'postgres' | 'redis',
  { starts: rounds, restMs }: { starts: number; restMs: number },
): Promise<FootprintLine[] | undefined> {
  const world = await startBenchWorld(store, {
    PORT: '0',
    SCHEDULE_REFRESH_HOURS: '0',
    ROSTER_REFRESH: 'off',
  });
  if (!world) return undefined;
  try {
    await compileSources();
    const lines = [...(await measureStarts(world, rounds)), await measureRest(world, restMs)].flat();
    if (store === 'redis') return lines;
    return [...lines, ...(await measureCommands(world, rounds)), ...packageSizes()];
  } finally {
    await world.close();
  }
}

/** As an image has them: what processes import late is compiled then, too, and none of them loads the compiler. */
async function compileSources(): Promise<void> {
  await run(process.execPath, ['src/app/compile-main.ts'], { cwd: PROJECT_ROOT });
}

const PROCESSES = [
  { name: 'control', entry: 'src/app/control-main.ts', args: [], readyText: 'control process is ready' },
  { name: 'worker', entry: 'workers/main.ts', args: [], readyText: 'workers are taking jobs' },
] as const;

async function measureStarts(world: BenchWorld, rounds: number): Promise<FootprintLine[]> {
  const lines: FootprintLine[] = [];
  const floors: number[] = [];
  for (const { name, ...what } of PROCESSES) {
    const wall: number[] = [];
    const processor: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const children: Parameters<typeof startWorker>[0] = [];
      const process = await startWorker(children, world, { ...what, environment: {} });
      wall.push(process.readyAfterMs);
      processor.push(process.cpuMs());
      await stopAll(children);
      floors.push(await bareStartMs(world));
    }
    lines.push(
      { what: `${name} ready`, unit: 'ms', value: spreadOf(wall), floor: spreadOf(floors) },
      { what: `${name} ready, processor time`, unit: 'ms', value: spreadOf(processor), floor: null },
    );
  }
  return lines;
}

/** A process that loads the drivers, asks the database once and ends. */
async function bareStartMs({ environment }: BenchWorld): Promise<number> {
  const text =
    "import pg from 'pg'; import 'bullmq'; const c = new pg.Client(process.env.DATABASE_URL); await c.connect(); await c.query('select 1'); await c.end();";
  const startedMs = performance.now();
  await run(process.execPath, ['--input-type=module', '-e', text], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, ...environment },
  });
  return performance.now() - startedMs;
}

/** Memory and commits of one control and one worker that have nothing to do. */
async function measureRest(world: BenchWorld, restMs: number): Promise<FootprintLine[]> {
  const children: Parameters<typeof startWorker>[0] = [];
  try {
    const processes: (readonly [string, WorkerProcess])[] = [];
    for (const { name, ...what } of PROCESSES)
      processes.push([name, await startWorker(children, world, { ...what, environment: {} })]);
    await systemClock().sleep(SETTLE_MS);
    const before = await commits(world);
    const cpuBefore = processes.map(([, process]) => process.cpuMs());
    await systemClock().sleep(restMs);
    const perSecond = ((await commits(world)) - before) / (restMs / 1_000);
    return [
      line('control and worker at rest: commits', '1/s', perSecond),
      ...processes.flatMap(([name, process], index) => [
        line(`${name} at rest: memory`, 'MiB', process.memoryMiB()),
        line(
          `${name} at rest: processor time`,
          'ms/s',
          (process.cpuMs() - (cpuBefore[index] ?? 0)) / (restMs / 1_000),
        ),
      ]),
    ];
  } finally {
    await stopAll(children);
  }
}

function line(what: string, unit: string, value: number): FootprintLine {
  return { what, unit, value: spreadOf([value]), floor: null };
}

async function commits({ app }: BenchWorld): Promise<number> {
  const { rows } = await app.database.pool.query<{ commits: string }>(
    'select xact_commit as commits from pg_stat_database where datname = current_database()',
  );
  return Number(rows[0]?.commits);
}

const COMMANDS = [['list-tasks'], ['monitor', 'stats'], ['jobs', 'list'], ['--help']] as const;

async function measureCommands(world: BenchWorld, rounds: number): Promise<FootprintLine[]> {
  const lines: FootprintLine[] = [];
  for (const command of COMMANDS) {
    const wall: number[] = [];
    const floors: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const startedMs = performance.now();
      await run(process.execPath, [path.join(PROJECT_ROOT, 'src/cli/main.ts'), ...command], {
        cwd: PROJECT_ROOT,
        env: { ...process.env, ...world.environment },
      });
      wall.push(performance.now() - startedMs);
      floors.push(await bareStartMs(world));
    }
    lines.push({
      what: `scoracle ${command.join(' ')}`,
      unit: 'ms',
      value: spreadOf(wall),
      floor: spreadOf(floors),
    });
  }
  return lines;
}

type LockFile = { packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }> };

/** What the lock file installs for production, with and without what is optional. */
function packageSizes(): FootprintLine[] {
  const { packages } = JSON.parse(
    readFileSync(path.join(PROJECT_ROOT, 'package-lock.json'), 'utf8'),
  ) as LockFile;
  const sizes = Object.entries(packages)
    .filter(([folder, { dev }]) => folder.startsWith('node_modules/') && dev !== true)
    .map(([folder, { optional, devOptional }]) => ({
      bytes: folderBytes(path.join(PROJECT_ROOT, folder)),
      isOptional: optional === true || devOptional === true,
    }));
  const megabytes = (of: typeof sizes): number => of.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  return [
    line('packages of production', 'MB', megabytes(sizes)),
    line(
      'packages of production, none optional',
      'MB',
      megabytes(sizes.filter(({ isOptional }) => !isOptional)),
    ),
  ];
}

/** Bytes of a package's own files: packages inside it have entries of their own. A package of another platform is not there: 0. */
function folderBytes(folder: string): number {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) bytes += entry.name === 'node_modules' ? 0 : folderBytes(file);
    else bytes += lstatSync(file).size;
  }
  return bytes;
}

/** Each figure beside its floor. */
export function footprintLines(lines: readonly FootprintLine[]): string {
  const shown = ({ median, min, max }: Spread): string =>
    min === max ? median.toFixed(1) : `${median.toFixed(0)} (${min.toFixed(0)} to ${max.toFixed(0)})`;
  return lines
    .map(({ what, unit, value, floor }) => {
      const beside =
        floor === null ? '' : `  floor ${shown(floor)}  ratio ${(value.median / floor.median).toFixed(2)}`;
      return `${what.padEnd(44)} ${shown(value)} ${unit}${beside}\n`;
    })
    .join('');
}
