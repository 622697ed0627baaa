// `npm run test:crash [-- --scenario kill,redis --store redis --games 1000 --seed 42 --json report.json]`: the full form of
// the crash suite, one scenario at a time, with a table at the end. Exits with 1 when a promise was broken.
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** EX_USAGE of sysexits.h. */
const EXIT_CODE_USAGE = 64;

const USAGE = `Usage: npm run test:crash -- [options]
  --scenario <part,…>   only scenarios whose name contains one of these
  --store <name>        postgres, redis or redis-cluster; all by default
  --games <number>      games of each scenario; 1000 by default
  --seed <number>       repeats the chance of an earlier run, which printed it
  --json <file>         writes the table as JSON as well
`;

const flags = readFlags();
if (typeof flags === 'string') {
  process.stderr.write(`${flags}\n${USAGE}`);
  process.exitCode = EXIT_CODE_USAGE;
} else if (flags.help) {
  process.stdout.write(USAGE);
} else {
  const seed = flags.seed ?? String(randomInt(1, 1_000_000));
  process.stdout.write(`seed ${seed}: give it with --seed to repeat this run\n`);
  Object.assign(process.env, {
    SCORACLE_CRASH: 'full',
    SCORACLE_CRASH_SEED: seed,
    ...(flags.games === undefined ? {} : { SCORACLE_CRASH_GAMES: flags.games }),
    ...(flags.scenario === undefined ? {} : { SCORACLE_CRASH_SCENARIOS: flags.scenario }),
    ...(flags.store === undefined ? {} : { SCORACLE_CRASH_STORES: flags.store }),
    ...(flags.json === undefined ? {} : { SCORACLE_CRASH_JSON: path.resolve(flags.json) }),
  });
  process.chdir(PROJECT_ROOT);
  // In this very process, so that stop signals and the exit code are vitest's own.
  const vitest = path.join(PROJECT_ROOT, 'node_modules/vitest/vitest.mjs');
  const options = ['--config=tests/crash/vitest.config.ts', '--passWithNoTests'];
  process.argv = [process.execPath, vitest, 'run', ...options];
  await import(pathToFileURL(vitest).href);
}

type Flags = {
  scenario?: string | undefined;
  store?: string | undefined;
  games?: string | undefined;
  seed?: string | undefined;
  json?: string | undefined;
  help?: boolean | undefined;
};

function readFlags(): Flags | string {
  let values: Flags;
  try {
    ({ values } = parseArgs({
      options: {
        scenario: { type: 'string' },
        store: { type: 'string' },
        games: { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  for (const name of ['games', 'seed'] as const) {
    const text = values[name];
    if (text !== undefined && !/^[1-9]\d{0,8}$/.test(text))
      return `--${name} is "${text}": give a whole number above 0.`;
  }
  if (values.store !== undefined && !['postgres', 'redis', 'redis-cluster'].includes(values.store)) {
    return `--store is "${values.store}": give postgres, redis or redis-cluster.`;
  }
  return values;
}
