import type { Cluster, Redis } from 'ioredis';
import type { Clock } from '../../platform/clock.ts';
import type { SharedBreakerState } from './breaker-state.ts';
import { type BreakerStateStore, storedBreakerState } from './breaker-store.ts';
import { createRedisDocuments } from './redis-document.ts';

export type RedisBreakerStoreOptions = {
  redis: Pick<Redis | Cluster, 'eval'>;
  /** Key prefix with a hash tag, such as `{scoracle}`. */
  prefix: string;
  /** Replaces Redis' clock; for tests that move time. */
  clock?: Pick<Clock, 'nowMs'>;
};

/** A breaker that nothing changed for a day is closed and has nothing to remember. */
const KEPT_MS = 86_400_000;

/** Somebody wins every round, so even a hundred contenders are through long before this. */
const MAX_ROUNDS = 500;

/** Breakers in one Redis hash per host, changed by compare-and-set. */
export function createRedisBreakerStore({
  redis,
  prefix,
  clock,
}: RedisBreakerStoreOptions): BreakerStateStore {
  const documents = createRedisDocuments(redis, KEPT_MS);
  const keyOf = (host: string): string => `${prefix}:provider-breaker:${host}`;

  return {
    async update(host, change) {
      let current = await documents.read(keyOf(host));
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const { state, answer } = change(stateOf(current.text), clock?.nowMs() ?? current.nowMs);
        if (!state) return answer;
        const conflict = await documents.replace(keyOf(host), current, JSON.stringify(state));
        if (!conflict) return answer;
        current = conflict;
      }
      throw new Error(`the breaker of ${host} is contended: no change got through in ${MAX_ROUNDS} rounds`);
    },
    async read(host) {
      const { text, nowMs } = await documents.read(keyOf(host));
      return { state: stateOf(text), nowMs: clock?.nowMs() ?? nowMs };
    },
  };
}

function stateOf(text: string | undefined): SharedBreakerState | undefined {
  return text === undefined ? undefined : storedBreakerState.parse(JSON.parse(text));
}
