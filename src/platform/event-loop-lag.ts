import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Measures how long this process was too busy to do anything else. */
export type EventLoopLag = {
  /** The worst delay of the last minute, in milliseconds. */
  worstMs: () => number;
  stop: () => void;
};

/** Long enough that whoever takes over a lost claim still sees why it was lost. */
const WINDOW_MS = 60_000;

/** The histogram's sampling pause, which is part of each of its samples. */
const RESOLUTION_MS = 20;

export function measureEventLoopLag(): EventLoopLag {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let samples: { atMs: number; delayMs: number }[] = [];
  return {
    worstMs() {
      const atMs = performance.now();
      const delayMs = Math.max(0, Math.round(histogram.max / 1e6) - RESOLUTION_MS);
      histogram.reset();
      samples = [...samples.filter((sample) => atMs - sample.atMs < WINDOW_MS), { atMs, delayMs }];
      return Math.max(...samples.map((sample) => sample.delayMs));
    },
    stop() {
      histogram.disable();
    },
  };
}
