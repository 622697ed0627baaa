import type { Cluster, Redis } from 'ioredis';
import type { Clock } from '../../platform/clock.ts';
import type { BreakerBook } from './breaker-book.ts';
import { type BreakerBookStore, storedBreakerBook } from './breaker-store.ts';
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
}: RedisBreakerStoreOptions): BreakerBookStore {
  const documents = createRedisDocuments(redis, KEPT_MS);
  const keyOf = (host: string): string => `${prefix}:provider-breaker:${host}`;

  return {
    async update(host, change) {
      let current = await documents.read(keyOf(host));
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const { book, answer } = change(bookOf(current.text), clock?.nowMs() ?? current.nowMs);
        if (!book) return answer;
        const conflict = await documents.replace(keyOf(host), current, JSON.stringify(book));
        if (!conflict) return answer;
        current = conflict;
      }
      throw new Error(`the breaker of ${host} is contended: no change got through in ${MAX_ROUNDS} rounds`);
    },
    async read(host) {
      const { text, nowMs } = await documents.read(keyOf(host));
      return { book: bookOf(text), nowMs: clock?.nowMs() ?? nowMs };
    },
  };
}

function bookOf(text: string | undefined): BreakerBook | undefined {
  return text === undefined ? undefined : storedBreakerBook.parse(JSON.parse(text));
}
