import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { abortable } from '../../src/platform/abortable.ts';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.ts';
import { type Sport, sportSlug } from '../../src/domain/sport.ts';
import type { Logger } from '../../src/platform/logger.ts';
import { shellWord } from '../../src/domain/shell-command.ts';
import { startLocalRedis } from './local-redis.ts';
import type { DemoOptions } from './options.ts';
import { type DemoProcess, firstJsonLine, startProcess } from './processes.ts';
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
  /** Rejects when one of the processes ends by itself. */
  broken: Promise<never>;
  stop: () => Promise<void>;
};

export type DemoWorldOptions = {
  options: DemoOptions;
  environment: Readonly<Record<string, string | undefined>>;
  projectRoot: string;
  logger: Logger;
  /** Ends the start: what was started is stopped again, and the reason thrown. */
  signal: AbortSignal;
  /** Told what is being done, for people who wait. */
  onStep: (text: string) => void;
};

/** The key that the simulated provider of the demonstration accepts. */
const DEMO_KEY = 'demonstration';

/** Of the log of a process that ended by itself. */
const LOG_LINES_SHOWN = 10;

/** Two workers, as many as show that they share. */
const WORKERS = 2;

/** Starts everything in order; what was started is stopped again when a later part fails. */
export async function startDemoWorld(world: DemoWorldOptions): Promise<DemoWorld> {
  const { options, environment, projectRoot, logger, signal } = world;
  const onStep = (text: string): void => {
    signal.throwIfAborted();
    world.onStep(text);
  };
  const folder = await mkdtemp(path.join(tmpdir(), 'scoracle-demo-'));
  const undo: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    onStep('Starting PostgreSQL (embedded)');
    const postgres = await startEmbeddedPostgres({
      projectRoot,
      isTemporary: true,
      isDurable: false,
      logger,
      signal,
    });
    undo.push(() => postgres.stop());
    let redisUrl: string | undefined;
    if (options.useRedis) {
      onStep('Starting Redis');
      const redis = await startLocalRedis(folder, environment['PATH'] ?? '');
      undo.push(() => redis.stop());
      redisUrl = redis.url;
    }

    const start = (
      name: string,
      entry: string,
      args: readonly string[],
      extra: Record<string, string>,
    ): DemoProcess => {
      const started = startProcess({
        name,
        entry,
        args,
        environment: { ...withoutOurs(environment), ...extra },
        logFile: path.join(folder, `${name}.log`),
        projectRoot,
      });
      undo.push(() => started.stop());
      return started;
    };

    onStep('Starting the simulated provider');
    const providers: DemoProcess[] = [];
    const providerUrls = new Map<Sport, string>();
    for (const sport of options.sports) {
      const entry = 'simulator/main.ts';
      const provider = start(`provider-${sportSlug(sport)}`, entry, providerArgs(sport, options), {});
      providers.push(provider);
      providerUrls.set(sport, (await abortable(firstJsonLine<{ url: string }>(provider), signal)).url);
    }

    const commandLine = commandLineFor(path.join(folder, 'demo.env'), projectRoot);
    const settings = {
      ...appSettings({ databaseUrl: postgres.url, redisUrl, providerUrls, options }),
      COMMAND_LINE: commandLine,
    };
    await writeFile(path.join(folder, 'demo.env'), environmentFile(settings), { mode: 0o600 });
    onStep('Starting the control process');
    const control = start('control', 'src/app/control-main.ts', [], settings);
    const { url: controlUrl } = await abortable(firstJsonLine<{ url: string }>(control), signal);
    onStep(`Starting ${WORKERS} workers`);
    const workers = Array.from({ length: WORKERS }, (_, index) =>
      start(`worker-${index + 1}`, 'workers/main.ts', [], settings),
    );
    const broken = whenOneEnds([...providers, control, ...workers], folder);
    // Told where somebody waits for it; an end during the stop is no news.
    broken.catch(() => undefined);
    return {
      databaseUrl: postgres.url,
      controlUrl,
      providerUrls,
      folder,
      commandLine,
      addGames: (sport, games) => addGames(providerUrls.get(sport) ?? '', games),
      broken,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
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

/** The settings of a small installation, with pauses short enough to watch. */
function appSettings(parts: {
  databaseUrl: string;
  redisUrl: string | undefined;
  providerUrls: ReadonlyMap<Sport, string>;
  options: DemoOptions;
}): Record<string, string> {
  return {
    DATABASE_URL: parts.databaseUrl,
    ...(parts.redisUrl === undefined ? {} : { REDIS_URL: parts.redisUrl }),
    ...Object.fromEntries([...parts.providerUrls].map(([sport, url]) => [`API_SPORTS_${sport}_URL`, url])),
    SPORTS_ENABLED: parts.options.sports.join(','),
    API_SPORTS_KEY: DEMO_KEY,
    API_SPORTS_PLAN: 'mega',
    // The summary counts calls; what is asked for beside the seeding would blur it.
    SCHEDULE_REFRESH_HOURS: '0',
    ROSTER_REFRESH: 'off',
    PORT: String(parts.options.port),
    LOG_LEVEL: 'info',
    RETRY_BACKOFF_SECONDS: '1,2,4',
    RETRY_MAX_ATTEMPTS: '6',
    NOT_FINAL_STEP_SECONDS: '3',
    SHUTDOWN_DEADLINE_SECONDS: '3',
  };
}

/**
 * The call of the command line that works in any terminal and folder: `SCORACLE_ENV` stands for everything that is set
 * there and in `.env`, which belong to the user's own installation.
 */
function commandLineFor(file: string, projectRoot: string): string {
  return `SCORACLE_ENV=${shellWord(file)} npm --prefix ${shellWord(projectRoot)} run -s scoracle --`;
}

/** Variables in the form that dotenv reads: as they are between quotes that they do not hold. */
function environmentFile(settings: Readonly<Record<string, string>>): string {
  const quoted = (value: string): string => (value.includes("'") ? `"${value}"` : `'${value}'`);
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${quoted(value)}\n`)
    .join('');
}

/** Variables of the user's own installation have no place in the demonstration. */
const KEPT_VARIABLES = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ', 'USER', 'NODE_OPTIONS'];

function withoutOurs(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    KEPT_VARIABLES.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function whenOneEnds(processes: readonly DemoProcess[], folder: string): Promise<never> {
  return new Promise((_, reject) => {
    for (const { name, child } of processes) {
      child.once('exit', (code, signal) => {
        const how = signal === null ? `code ${code}` : signal;
        const log = readFileSync(path.join(folder, `${name}.log`), 'utf8').trimEnd();
        const lastLines = log.split('\n').slice(-LOG_LINES_SHOWN).join('\n');
        reject(new Error(`${name} ended by itself (${how}). The end of its log:\n${lastLines}`));
      });
    }
  });
}
