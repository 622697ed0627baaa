import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { Socket } from 'node:net';

/** Tells a launcher that it runs on behalf of another one, and on which file descriptor that can be watched. */
const LIFELINE_VARIABLE = 'SCORACLE_LAUNCHER_LIFELINE';
const LIFELINE_DESCRIPTOR = 3;
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The Node executable that the project pins as a development dependency. */
export function pinnedNodePath(projectRoot) {
  return join(projectRoot, 'node_modules', 'node', 'bin', 'node');
}

/** The exact version of the pinned Node, from package.json. */
export function pinnedNodeVersion(projectRoot) {
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  return manifest.devDependencies.node;
}

/** Whether the Node that runs now is of the pinned major version or newer, so that no second one is needed. */
export function isPinnedNode(projectRoot) {
  return Number.parseInt(process.versions.node, 10) >= Number.parseInt(pinnedNodeVersion(projectRoot), 10);
}

/**
 * Runs the pinned Node with these arguments on our own standard streams, passes each stop signal on once, and
 * answers the exit code for our own end: the child's, or 128 plus the number of the signal that ended it.
 */
export function runOnPinnedNode(projectRoot, nodeArguments) {
  return new Promise((resolve) => {
    const child = spawn(pinnedNodePath(projectRoot), nodeArguments, {
      // The fourth stream carries nothing; it breaks when this process dies in a way that it cannot announce.
      stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
      // As the container and the services do; the allocator reads it once, when a process begins.
      env: { MALLOC_ARENA_MAX: '2', ...process.env, [LIFELINE_VARIABLE]: String(LIFELINE_DESCRIPTOR) },
    });
    for (const signal of FORWARDED_SIGNALS) {
      let isForwarded = false;
      process.on(signal, () => {
        if (!isForwarded) child.kill(signal);
        isForwarded = true;
      });
    }
    // Not the end of anything, so that it may come again.
    process.on('SIGUSR2', () => child.kill('SIGUSR2'));
    child.on('error', (error) => {
      process.stderr.write(
        `The pinned Node ${pinnedNodePath(projectRoot)} does not start: ${error.message}. ` +
          'Run "npm ci" to install it anew, or use Node ' +
          `${Number.parseInt(pinnedNodeVersion(projectRoot), 10)} or newer.\n`,
      );
      resolve(1);
    });
    child.on('exit', (exitCode, signal) => resolve(exitCode ?? 128 + constants.signals[signal]));
  });
}

/** When a launcher started us: stop politely as soon as it is gone. */
export function endWithLauncher() {
  const descriptor = process.env[LIFELINE_VARIABLE];
  delete process.env[LIFELINE_VARIABLE];
  if (descriptor === undefined) return;
  const lifeline = new Socket({ fd: Number(descriptor), readable: true, writable: false });
  lifeline.on('error', () => undefined);
  lifeline.on('close', () => process.kill(process.pid, 'SIGTERM'));
  lifeline.resume();
  lifeline.unref();
}
