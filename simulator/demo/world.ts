import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { abortable } from '../../src/platform/abortable.ts';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.ts';
import { type Sport, sportSlug } from '../../src/domain/sport.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { Logger } from '../../src/platform/logger.ts';
import { endedByItself, keepRunning, whenEnded } from './keep-running.ts';
import { startLocalRedis } from './local-redis.ts';
import type { DemoOptions } from './options.ts';
import { type DemoProcess, firstJsonLine, startProcess } from './processes.ts';
import { DEMO_KEY, appSettings, commandLineFor, environmentFile, withoutOurs } from './settings.ts';
import type { DemoGame } from './slate.ts';

/** Everything that the demonstration runs on: servers, simulated provider, control and workers. */
export type DemoWorld = {
  databaseUrl: string;
  controlUrl: string;
  /** Where each sport's simulated provider is. */
  providerUrls: ReadonlyMap<Sport, string>;
  folder: string;
  /** How the command line is called from another terminal so that it reaches this world. */
  commandLine: string;
  /** Tells the simulated provider which games there are. */
  addGames: (sport: Sport, games: readonly DemoGame[]) => Promise<void>;
  /** Rejects when a process is gone for good: a provider that ended, or another that dies again and again. */
  broken: Promise<never>;
  stop: () => Promise<void>;
};

export type DemoWorldOptions = {
  options: DemoOptions;
  environment: Readonly<Record<string, string | undefined>>;
  projectRoot: string;
  logger: Logger;
  clock: Clock;
  /** Ends the start: what was started is stopped again, and the reason thrown. */
  signal: AbortSignal;
  /** Told what is being done, for people who wait. */
  onStep: (text: string) => void;
  /** Told of processes that ended and are started again. */
  onRestart: (text: string) => void;
};

/** Two workers, as many as show that they share. */
const WORKERS = 2;

/** A world that is being started, and what takes down again what there is of it so far. */
type Building = DemoWorldOptions & {
  folder: string;
  undo: (() => Promise<void>)[];
  broken: PromiseWithResolvers<never>;
};

/** Starts everything in order; what was started is stopped again when a later part fails. */
export async function startDemoWorld(options: DemoWorldOptions): Promise<DemoWorld> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-demo-'));
  const undo: Building['undo'] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  const broken = Promise.withResolvers<never>();
  // Told where somebody waits for it.
  broken.promise.catch(() => undefined);
  const building: Building = { ...options, folder, undo, broken };
  try {
    const stores = await startStores(building);
    const providerUrls = await startProviders(building);
    const commandLine = commandLineFor(path.join(folder, 'demo.env'), options.projectRoot);
    const settings = {
      ...appSettings({ ...stores, providerUrls, options: options.options }),
      COMMAND_LINE: commandLine,
    };
    await writeFile(path.join(folder, 'demo.env'), environmentFile(settings), { mode: 0o600 });
    const controlUrl = await startControl(building, settings);
    startWorkers(building, settings);
    return {
      databaseUrl: stores.databaseUrl,
      controlUrl,
      providerUrls,
      folder,
      commandLine,
      addGames: (sport, games) => addGames(providerUrls.get(sport) ?? '', games),
      broken: broken.promise,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Says what comes next, unless the start is to end. */
function step({ signal, onStep }: Building, text: string): void {
  signal.throwIfAborted();
  onStep(text);
}

async function startStores(
  building: Building,
): Promise<{ databaseUrl: string; redisUrl: string | undefined }> {
  const { options, environment, projectRoot, logger, signal, folder, undo } = building;
  step(building, 'Starting PostgreSQL (embedded)');
  const server = { projectRoot, isTemporary: true, isDurable: false, logger, signal };
  const postgres = await startEmbeddedPostgres(server);
  undo.push(() => postgres.stop());
  if (!options.useRedis) return { databaseUrl: postgres.url, redisUrl: undefined };
  step(building, 'Starting Redis');
  const redis = await startLocalRedis(folder, environment['PATH'] ?? '');
  undo.push(() => redis.stop());
  return { databaseUrl: postgres.url, redisUrl: redis.url };
}

/** The simulated providers. What they know lies in their memory, so that the end of one is that of the world. */
async function startProviders(building: Building): Promise<ReadonlyMap<Sport, string>> {
  const { options, signal, undo, broken } = building;
  step(building, 'Starting the simulated provider');
  const urls = new Map<Sport, string>();
  for (const sport of options.sports) {
    const args = providerArgs(sport, options);
    const provider = start(building, {
      name: `provider-${sportSlug(sport)}`,
      entry: 'simulator/main.ts',
      args,
      settings: {},
    });
    let isStopping = false;
    undo.push(() => {
      isStopping = true;
      return provider.stop();
    });
    urls.set(sport, (await abortable(firstJsonLine<{ url: string }>(provider), signal)).url);
    whenEnded(provider, (how) => {
      if (!isStopping) broken.reject(endedByItself(provider, how));
    });
  }
  return urls;
}

/** Starts control. Whoever has its address finds it there again after its end. */
async function startControl(building: Building, settings: Readonly<Record<string, string>>): Promise<string> {
  step(building, 'Starting the control process');
  const what = { name: 'control', entry: 'src/app/control-main.ts', args: [] };
  const control = start(building, { ...what, settings });
  building.undo.push(() => control.stop());
  const { url } = await abortable(firstJsonLine<{ url: string }>(control), building.signal);
  keep(building, control, () =>
    start(building, { ...what, settings: { ...settings, PORT: new URL(url).port } }),
  );
  return url;
}

function startWorkers(building: Building, settings: Readonly<Record<string, string>>): void {
  step(building, `Starting ${WORKERS} workers`);
  for (let number = 1; number <= WORKERS; number += 1) {
    const startOne = (): DemoProcess =>
      start(building, { name: `worker-${number}`, entry: 'workers/main.ts', args: [], settings });
    keep(building, startOne(), startOne);
  }
}

function keep(building: Building, process: DemoProcess, startAgain: () => DemoProcess): void {
  const { clock, onRestart, broken, undo } = building;
  const kept = keepRunning({
    process,
    start() {
      const started = startAgain();
      // Nobody reads what it says when it is ready.
      started.child.stdout?.resume();
      return started;
    },
    nowMs: clock.nowMs,
    onRestart,
    onGivenUp: broken.reject,
  });
  undo.push(() => kept.stop());
}

function start(
  { folder, environment, projectRoot }: Building,
  {
    name,
    entry,
    args,
    settings,
  }: { name: string; entry: string; args: readonly string[]; settings: Readonly<Record<string, string>> },
): DemoProcess {
  return startProcess({
    name,
    entry,
    args,
    environment: { ...withoutOurs(environment), ...settings },
    logFile: path.join(folder, `${name}.log`),
    projectRoot,
  });
}

function providerArgs(sport: Sport, options: DemoOptions): string[] {
  const faults = ['--fault-rate', String(options.faultRate), '--latency-ms', '20-120'];
  return ['--sport', sport, '--plan', 'mega', '--key', DEMO_KEY, ...faults, '--log-level', 'warn'];
}

async function addGames(providerUrl: string, games: readonly DemoGame[]): Promise<void> {
  const response = await fetch(`${providerUrl}/__simulator/games`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(games.map(({ home, away, tipOffMs }) => ({ home, away, startMs: tipOffMs }))),
  });
  if (!response.ok) throw new Error(`the simulated provider refused the games: ${await response.text()}`);
}
