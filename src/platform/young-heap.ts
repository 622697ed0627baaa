import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's space for new objects as large as it is when this is called, which is 2 MB where a program begins. While a
 * program is imported V8 lets it grow to 64 MB, which a process that waits most of the time never gives back, although
 * 2 MB would do for it. A collection with much to keep takes more for a moment.
 */
export function keepYoungHeapSmall(): void {
  growBy(1);
}

/**
 * Lets that space grow again, to so many bytes at the most: what has much to do collects less often then. V8 has no
 * such limit at run time, but doubles the space or leaves it as it is, after each collection.
 */
export function letYoungHeapGrow(mostBytes: number): void {
  let factor: 1 | 2 = 1;
  const follow = (): void => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    // It may double twice before the next look.
    const wanted = young && 4 * young.space_size <= mostBytes ? 2 : 1;
    if (wanted !== factor) growBy(wanted);
    factor = wanted;
  };
  follow();
  new PerformanceObserver(follow).observe({ entryTypes: ['gc'] });
}

/** How many times as large the space becomes when it is too small. */
function growBy(factor: 1 | 2): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}
