import type { Logger } from '../../platform/logger.ts';
import type {
  QuotaLedger,
  QuotaOutcome,
  QuotaRequest,
  QuotaReservation,
  QuotaResult,
  QuotaSettlement,
} from './quota-ledger.ts';

/** While the store is away no more than this many settlements are kept; the oldest have run out long before. */
const MOST_SETTLEMENTS = 10_000;

/** Most reservations that one order asks for. */
const MOST_REQUESTS = 100;

/** A store that refused settlements is asked again after this. */
const RETRY_MS = 1_000;

export type BatchDeps = {
  ledger: Pick<QuotaLedger, 'settleAndReserve'>;
  logger: Logger;
  /** Settlements that no reservation takes along are written after this. */
  idleMs: number;
  /** Told of reservations that nobody uses. */
  onReturned: (reservation: QuotaReservation) => void;
};

type Waiting = {
  request: QuotaRequest;
  resolve: (outcome: QuotaOutcome) => void;
  reject: (reason: unknown) => void;
};

/** What a process wants of the ledger of one host: orders go one after the other, each with all that came meanwhile. */
export type QuotaBatch = {
  host: string;
  deps: BatchDeps;
  settlements: QuotaSettlement[];
  waiting: Waiting[];
  running: Promise<void> | undefined;
  timer: NodeJS.Timeout | undefined;
  isStoreAway: boolean;
};

export function createQuotaBatch(host: string, deps: BatchDeps): QuotaBatch {
  return {
    host,
    deps,
    settlements: [],
    waiting: [],
    running: undefined,
    timer: undefined,
    isStoreAway: false,
  };
}

/** Asks with the next order; everybody who asks in the same turn of the event loop comes along. */
export function reserveInBatch(batch: QuotaBatch, request: QuotaRequest): Promise<QuotaOutcome> {
  return new Promise((resolve, reject) => {
    batch.waiting.push({ request, resolve, reject });
    void start(batch);
  });
}

/** Settles with the next order. */
export function settleInBatch(batch: QuotaBatch, settlement: QuotaSettlement): void {
  batch.settlements.push(settlement);
  if (!batch.running) schedule(batch, batch.deps.idleMs);
}

/** Sends the settlements that wait. Never rejects: those that the store does not take are sent again later. */
export async function flushBatch(batch: QuotaBatch): Promise<void> {
  await batch.running;
  if (batch.settlements.length > 0) await start(batch);
}

/** Sends what is left, once, and tells of what the store does not take. */
export async function closeBatch(batch: QuotaBatch): Promise<void> {
  clearTimeout(batch.timer);
  await flushBatch(batch);
  clearTimeout(batch.timer);
  const { host, settlements, deps } = batch;
  if (settlements.length > 0) {
    const calls = settlements.length;
    deps.logger.warn({ host, calls }, 'settlements of calls are lost: the calls count until they run out');
  }
}

function schedule(batch: QuotaBatch, delayMs: number): void {
  batch.timer ??= setTimeout(() => {
    batch.timer = undefined;
    void flushBatch(batch);
  }, delayMs).unref();
}

function start(batch: QuotaBatch): Promise<void> {
  clearTimeout(batch.timer);
  batch.timer = undefined;
  batch.running ??= run(batch);
  return batch.running;
}

async function run(batch: QuotaBatch): Promise<void> {
  // Everybody who asks in this turn comes along.
  await Promise.resolve();
  do await sendOrder(batch);
  while (batch.waiting.length > 0);
  // Nothing is waited for between the last look and this, so that nobody is left behind.
  batch.running = undefined;
  if (batch.settlements.length > 0) schedule(batch, batch.isStoreAway ? RETRY_MS : batch.deps.idleMs);
}

async function sendOrder(batch: QuotaBatch): Promise<void> {
  const { host, deps } = batch;
  const asking = batch.waiting.splice(0, MOST_REQUESTS).filter((one) => !isGivenUp(one));
  const { settlements } = batch;
  batch.settlements = [];
  if (asking.length === 0 && settlements.length === 0) return;
  try {
    const requests = asking.map(({ request }) => request);
    const results = await deps.ledger.settleAndReserve(host, { settlements, requests });
    batch.isStoreAway = false;
    for (const [index, one] of asking.entries()) tell(batch, one, results[index]);
  } catch (error) {
    batch.settlements = [...settlements, ...batch.settlements].slice(-MOST_SETTLEMENTS);
    for (const one of asking) one.reject(error);
    if (!batch.isStoreAway) deps.logger.warn({ err: error, host }, 'provider quota could not be updated');
    batch.isStoreAway = true;
  }
}

function isGivenUp({ request: { signal }, reject }: Waiting): boolean {
  if (!signal?.aborted) return false;
  reject(signal.reason);
  return true;
}

/** A reservation is given back where the caller gave up while the store was asked. */
function tell(batch: QuotaBatch, one: Waiting, result: QuotaResult | undefined): void {
  if (!result || result instanceof RangeError) {
    one.reject(result ?? new Error('the ledger did not answer'));
    return;
  }
  if (result.ok && one.request.signal?.aborted) giveBack(batch, result.reservation);
  if (!isGivenUp(one)) one.resolve(result);
}

/** Settles a reservation whose calls were never sent. */
export function giveBack(batch: QuotaBatch, reservation: QuotaReservation): void {
  batch.deps.onReturned(reservation);
  settleInBatch(batch, { reservation, wasSent: false });
}
