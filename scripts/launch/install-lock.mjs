import { mkdirSync, readFileSync, rmdirSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;
/** The holder touches its lock this often … */
const HEARTBEAT_MS = 2_000;
/** … so one untouched for this long belongs to nobody, even when its process cannot be looked up from here. */
const STALE_AFTER_MS = 60_000;
/** Judging a stale lock takes microseconds; a judge that died at it is pushed aside after this. */
const JUDGE_STALE_AFTER_MS = 10_000;

/**
 * Runs `work` while no other launch of this project installs, waiting for one that does. `work` gets a
 * function that says one line on standard error. The lock lies outside node_modules, which an install removes.
 */
export async function withInstallLock(projectRoot, work) {
  const directory = join(projectRoot, '.scoracle');
  const lockFile = join(directory, 'install.lock');
  const say = (line) => process.stderr.write(`${line}\n`);
  let hasSaidSo = false;
  try {
    mkdirSync(directory, { recursive: true });
    while (!tryLock(lockFile)) {
      if (!hasSaidSo) say('Waiting for another process that is installing the dependencies.');
      hasSaidSo = true;
      removeStaleLock(lockFile);
      await sleep(POLL_MS);
    }
  } catch (error) {
    if (error.code !== 'EACCES' && error.code !== 'EROFS' && error.code !== 'EPERM') throw error;
    return {
      exitCode: 1,
      message: `Dependencies must be installed, but ${directory} cannot be written: ${error.message}`,
    };
  }
  const heartbeat = setInterval(() => touch(lockFile), HEARTBEAT_MS);
  try {
    return await work(say);
  } finally {
    clearInterval(heartbeat);
    ignoreMissing(() => unlinkSync(lockFile));
  }
}

function tryLock(lockFile) {
  try {
    writeFileSync(lockFile, `${process.pid} ${hostname()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Only one process at a time judges a lock: two could each remove it, the second one that of a new holder. */
function removeStaleLock(lockFile) {
  const judgeDirectory = `${lockFile}.judge`;
  try {
    mkdirSync(judgeDirectory);
  } catch {
    // Somebody else is at it, or died at it.
    if (ageMs(judgeDirectory) > JUDGE_STALE_AFTER_MS) ignoreMissing(() => rmdirSync(judgeDirectory));
    return;
  }
  try {
    if (isStale(lockFile)) ignoreMissing(() => unlinkSync(lockFile));
  } finally {
    ignoreMissing(() => rmdirSync(judgeDirectory));
  }
}

function isStale(lockFile) {
  try {
    if (ageMs(lockFile) > STALE_AFTER_MS) return true;
    const [pid, host] = readFileSync(lockFile, 'utf8').split(' ');
    return host === hostname() && Number(pid) > 0 && !isAlive(Number(pid));
  } catch {
    // Released in between.
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Milliseconds since the last change; 0 for what is gone. */
function ageMs(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  return status ? Date.now() - status.mtimeMs : 0;
}

function touch(path) {
  const now = new Date();
  ignoreMissing(() => utimesSync(path, now, now));
}

/** Somebody else may have removed the file first; every other failure is told. */
function ignoreMissing(action) {
  try {
    action();
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
