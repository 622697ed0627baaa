import type { Clock } from '../../src/platform/clock.ts';

const WINDOW_MS = 60_000;
const BLOCK_MS = 10 * 60_000;

/** The page that a firewall puts up, in the words of a common one. */
export const FIREWALL_PAGE =
  '<!DOCTYPE html>\n<html><head><title>Attention Required!</title></head><body><h1>Sorry, you have been blocked</h1></body></html>\n';

export type Firewall = {
  isBlocking: () => boolean;
  /** Notes a call over a limit; so many of them within a minute (null: any number is fine) close the door. */
  noteRefusal: (blockAfterRefusals: number | null) => void;
  reset: () => void;
};

/** Blocks an account that does not let go, for ten minutes; how long the real one does is not documented. */
export function createFirewall(clock: Pick<Clock, 'nowMs'>): Firewall {
  let refusedAtMs: number[] = [];
  let blockedUntilMs = 0;
  return {
    isBlocking: () => clock.nowMs() < blockedUntilMs,
    noteRefusal(blockAfterRefusals) {
      const nowMs = clock.nowMs();
      refusedAtMs = [...refusedAtMs.filter((atMs) => atMs > nowMs - WINDOW_MS), nowMs];
      if (blockAfterRefusals !== null && refusedAtMs.length >= blockAfterRefusals) {
        blockedUntilMs = nowMs + BLOCK_MS;
      }
    },
    reset() {
      refusedAtMs = [];
      blockedUntilMs = 0;
    },
  };
}
