import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '../../src/cli/run.ts';
import { COMMAND_PARTS } from '../../src/features/command-parts.ts';
import { systemClock } from '../../src/platform/clock.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The command line in this process, with streams in the place of its own: a start for each takes minutes. */
export async function runHere(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ exitCode: number | undefined; stdout: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const written: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => written.push(chunk));
  stderr.resume();
  stdin.end('');
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
  return { exitCode, stdout: Buffer.concat(written).toString('utf8') };
}
