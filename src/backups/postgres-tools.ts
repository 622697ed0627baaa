import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { toolConnection } from '../db/session-settings.ts';
import { BackupError } from './backup-error.ts';

type ToolName = 'pg_dump' | 'pg_restore';

/** Where Debian keeps the tools of each major version. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';

/**
 * The newest of a tool on this machine, of the server's major version or newer: an older one refuses the server.
 * Undefined where there is none.
 */
export async function findTool(
  tool: ToolName,
  serverMajor: number,
  searchPath: string,
): Promise<{ file: string; major: number } | undefined> {
  const majors = await readdir(DEBIAN_FOLDER).catch(() => []);
  const folders = [
    ...searchPath.split(':'),
    ...majors.map((major) => path.join(DEBIAN_FOLDER, major, 'bin')),
  ];
  const found: { file: string; major: number }[] = [];
  for (const folder of new Set(folders.filter((one) => one !== ''))) {
    const file = path.join(folder, tool);
    const version = await run(file, ['--version'], {}).catch(() => undefined);
    const major = Number(/(\d+)(?:\.\d+|devel|beta\d*|rc\d*)/.exec(version ?? '')?.[1] ?? Number.NaN);
    if (major >= serverMajor) found.push({ file, major });
  }
  return found.toSorted((a, b) => a.major - b.major)[0];
}

/**
 * A connection string without its password, for command lines that everybody on the machine can read, and the
 * environment that carries the password instead.
 */
export function splitPassword(databaseUrl: string): { url: string; environment: Record<string, string> } {
  const url = new URL(databaseUrl);
  const password = url.password || url.searchParams.get('password') || '';
  url.password = '';
  url.searchParams.delete('password');
  return { url: url.href, environment: password === '' ? {} : { PGPASSWORD: decodeURIComponent(password) } };
}

/** Runs one of the tools against a database; throws BackupError with the tool's own last words. */
export async function runTool(
  file: string,
  toolArguments: readonly string[],
  databaseUrl: string,
  signal?: AbortSignal,
): Promise<void> {
  const session = toolConnection(databaseUrl);
  const { url, environment } = splitPassword(session.url);
  try {
    const settled = { ...environment, PGOPTIONS: session.options };
    await run(file, [...toolArguments, `--dbname=${url}`], settled, signal);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new BackupError(
      {
        code: 'not_possible',
        message: `${path.basename(file)} failed: ${words}`,
        remedy: 'See its message; `--format portable` works without the tools of PostgreSQL.',
      },
      { cause: error },
    );
  }
}

/** Resolves with the standard output; rejects with the end of the standard error. */
function run(
  file: string,
  commandArguments: readonly string[],
  environment: Record<string, string>,
  signal?: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, commandArguments, {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString('utf8')).slice(-4_000);
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(errors.trim().split('\n').slice(-5).join(' ') || `exit code ${code}`));
    });
  });
}
