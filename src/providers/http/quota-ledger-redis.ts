import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { emptyBook, type QuotaBook } from './quota-book.ts';
import { createQuotaBookLedger, type QuotaBookStore } from './quota-book-ledger.ts';
import type { QuotaLedger, QuotaLimits } from './quota-ledger.ts';

export type RedisQuotaLedgerOptions = {
  redis: Pick<Redis | Cluster, 'eval'>;
  /** Key prefix with a hash tag, such as `{scoracle}`. */
  prefix: string;
  limitsFor: (host: string) => QuotaLimits;
  /** Replaces Redis' clock; for tests that move time. */
  clock?: Pick<Clock, 'nowMs'>;
};

/** The ledger in one Redis hash per host, changed by compare-and-set. */
export function createRedisQuotaLedger(options: RedisQuotaLedgerOptions): QuotaLedger {
  return createQuotaBookLedger(createRedisBookStore(options), options.limitsFor);
}

/**
 * Writes the new book if nobody has written since the expected version was read, and answers with the current
 * version, book and time either way. Expecting version -1 only reads. The key outlives the day that it counts.
 */
const COMPARE_AND_SET = `
  local version = tonumber(redis.call('hget', KEYS[1], 'version') or '0')
  if version == tonumber(ARGV[1]) then
    version = version + 1
    redis.call('hset', KEYS[1], 'version', version, 'book', ARGV[2])
    redis.call('pexpire', KEYS[1], 172800000)
    return { 1, version, '', '0', '0' }
  end
  local time = redis.call('time')
  return { 0, version, redis.call('hget', KEYS[1], 'book') or '', time[1], time[2] }`;

const Reply = z.tuple([z.number(), z.number(), z.string(), z.coerce.number(), z.coerce.number()]);

const Book = z.object({
  recentSends: z.array(z.number()),
  inFlight: z.array(z.object({ id: z.string(), calls: z.number(), reservedAtMs: z.number() })),
  day: z.string(),
  dayUsed: z.number(),
  dayLimit: z.number().nullable(),
  minuteLimit: z.number().nullable(),
  blockedUntilMs: z.object({ second: z.number(), minute: z.number(), day: z.number() }),
});

/** Somebody wins every round, so even a hundred contenders are through long before this. */
const MAX_ROUNDS = 500;

function createRedisBookStore({ redis, prefix, clock }: RedisQuotaLedgerOptions): QuotaBookStore {
  async function compareAndSet(host: string, expectedVersion: number, book?: QuotaBook) {
    const key = `${prefix}:provider-quota:${host}`;
    const written = book ? JSON.stringify(book) : '';
    const reply = await redis.eval(COMPARE_AND_SET, 1, key, expectedVersion, written);
    const [wasWritten, version, stored, seconds, microseconds] = Reply.parse(reply);
    return {
      wasWritten: wasWritten === 1,
      version,
      stored,
      nowMs: clock?.nowMs() ?? seconds * 1000 + Math.floor(microseconds / 1000),
    };
  }

  return {
    async update(host, change, signal) {
      signal?.throwIfAborted();
      let current = await compareAndSet(host, -1);
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const { nowMs, stored, version } = current;
        const { book, answer } = change(stored ? Book.parse(JSON.parse(stored)) : emptyBook(nowMs), nowMs);
        if (!book) return answer;
        current = await compareAndSet(host, version, book);
        if (current.wasWritten) return answer;
        signal?.throwIfAborted();
      }
      throw new Error(`the quota of ${host} is contended: no change got through in ${MAX_ROUNDS} rounds`);
    },
  };
}
