// `npm test [-- vitest arguments]`: the whole suite, or the part that the arguments name. It ends with a line
// `N passed, N failed[, N skipped]` (tests/setup/closing-line.ts) and exits with 1 when a test failed.
// `TEST_DATE=2027-02-28 npm test`: the same as if it were noon (UTC) of that day; `2026-12-31T23:50` is a time.
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { moveDate } from './moved-date.ts';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Programs that some tests need and npm cannot bring, and what is skipped where one is missing. */
const OPTIONAL_PROGRAMS = [
  {
    names: ['redis-server'],
    skipped: 'tests of the Redis queue store',
    remedy: 'apt-get install redis-server (or brew install redis)',
  },
  {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    skipped: 'tests of the dashboard in a browser',
    remedy: 'apt-get install chromium',
  },
  {
    names: ['pgbouncer'],
    skipped: 'tests behind a connection pooler',
    remedy: 'apt-get install pgbouncer (or brew install pgbouncer)',
  },
] as const;

/** Where Debian and Homebrew put programs, whatever the search path says. */
const USUAL_FOLDERS = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

function isInstalled(name: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), ...USUAL_FOLDERS];
  return folders.some((folder) => {
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return true;
    } catch {
      // Not in this folder.
      return false;
    }
  });
}

moveDate(PROJECT_ROOT);

for (const { names, skipped, remedy } of OPTIONAL_PROGRAMS) {
  if (names.some(isInstalled)) continue;
  process.stderr.write(`${names[0]} is not installed: ${skipped} will be skipped. To run them: ${remedy}\n`);
}

// In this very process, so that stop signals and the exit code are vitest's own.
process.chdir(PROJECT_ROOT);
const vitest = path.join(PROJECT_ROOT, 'node_modules/vitest/vitest.mjs');
process.argv = [process.execPath, vitest, 'run', ...process.argv.slice(2)];
await import(pathToFileURL(vitest).href);
