import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withInstallLock } from './install-lock.mjs';
import { installDependencies, installPinnedNode } from './install.mjs';
import { isPinnedNode, pinnedNodePath } from './pinned-node.mjs';

/**
 * Makes sure that node_modules holds what package-lock.json names, for this platform, with a pinned Node that
 * can be run. Answers undefined, or what a person must know and the exit code to end with.
 */
export async function ensureDependencies(projectRoot) {
  if (isComplete(projectRoot)) return undefined;
  return withInstallLock(projectRoot, async (say) => {
    // Another launch may have installed everything while this one waited.
    if (isComplete(projectRoot)) return undefined;
    if (!isInstalledAsLocked(projectRoot)) {
      say('Installing dependencies (npm ci); this happens once and after updates.');
      const failure = await installDependencies(projectRoot);
      if (failure) return failure;
    }
    if (needsPinnedNode(projectRoot) && !canRunPinnedNode(projectRoot)) {
      say('Installing the pinned Node.');
      const failure = await installPinnedNode(projectRoot);
      if (failure) return failure;
    }
    writeStamp(projectRoot);
    return undefined;
  });
}

/** The quick check of every launch: the stamp of the last complete installation is that of today's lock file. */
function isComplete(projectRoot) {
  const stamp = readText(stampPath(projectRoot));
  if (stamp === undefined || stamp !== expectedStamp(projectRoot)) return false;
  return !needsPinnedNode(projectRoot) || canRunPinnedNode(projectRoot);
}

function stampPath(projectRoot) {
  return join(projectRoot, 'node_modules', '.scoracle-installed');
}

/** The platform belongs to it, because a folder shared with a container or another machine holds other binaries. */
function expectedStamp(projectRoot) {
  const lock = readFileSync(join(projectRoot, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

/** The stamp only saves the next launch some work, so a read-only installation goes without. */
function writeStamp(projectRoot) {
  try {
    writeFileSync(stampPath(projectRoot), expectedStamp(projectRoot));
  } catch (error) {
    if (error.code !== 'EROFS' && error.code !== 'EACCES') throw error;
  }
}

/** A Node of the pinned major or newer can do the work itself. */
function needsPinnedNode(projectRoot) {
  return !isPinnedNode(projectRoot);
}

function canRunPinnedNode(projectRoot) {
  try {
    accessSync(pinnedNodePath(projectRoot), constants.X_OK);
    return true;
  } catch {
    // Missing or not a program: the caller installs it.
    return false;
  }
}

/**
 * Compares npm's own record of what it installed with the lock file, so that an `npm ci` by hand is not
 * repeated. Optional packages may be absent: they are for other platforms, or failed to build.
 */
function isInstalledAsLocked(projectRoot) {
  const recordText = readText(join(projectRoot, 'node_modules', '.package-lock.json'));
  if (recordText === undefined) return false;
  const stamp = readText(stampPath(projectRoot));
  const platform = `${process.platform}-${process.arch}`;
  if (stamp !== undefined && !stamp.trimEnd().endsWith(platform)) return false;
  const installed = JSON.parse(recordText).packages ?? {};
  const locked = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')).packages;
  // Production images leave development dependencies out and bring their own Node.
  const skipsDevelopment = process.env.NODE_ENV === 'production' && !needsPinnedNode(projectRoot);
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    if (skipsDevelopment && (entry.dev || entry.devOptional)) return true;
    const record = installed[path];
    if (!record) return Boolean(entry.optional || entry.devOptional || entry.peer);
    return record.version === entry.version && existsSync(join(projectRoot, path, 'package.json'));
  });
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}
