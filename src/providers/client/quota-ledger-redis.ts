import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { noDoubt } from './quota-doubt.ts';
import { openedBook, type QuotaBook } from './quota-book.ts';
import { createQuotaBookLedger, type QuotaBookStore, type QuotaRules } from './quota-book-ledger.ts';
import type { QuotaLedger } from './quota-ledger.ts';
import type { QuotaOpening } from './quota-opening.ts';
import { createRedisDocuments } from './redis-document.ts';
import { storedCalls, storedDoubt, storedEarmarks, storedSharing } from './stored-sharing.ts';

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

/** The book outlives the day that it counts. */
const KEPT_MS = 172_800_000;

const Book = z.object({
  recentSends: z.array(z.number()),
  inFlight: storedCalls,
  day: z.string(),
  dayUsed: z.number(),
  dayLimit: z.number().nullable(),
  minuteLimit: z.number().nullable(),
  blockedUntilMs: z.object({ second: z.number(), minute: z.number(), day: z.number() }),
  sharing: storedSharing,
  doubt: storedDoubt,
  earmarks: storedEarmarks,
});

/** Somebody wins every round, so even a hundred contenders are through long before this. */
const MAX_ROUNDS = 500;

function createRedisBookStore({ redis, prefix, opening, clock }: RedisQuotaLedgerOptions): QuotaBookStore {
  const documents = createRedisDocuments(redis, KEPT_MS);

  return {
    async update(host, change, signal) {
      signal?.throwIfAborted();
      const key = `${prefix}:provider-quota:${host}`;
      let current = await documents.read(key);
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const nowMs = clock?.nowMs() ?? current.nowMs;
        const stored = current.text === undefined ? undefined : bookOf(current.text);
        const before = stored ?? openedBook(await opening.read(host), nowMs);
        const { book, answer } = change(before, nowMs);
        // A book opened anew is kept even when nothing changed in it, so that it is opened once.
        const written = book ?? (stored ? undefined : before);
        if (!written) return answer;
        const conflict = await documents.replace(key, current, JSON.stringify(written));
        if (!conflict) return answer;
        current = conflict;
        signal?.throwIfAborted();
      }
      throw new Error(`the quota of ${host} is contended: no change got through in ${MAX_ROUNDS} rounds`);
    },
  };
}

function bookOf(text: string): QuotaBook {
  const { doubt, ...book } = Book.parse(JSON.parse(text));
  return { ...book, doubt: doubt ?? noDoubt({ day: book.dayLimit, minute: book.minuteLimit }) };
}
