import { fileURLToPath } from 'node:url';
import { runCommandLine } from './run.ts';

// The entry of the command line: everything it needs from the process is handed over here.
const exitCode = await runCommandLine({
  arguments: process.argv.slice(2),
  environment: process.env,
  projectRoot: fileURLToPath(new URL('../..', import.meta.url)),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
// Ends at once, whatever a library still holds open; undefined means that a long-lived process was started.
if (exitCode !== undefined) process.exit(exitCode);
