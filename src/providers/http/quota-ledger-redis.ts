import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { openedBook, type QuotaBook } from './quota-book.ts';
import { createQuotaBookLedger, type QuotaBookStore, type QuotaRules } from './quota-book-ledger.ts';
import type { QuotaLedger } from './quota-ledger.ts';
import type { QuotaOpening } from './quota-opening.ts';
import { storedCalls, storedSharing } from './stored-sharing.ts';

export type RedisQuotaLedgerOptions = QuotaRules & {
  redis: Pick<Redis | Cluster, 'eval'>;
  /** Key prefix with a hash tag, such as `{scoracle}`. */
  prefix: string;
  /** What is known elsewhere about a host whose book Redis does not have, or has lost. */
  opening: QuotaOpening;
  /** Replaces Redis' clock; for tests that move time. */
  clock?: Pick<Clock, 'nowMs'>;
};

/**
 * The ledger in one Redis hash per host, changed by compare-and-set. A book that is gone (Redis was emptied or
 * replaced) is opened anew from what Postgres knows.
 */
export function createRedisQuotaLedger(options: RedisQuotaLedgerOptions): QuotaLedger {
  const ledger = createQuotaBookLedger(createRedisBookStore(options), options);
  return {
    ...ledger,
    async reserve(request) {
      const outcome = await ledger.reserve(request);
      if (outcome.ok) await options.opening.noteUse(request.host);
      return outcome;
    },
  };
}

/**
 * Writes the new book if nobody has written since the expected version was read, and answers with the current
 * version, book and time either way. Expecting version -1 only reads. The key outlives the day that it counts.
 */
const COMPARE_AND_SET = `
  local version = tonumber(redis.call('hget', KEYS[1], 'version') or '0')
  if version == tonumber(ARGV[1]) then
    if version == 0 then
      local began = redis.call('time')
      version = tonumber(began[1]) * 1000000 + tonumber(began[2])
    end
    version = string.format('%.0f', version + 1)
    redis.call('hset', KEYS[1], 'version', version, 'book', ARGV[2])
    redis.call('pexpire', KEYS[1], 172800000)
    return { 1, tonumber(version), '', '0', '0' }
  end
  local time = redis.call('time')
  return { 0, version, redis.call('hget', KEYS[1], 'book') or '', time[1], time[2] }`;

const Reply = z.tuple([z.number(), z.number(), z.string(), z.coerce.number(), z.coerce.number()]);

const Book = z.object({
  recentSends: z.array(z.number()),
  inFlight: storedCalls,
  day: z.string(),
  dayUsed: z.number(),
  dayLimit: z.number().nullable(),
  minuteLimit: z.number().nullable(),
  blockedUntilMs: z.object({ second: z.number(), minute: z.number(), day: z.number() }),
  sharing: storedSharing,
});

/** Somebody wins every round, so even a hundred contenders are through long before this. */
const MAX_ROUNDS = 500;

function createRedisBookStore({ redis, prefix, opening, clock }: RedisQuotaLedgerOptions): QuotaBookStore {
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
        const before = stored ? Book.parse(JSON.parse(stored)) : openedBook(await opening.read(host), nowMs);
        const { book, answer } = change(before, nowMs);
        // A book opened anew is kept even when nothing changed in it, so that it is opened once.
        const written = book ?? (stored ? undefined : before);
        if (!written) return answer;
        current = await compareAndSet(host, version, written);
        if (current.wasWritten) return answer;
        signal?.throwIfAborted();
      }
      throw new Error(`the quota of ${host} is contended: no change got through in ${MAX_ROUNDS} rounds`);
    },
  };
}
