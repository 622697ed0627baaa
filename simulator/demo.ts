// Nothing of a demonstration leaves this machine: neither this process nor what it starts.
import '../src/platform/loopback-only.mjs';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../src/config/process-environment.ts';
import { runMain } from '../src/app/process-life.ts';
import { createLogger } from '../src/platform/logger.ts';
import { runDemo } from './demo/run-demo.ts';
import { DEMO_USAGE, parseDemoOptions } from './demo/options.ts';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

await runMain(async () => {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${DEMO_USAGE}\n`);
    return;
  }
  const options = parseDemoOptions(process.argv.slice(2), processEnvironment()['PORT']);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n${DEMO_USAGE}\n`);
    process.exitCode = 64;
    return;
  }
  process.exitCode = await runDemo({
    options,
    environment: processEnvironment(),
    projectRoot: PROJECT_ROOT,
    logger: createLogger({ level: 'warn', name: 'demo' }),
  });
});
