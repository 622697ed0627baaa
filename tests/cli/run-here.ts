import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '../../src/cli/run.ts';
import { COMMAND_PARTS } from '../../src/features/command-parts.ts';
import { systemClock } from '../../src/platform/clock.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type CliRun = { exitCode: number | null; stdout: string; stderr: string };

/** The command line in this process, with streams in the place of its own: a start for each takes minutes. */
export async function runHere(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input: string | Buffer = '',
): Promise<CliRun> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const written: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => written.push(chunk));
  const told: Buffer[] = [];
  stderr.on('data', (chunk: Buffer) => told.push(chunk));
  stdin.end(input);
  const exitCode = await runCommandLine({
    arguments: args,
    environment,
    projectRoot: PROJECT_ROOT,
    parts: COMMAND_PARTS,
    clock: systemClock(),
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
  });
  return {
    exitCode: exitCode ?? null,
    stdout: Buffer.concat(written).toString('utf8'),
    stderr: Buffer.concat(told).toString('utf8'),
  };
}
