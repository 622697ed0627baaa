import { readFileSync, readdirSync } from 'node:fs';

/** Resident memory of a process by /proc, MiB; NaN where there is none. */
export function memoryMiB(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readProc(pid, 'status'));
  return line === null ? Number.NaN : Number(line[1]) / 1_024;
}

/** Linux counts processor time in hundredths of a second (USER_HZ). */
const TICK_MS = 10;

/** Fields of /proc/PID/stat after the name of the program, which may hold blanks: its state is the first of them. */
const PARENT = 1;
const OWN = [11, 12] as const;
const OF_ENDED_CHILDREN = [13, 14] as const;

/** Processor time of a process (user and system), milliseconds; NaN where there is none. */
export function cpuMs(pid: number): number {
  return ticks(pid, OWN) * TICK_MS;
}

/** Processor time of a process, of its children, and of those that ended, milliseconds; NaN where there is none. */
export function cpuMsOfFamily(pid: number): number {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((other) => Number.isInteger(other) && parentOf(other) === pid)
    .map((child) => ticks(child, OWN))
    // One that ends between two looks is among the ended ones at the next.
    .filter((value) => !Number.isNaN(value));
  const sum = children.reduce((total, value) => total + value, ticks(pid, [...OWN, ...OF_ENDED_CHILDREN]));
  return sum * TICK_MS;
}

/** The process that started this one; NaN where there is none. */
export function parentOf(pid: number): number {
  return Number(statFields(pid)[PARENT] ?? Number.NaN);
}

function ticks(pid: number, fields: readonly number[]): number {
  const found = statFields(pid);
  return fields.reduce((sum, field) => sum + Number(found[field] ?? Number.NaN), 0);
}

function statFields(pid: number): string[] {
  return readProc(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // No such process, or no Linux: there is nothing to read, and the caller gets NaN.
    return '';
  }
}
