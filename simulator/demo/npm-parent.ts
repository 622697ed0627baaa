import { readFileSync } from 'node:fs';

/** npm, its shell, the launcher, this process: npm is never further up. */
const MAX_GENERATIONS = 5;

const CHECK_INTERVAL_MS = 1_000;

/**
 * Calls `onGone` when the npm that runs this process is gone. A killed npm leaves its shell and us running, and
 * nobody would stop us. Does nothing where there is no npm above us, or no /proc to look it up in.
 */
export function watchNpm(onGone: () => void): void {
  const npm = findNpm(process.ppid);
  if (npm === undefined) return;
  const timer = setInterval(() => {
    if (nameOf(npm) !== undefined) return;
    clearInterval(timer);
    onGone();
  }, CHECK_INTERVAL_MS);
  timer.unref();
}

function findNpm(startPid: number): number | undefined {
  let pid: number | undefined = startPid;
  for (let generation = 0; generation < MAX_GENERATIONS && pid !== undefined && pid > 1; generation += 1) {
    if (nameOf(pid)?.startsWith('npm')) return pid;
    pid = parentOf(pid);
  }
  return undefined;
}

/** The process's own name; undefined when it is gone. npm calls itself after its command: `npm run demo`. */
function nameOf(pid: number): string | undefined {
  const status = readStatus(pid);
  return status && /^Name:\s*(.*)$/m.exec(status)?.[1];
}

function parentOf(pid: number): number | undefined {
  const parent = /^PPid:\s*(\d+)$/m.exec(readStatus(pid) ?? '')?.[1];
  return parent === undefined ? undefined : Number(parent);
}

function readStatus(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // Gone, or a system without /proc.
    return undefined;
  }
}
