import type { Database } from '../db/database.ts';
import type { Logger } from '../platform/logger.ts';
import type { Tracer } from '../platform/tracing/tracer.ts';
import { inBackground } from '../platform/in-background.ts';
import type { LedgerSource } from './ledger/open-items.ts';
import { LEDGER_SOURCES } from './ledger/sources.ts';
import type { QueueStore } from './store.ts';

/** Items published in one round: read, add, mark. */
const PAGE = 5_000;

export type Publisher = {
  /**
   * Publishes every item of durable work that the queue has not acknowledged. Safe to call at any time, from several processes
   * at once: job ids are deterministic. Returns how many were published; rejects when the queue is out of reach,
   * and then the rest stays for the next call.
   */
  publishPending: (onProgress?: (published: number) => void) => Promise<number>;
  /**
   * The same for callers whose own work is done already: a queue that fails is logged, and what it has not taken stays
   * for the next call.
   */
  tryPublishPending: () => Promise<PublishOutcome>;
};

/** How far publishing came. */
export type PublishOutcome = {
  /** Items that the queue has taken. */
  published: number;
  /** Whether the queue failed on the rest. */
  isCutShort: boolean;
};

export function createPublisher(options: {
  db: Database;
  store: QueueStore;
  logger: Logger;
  tracer: Tracer;
}): Publisher {
  const { db, store, logger, tracer } = options;

  async function publishPending(onProgress?: (published: number) => void): Promise<number> {
    let published = 0;
    for (const source of LEDGER_SOURCES) {
      const before = published;
      published += await publishOf(source, (count) => onProgress?.(before + count));
    }
    return published;
  }

  async function publishOf(source: LedgerSource, onProgress: (published: number) => void): Promise<number> {
    let published = 0;
    let reading = inBackground(source.unpublished(db, 0, PAGE));
    let marking: Promise<unknown> = Promise.resolve();
    for (;;) {
      const items = await reading;
      const last = items.at(-1);
      if (!last) {
        await marking;
        return published;
      }
      // While the queue takes this page, the database reads the next one and notes the one before.
      reading = inBackground(source.unpublished(db, last.itemId, PAGE));
      await tracer.span('queue.publish', { attributes: { 'scoracle.tasks': items.length } }, () =>
        // What is due already is delivered in the order in which it is added: the oldest first.
        store.addJobs(
          items.toSorted((one, other) => one.delayMs - other.delayMs).map((item) => item.toJob()),
        ),
      );
      await marking;
      marking = inBackground(source.markEnqueued(db, items));
      published += items.length;
      onProgress(published);
    }
  }

  return {
    publishPending,
    async tryPublishPending() {
      let published = 0;
      try {
        published = await publishPending((count) => (published = count));
        return { published, isCutShort: false };
      } catch (error) {
        logger.warn({ err: error, published }, 'tasks could not be published now, they are published later');
        return { published, isCutShort: true };
      }
    },
  };
}
