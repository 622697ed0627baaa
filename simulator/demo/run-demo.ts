import path from 'node:path';
import type { Logger } from '../../src/platform/logger.ts';
import { type Sport, sportSlug } from '../../src/domain/sport.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { watchNpm } from './npm-parent.ts';
import type { DemoOptions } from './options.ts';
import { type DemoCounts, createProgressReader, isFinished, progressLine } from './progress.ts';
import { loadDemoSlate, seasonOf, slateCsv } from './slate.ts';
import { summarise, summaryText } from './summary.ts';
import { type DemoWorld, startDemoWorld } from './world.ts';

/** The first window opens this long after everything is up. */
const LEAD_MS = 3_000;

/** The contract's default delay: the demonstration moves its games back by it. */
const DELAY_MS = 240 * 60_000;

const POLL_MS = 250;

/** As shells report SIGINT and SIGTERM. */
const INTERRUPTED_EXIT_CODE = 130;
const FORCED_EXIT_CODE = 143;

/** Signals this close together are one wish. */
const ECHO_MS = 1_000;

/** With `--once`, the demonstration gives up after this; a large slate gets more. */
const PATIENCE_MS = 180_000;
const PATIENCE_PER_GAME_MS = 500;

export type RunDemoOptions = {
  options: DemoOptions;
  environment: Readonly<Record<string, string | undefined>>;
  projectRoot: string;
  logger: Logger;
};

/** Runs the demonstration and returns its exit code. */
export async function runDemo({
  options,
  environment,
  projectRoot,
  logger,
}: RunDemoOptions): Promise<number> {
  const clock = systemClock();
  const say = (text: string): void => {
    if (!options.isJson) process.stdout.write(`${text}\n`);
  };
  const interrupted = new AbortController();
  let toldAtMs: number | undefined;
  const onSignal = (): void => {
    // npm and the terminal may each deliver one Ctrl-C; the processes of the demonstration end with this one.
    if (toldAtMs !== undefined && clock.nowMs() - toldAtMs > ECHO_MS) process.exit(FORCED_EXIT_CODE);
    toldAtMs ??= clock.nowMs();
    interrupted.abort(new Error('interrupted'));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

  watchNpm(() => interrupted.abort(new Error('npm is gone')));

  say('Scoracle demonstration on simulated data: nothing here is a real game.');
  const startedAtMs = clock.nowMs();
  let world: DemoWorld;
  try {
    world = await startDemoWorld({
      options,
      environment,
      projectRoot,
      logger,
      signal: interrupted.signal,
      clock,
      onStep: (text) => say(`  ${text} ...`),
      // On a line of its own, wherever the progress bar stands.
      onRestart: (text) => say(process.stdout.isTTY ? `\r\x1b[2K  ${text}` : `  ${text}`),
    });
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    say('Stopped while starting.');
    return options.isOnce ? INTERRUPTED_EXIT_CODE : 0;
  }
  try {
    const total = await ingestSlates(world, options.sports, { projectRoot, games: options.gamesPerSport });
    for (const line of welcome(world, total)) say(line);
    const deadlineMs = clock.nowMs() + PATIENCE_MS + PATIENCE_PER_GAME_MS * total;
    const counts = await watch(world, options, interrupted.signal, () => clock.nowMs() > deadlineMs);
    // Who asked for all games gets told that they are not there; who only looked on may leave at any time.
    if (counts === undefined) return options.isOnce ? INTERRUPTED_EXIT_CODE : 0;
    const summary = await summarise(counts, world, clock.nowMs() - startedAtMs);
    if (options.isJson) process.stdout.write(`${JSON.stringify(summary)}\n`);
    else say(summaryText(summary));
    const exitCode = summary.games_seeded === summary.games ? 0 : 1;
    if (options.isOnce || interrupted.signal.aborted) return exitCode;
    say(`\nThe dashboard stays up at ${world.controlUrl}/ until you press Ctrl-C.`);
    await Promise.race([untilAborted(interrupted.signal), world.broken]);
    return exitCode;
  } finally {
    say('Stopping ...');
    await world.stop();
  }
}

/** Ingests the evening of each sport; how many games there are. */
async function ingestSlates(
  world: DemoWorld,
  sports: readonly Sport[],
  { projectRoot, games: most }: { projectRoot: string; games: number },
): Promise<number> {
  let total = 0;
  for (const sport of sports) {
    const nowMs = systemClock().nowMs();
    const sample = path.join(projectRoot, 'samples', `demo-${sportSlug(sport)}.csv`);
    const games = await loadDemoSlate(sample, { games: most, nowMs, leadMs: LEAD_MS, delayMs: DELAY_MS });
    await world.addGames(sport, games);
    await ingest(world, sport, slateCsv(games), seasonOf(games[0]?.tipOffMs ?? nowMs));
    total += games.length;
  }
  return total;
}

/** Where there is something to see, once everything is up. */
function welcome({ controlUrl, commandLine }: DemoWorld, games: number): readonly string[] {
  return [
    `  ${games} games ingested; their seeding windows open within seconds.`,
    `\n  Dashboard   ${controlUrl}/`,
    `  Bull Board  ${controlUrl}/admin/queues`,
    '  Commands, from another terminal while this one is open:',
    ...['scheduler status', 'monitor upcoming', 'doctor'].map((command) => `    ${commandLine} ${command}`),
    '',
  ];
}

async function ingest(world: DemoWorld, sport: Sport, csv: string, season: number): Promise<void> {
  const query = new URLSearchParams({ sport, season: String(season), past: 'all' });
  const response = await fetch(`${world.controlUrl}/admin/schedules?${query.toString()}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: csv,
  });
  if (response.status !== 202) throw new Error(`the sample was not ingested: ${await response.text()}`);
}

/** Shows progress until every game has come to its end; undefined when interrupted before. */
async function watch(
  world: DemoWorld,
  options: DemoOptions,
  signal: AbortSignal,
  isOverdue: () => boolean,
): Promise<DemoCounts | undefined> {
  const clock = systemClock();
  const reader = createProgressReader(world.databaseUrl);
  const isTerminal = process.stdout.isTTY && !options.isJson;
  let lastLine = '';
  let lastEnded = -1;
  try {
    for (;;) {
      const counts = await Promise.race([reader.read(), world.broken]);
      const line = progressLine(counts);
      const isNews = isTerminal ? line !== lastLine : counts.completed + counts.failed !== lastEnded;
      if (isNews && !options.isJson) process.stdout.write(isTerminal ? `\r\x1b[2K${line}` : `${line}\n`);
      lastLine = line;
      lastEnded = counts.completed + counts.failed;
      if (isFinished(counts) || isOverdue()) {
        if (isTerminal) process.stdout.write('\n');
        return counts;
      }
      await clock.sleep(POLL_MS, signal).catch(() => undefined);
      if (signal.aborted) {
        if (isTerminal) process.stdout.write('\n');
        return undefined;
      }
    }
  } finally {
    await reader.close();
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
