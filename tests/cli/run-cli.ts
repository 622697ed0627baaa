import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { compileCache } from '../support/compile-cache.ts';
import { type CliRun, runHere } from './run-here.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the real command line in a process of its own, in an environment that holds only what is given. */
export function spawnCli(args: readonly string[], environment: Record<string, string> = {}) {
  return spawn(process.execPath, ['src/cli/main.ts', ...args], {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...compileCache(), ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** The first line of a stream; rejects when it ends without one. */
export async function firstLine(stream: Readable): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('the stream ended without a line');
}

/** Runs a command to its end in a process of its own: for what only a process shows. */
export function runCliProcess(
  args: readonly string[],
  options: { environment?: Record<string, string>; input?: string | Buffer } = {},
): Promise<CliRun> {
  const child = spawnCli(args, options.environment);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A command that refuses before it reads closes the pipe; that is its right.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) =>
      resolve({
        exitCode,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
  });
}

/** Runs a command to its end in this process; its environment holds only what is given. */
export function runCli(
  args: readonly string[],
  { environment = {}, input }: { environment?: Record<string, string>; input?: string | Buffer } = {},
): Promise<CliRun> {
  return runHere(args, { PATH: process.env['PATH'] ?? '', ...environment }, input);
}
