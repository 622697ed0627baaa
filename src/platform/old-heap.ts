import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Lets V8's heap for objects that live on grow by so much, percent of what a full collection has left, until the next
 * one. By itself V8 lets a small heap grow to four times that, and so does the memory of Buffers, which objects there
 * hold.
 */
export function collectOldHeapAfter(growthPercent: number): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
}

/**
 * Collects all garbage, forgets compiled code that nobody has run for a while, and gives the pages to the system. It
 * stops the process for a tenth of a second: for one that has loaded what it needs and waits from now on.
 */
export function giveBackMemory(): void {
  // Only a context that begins with the flag has the function.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as NodeJS.GCFunction;
  setFlagsFromString('--no-expose-gc');
  collect({ type: 'major', flavor: 'last-resort' });
}
