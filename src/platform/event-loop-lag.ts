import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Measures how long this process was too busy to do anything else. */
export type EventLoopLag = {
  /** The worst delay since this was last asked, in milliseconds. */
  takeMaxMs: () => number;
  stop: () => void;
};

/** The histogram's sampling pause, which is part of each of its samples. */
const RESOLUTION_MS = 20;

export function measureEventLoopLag(): EventLoopLag {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return {
    takeMaxMs() {
      const maxMs = Math.round(histogram.max / 1e6) - RESOLUTION_MS;
      histogram.reset();
      return Math.max(0, maxMs);
    },
    stop() {
      histogram.disable();
    },
  };
}
