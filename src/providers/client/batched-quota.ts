import type { Logger } from '../../platform/logger.ts';
import type {
  QuotaLedger,
  QuotaOutcome,
  QuotaRequest,
  QuotaReservation,
  QuotaResult,
  QuotaSettlement,
} from './quota-ledger.ts';

/** A ledger whose settlements travel with later reservations. */
export type BatchedQuotaLedger = QuotaLedger & {
  /** Writes what is left. Never rejects: what cannot be written counts as under way until it runs out. */
  close: () => Promise<void>;
};

export type BatchedQuotaOptions = {
  ledger: QuotaLedger;
  logger: Logger;
  /** Settlements that no reservation takes along are written after this (default 250 ms). */
  idleMs?: number;
};

/** While the store is away no more than this many settlements are kept; the oldest have run out long before. */
const MOST_SETTLEMENTS = 10_000;

/** Most reservations that one exchange asks for. */
const MOST_REQUESTS = 100;

/** A store that refused settlements is asked again after this. */
const RETRY_MS = 1_000;

/**
 * One exchange at a time per host: what a process wants meanwhile goes together with the next one, and the settlement
 * of a call travels with the reservation of a later one. `commit` and `refund` resolve at once. A kill loses what was
 * not sent yet, so that those calls count as under way until they run out.
 */
export function createBatchedQuotaLedger({
  ledger,
  logger,
  idleMs = 250,
}: BatchedQuotaOptions): BatchedQuotaLedger {
  const batches = new Map<string, HostBatch>();

  function batchOf(host: string): HostBatch {
    const known = batches.get(host) ?? createHostBatch(host, { ledger, logger, idleMs });
    batches.set(host, known);
    return known;
  }

  const flushed = async (host: string): Promise<void> => batches.get(host)?.flush();

  return {
    ...ledger,
    reserve: (request) => batchOf(request.host).reserve(request),
    async commit(reservation, headers = {}) {
      batchOf(reservation.host).settle({ reservation, wasSent: true, headers });
    },
    async refund(reservation) {
      batchOf(reservation.host).settle({ reservation, wasSent: false });
    },
    // What the provider says of itself is entered after the answers that were before it.
    async noteRefused(host, window, retryAtMs) {
      await flushed(host);
      await ledger.noteRefused(host, window, retryAtMs);
    },
    async noteDailyUsage(host, usage) {
      await flushed(host);
      await ledger.noteDailyUsage(host, usage);
    },
    async snapshot(host) {
      await flushed(host);
      return ledger.snapshot(host);
    },
    async close() {
      await Promise.all([...batches.values()].map((batch) => batch.close()));
    },
  };
}

type HostBatch = {
  reserve: (request: QuotaRequest) => Promise<QuotaOutcome>;
  settle: (settlement: QuotaSettlement) => void;
  /** Sends the settlements that wait. Never rejects: those that the store does not take are sent again later. */
  flush: () => Promise<void>;
  close: () => Promise<void>;
};

type Waiting = {
  request: QuotaRequest;
  resolve: (outcome: QuotaOutcome) => void;
  reject: (reason: unknown) => void;
};

function createHostBatch(host: string, { ledger, logger, idleMs }: Required<BatchedQuotaOptions>): HostBatch {
  let settlements: QuotaSettlement[] = [];
  const waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStoreAway = false;

  function schedule(delayMs: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void flush();
    }, delayMs).unref();
  }

  function start(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    running ??= run();
    return running;
  }

  async function run(): Promise<void> {
    // Everybody who asks in this turn comes along.
    await Promise.resolve();
    do await exchangeOnce();
    while (waiting.length > 0);
    // Nothing is waited for between the last look and this, so that nobody is left behind.
    running = undefined;
    if (settlements.length > 0) schedule(isStoreAway ? RETRY_MS : idleMs);
  }

  async function exchangeOnce(): Promise<void> {
    const asking = waiting.splice(0, MOST_REQUESTS).filter((one) => !isGivenUp(one));
    const settling = settlements;
    settlements = [];
    if (asking.length === 0 && settling.length === 0) return;
    try {
      const requests = asking.map(({ request }) => request);
      const results = await ledger.exchange(host, { settlements: settling, requests });
      isStoreAway = false;
      for (const [index, one] of asking.entries()) tell(one, results[index]);
    } catch (error) {
      settlements = [...settling, ...settlements].slice(-MOST_SETTLEMENTS);
      for (const one of asking) one.reject(error);
      if (!isStoreAway) logger.warn({ err: error, host }, 'provider quota could not be updated');
      isStoreAway = true;
    }
  }

  function isGivenUp({ request: { signal }, reject }: Waiting): boolean {
    if (!signal?.aborted) return false;
    reject(signal.reason);
    return true;
  }

  /** Whoever gave up while the store was asked does not use what he got. */
  function tell(one: Waiting, result: QuotaResult | undefined): void {
    if (!result || result instanceof RangeError) {
      one.reject(result ?? new Error('the ledger did not answer'));
      return;
    }
    if (result.ok && one.request.signal?.aborted) settle(neverSent(result.reservation));
    if (!isGivenUp(one)) one.resolve(result);
  }

  function settle(settlement: QuotaSettlement): void {
    settlements.push(settlement);
    if (!running) schedule(idleMs);
  }

  async function flush(): Promise<void> {
    await running;
    if (settlements.length > 0) await start();
  }

  return {
    settle,
    flush,
    reserve: (request) =>
      new Promise((resolve, reject) => {
        waiting.push({ request, resolve, reject });
        void start();
      }),
    async close() {
      clearTimeout(timer);
      await flush();
      clearTimeout(timer);
      if (settlements.length > 0) {
        const calls = settlements.length;
        logger.warn({ host, calls }, 'settlements of calls are lost: the calls count until they run out');
      }
    },
  };
}

function neverSent(reservation: QuotaReservation): QuotaSettlement {
  return { reservation, wasSent: false };
}
