import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../config/process-environment.ts';
import { collectOldHeapAfter, giveBackMemory } from '../platform/old-heap.ts';
import { createServiceGroup } from '../platform/service.ts';
import { buildApp } from './build-app.ts';
import { type ControlParts, buildControl } from './build-control.ts';
import { followLogLevelSignal } from './log-level-signal.ts';
import { endProcess, followParent, listenForStop } from './process-life.ts';
import { runWithFlags } from './start-flags.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Control makes little that lives on: a collection that comes soon costs it next to nothing. */
const OLD_HEAP_GROWTH_PERCENT = 25;

const USAGE = 'Usage: npm start -- [--exit-with-parent]';

/** Runs the control process with what the features hand in, until it is told to stop. */
export function runControl(parts: ControlParts): Promise<void> {
  return runWithFlags({ usage: USAGE, options: [], read: () => ({}) }, (flags) => control(parts, flags));
}

async function control(parts: ControlParts, { exitWithParent }: { exitWithParent: boolean }): Promise<void> {
  const request = listenForStop();
  if (exitWithParent) followParent();
  const app = await buildApp({
    processName: 'control',
    environment: processEnvironment(),
    projectRoot: PROJECT_ROOT,
    signal: request.signal,
  });
  followLogLevelSignal(app.logger);
  const built = buildControl(app, parts, endProcess);
  const services = createServiceGroup(built.services, app.logger);
  const stop = async (): Promise<void> => {
    await services.stop();
    await built.close();
    await app.close();
  };
  const stopped = request.thenStop(stop, app.logger);
  try {
    await services.start();
  } catch (error) {
    await stop();
    throw error;
  }
  app.logger.info({ url: built.url() }, 'control process is ready');
  process.stdout.write(`${JSON.stringify({ url: built.url() })}\n`);
  // The sources that this process runs, read while they are that.
  app.parserVersion();
  await app.loadServices();
  collectOldHeapAfter(OLD_HEAP_GROWTH_PERCENT);
  giveBackMemory();
  await stopped;
}
