import type { Clock } from '../src/platform/clock.ts';

/** Since when the beats of this process have come without a gap. */
export type BeatRecord = {
  /** A beat was written. */
  note: () => void;
  /** Whether beats came for so long until now, none more than the longest gap after the one before. */
  isUnbroken: (forMs: number) => boolean;
};

export function createBeatRecord({
  clock,
  mostApartMs,
}: {
  clock: Pick<Clock, 'nowMs'>;
  mostApartMs: number;
}): BeatRecord {
  let firstAtMs: number | undefined;
  let lastAtMs: number | undefined;
  const isGap = (nowMs: number): boolean => lastAtMs === undefined || nowMs - lastAtMs > mostApartMs;
  return {
    note() {
      const nowMs = clock.nowMs();
      if (firstAtMs === undefined || isGap(nowMs)) firstAtMs = nowMs;
      lastAtMs = nowMs;
    },
    isUnbroken(forMs) {
      const nowMs = clock.nowMs();
      return firstAtMs !== undefined && !isGap(nowMs) && nowMs - firstAtMs >= forMs;
    },
  };
}
