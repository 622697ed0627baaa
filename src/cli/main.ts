import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../config/process-environment.ts';
import { COMMAND_PARTS } from '../features/command-parts.ts';
import { systemClock } from '../platform/clock.ts';
import { quickenImports } from '../platform/quick-imports.ts';
import { runCommandLine } from './run.ts';

// What a command needs is imported when it runs: people wait for it.
quickenImports();

// The entry of the command line: everything it needs from the process is handed over here.
const exitCode = await runCommandLine({
  arguments: process.argv.slice(2),
  environment: processEnvironment(),
  projectRoot: fileURLToPath(new URL('../..', import.meta.url)),
  parts: COMMAND_PARTS,
  clock: systemClock(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
// Ends at once, whatever a library still holds open; undefined means that a long-lived process was started.
if (exitCode !== undefined) process.exit(exitCode);
