import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { processEnvironment } from '../config/process-environment.ts';
import { createServiceGroup } from '../platform/service.ts';
import { buildApp } from './build-app.ts';
import { buildControl } from './build-control.ts';
import { followLogLevelSignal } from './log-level-signal.ts';
import { endProcess, followParent, runMain, untilStopSignal } from './process-life.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

const USAGE = 'Usage: npm start -- [--exit-with-parent]';

await runMain(async () => {
  const flags = readFlags();
  if (typeof flags === 'string') {
    process.stderr.write(`${flags}\n${USAGE}\n`);
    process.exitCode = 64;
    return;
  }
  const app = await buildApp({
    processName: 'control',
    environment: processEnvironment(),
    projectRoot: PROJECT_ROOT,
  });
  followLogLevelSignal(app.logger);
  const control = buildControl(app, endProcess);
  const services = createServiceGroup(control.services, app.logger);
  const stop = async (): Promise<void> => {
    await services.stop();
    await control.close();
    await app.close();
  };
  const stopped = untilStopSignal(stop, app.logger);
  if (flags.exitWithParent) followParent();
  try {
    await services.start();
  } catch (error) {
    await stop();
    throw error;
  }
  app.logger.info({ url: control.url() }, 'control process is ready');
  process.stdout.write(`${JSON.stringify({ url: control.url() })}\n`);
  await stopped;
});

function readFlags(): { exitWithParent: boolean } | string {
  try {
    const { values } = parseArgs({ options: { 'exit-with-parent': { type: 'boolean' } } });
    return { exitWithParent: values['exit-with-parent'] === true };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
