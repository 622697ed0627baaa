import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** In the environment of all processes of a run: where each of them keeps its file. */
const FOLDER_VARIABLE = 'SCORACLE_FOREIGN_CONNECTIONS';

/** Where this process and its children note what they were kept from, see src/platform/loopback-only.mjs. */
export function foreignConnectionsFile(): string {
  let file = process.env['SCORACLE_LOOPBACK_LOG'];
  if (file === undefined) {
    const folder = process.env[FOLDER_VARIABLE];
    file = path.join(folder ?? tmpdir(), `scoracle-foreign-connections-${process.pid}`);
    appendFileSync(file, '');
    process.env['SCORACLE_LOOPBACK_LOG'] = file;
    const made = file;
    // A run reads what is left in its folder when all tests have ended.
    if (folder === undefined) process.once('exit', () => rmSync(made, { force: true }));
  }
  return file;
}

/**
 * Collects what all processes of this run note. The function that it answers ends that, and throws when something was
 * tried that failed no test: between two tests, say, or by a process that outlived the test that started it.
 */
export function collectForeignConnections(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'scoracle-foreign-connections-'));
  process.env[FOLDER_VARIABLE] = folder;
  return () => {
    const tried = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
    rmSync(folder, { recursive: true, force: true });
    const lines = tried.join('').trim();
    if (lines !== '')
      throw new Error(`outside of any test, a connection that is not loopback was tried:\n${lines}`);
  };
}
