import { followParent } from '../src/app/process-life.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createLogger, type Logger } from '../src/platform/logger.ts';
import { parseSimulatorFlags, SIMULATOR_USAGE, type SimulatorFlags } from './provider/command-line.ts';
import { readScheduleFile } from './provider/schedule-file.ts';
import { createSimulatedProvider, type SimulatedProvider } from './provider/simulated-provider.ts';
import { simulatedSport } from './provider/sports.ts';

/** Exit code for wrong usage (sysexits.h). */
const EXIT_USAGE = 64;

function readFlags(): SimulatorFlags | undefined {
  try {
    return parseSimulatorFlags(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${SIMULATOR_USAGE}\n`);
    return undefined;
  }
}

async function addGames(provider: SimulatedProvider, flags: SimulatorFlags, logger: Logger): Promise<void> {
  const { sport, provider: name, schedulePath, timezone, season, seed } = flags;
  if (season !== undefined) provider.addGames(simulatedSport(sport, name).generateSeason({ seed, season }));
  if (schedulePath === undefined) return;
  const { games, refused } = await readScheduleFile(schedulePath, timezone);
  for (const { line, reason } of refused) logger.warn({ line, reason }, 'a row of the schedule is no game');
  for (const game of games) {
    try {
      provider.addGames([game]);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      logger.warn({ home: game.home, away: game.away, reason: error.message }, 'a game is left out');
    }
  }
}

async function main(): Promise<void> {
  if (process.argv.slice(2).some((flag) => flag === '--help' || flag === '-h')) {
    process.stdout.write(`${SIMULATOR_USAGE}\n`);
    return;
  }
  const flags = readFlags();
  if (flags === undefined) {
    process.exitCode = EXIT_USAGE;
    return;
  }
  const logger = createLogger({ level: flags.logLevel, name: 'simulated-provider' });
  try {
    const { sport, provider: name, port, seed, plan, key, dials, exitWithParent } = flags;
    // First of all: the parent may be gone before there is anything to stop.
    if (exitWithParent) followParent();
    const named = {
      ...(key === undefined ? {} : { key }),
      ...(name === undefined ? {} : { provider: name }),
    };
    const provider = createSimulatedProvider({
      sport,
      port,
      seed,
      plan,
      dials,
      clock: systemClock(),
      logger,
      ...named,
    });
    await addGames(provider, flags, logger);
    const { url } = await provider.start();

    const stop = (): void => {
      process.stdin.destroy();
      void provider.stop();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    process.stdout.write(`${JSON.stringify({ url, games: provider.games().length })}\n`);
  } catch (error) {
    logger.fatal(
      { reason: error instanceof Error ? error.message : String(error) },
      'the simulated provider did not start',
    );
    process.exitCode = 1;
  }
}

await main();
