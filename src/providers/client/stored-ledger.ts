import { randomBytes } from 'node:crypto';
import { processTimeMs, type SteadyClock } from '../../platform/steady-clock.ts';
import { broughtUpToDate, knowsDemand, type QuotaState, refunded, withDemand } from './quota-state.ts';
import { decideReservation } from './quota-decision.ts';
import type {
  CallRow,
  QuotaLedger,
  QuotaLimits,
  QuotaOrder,
  QuotaOutcome,
  QuotaRequest,
  QuotaReservation,
  QuotaResult,
  QuotaSettlement,
  QuotaSnapshot,
} from './quota-ledger.ts';
import { type QuickOrder, quickOrder } from './quota-quick.ts';
import { type LimitWindow, windowKey } from './limit-window.ts';
import type { WeightOf } from './quota-sharing.ts';
import { snapshotOf } from './quota-snapshot.ts';
import { committed, isSoundUsage, refused, withDailyUsage, withPeriodUse } from './quota-told.ts';
import { longerThanUsual } from './quota-windows.ts';
import { type Amounts, countsSinceMs, isPlausibleCount, openedCount, uncounted } from './window-counts.ts';

/** What a store does with a state: the new state (none when nothing changed) and an answer for the caller. */
export type LedgerChange<T> = (state: QuotaState, nowMs: number) => { state?: QuotaState; answer: T };

export type LedgerChangeOptions = {
  /** Whether the change must outlive a crash of the store that follows at once. */
  isDurable?: boolean;
  /** A state that was asked for since this moment of the steady clock need not be read again. */
  sinceMs?: number;
};

/**
 * Keeps one state per host. `update` hands the stored state and the store's time to `change` and writes what it
 * returns, with nobody else's change in between; `change` is pure and may be called again on a conflict.
 */
export type LedgerStore = {
  update: <T>(host: string, change: LedgerChange<T>, options?: LedgerChangeOptions) => Promise<T>;
  /**
   * Looks at the state without keeping anybody from changing it; undefined where there is none yet. A store without
   * it is looked at by a change that changes nothing.
   */
  look?: <T>(host: string, read: (state: QuotaState, nowMs: number) => T) => Promise<T | undefined>;
  quick?: QuickLedgerStore;
};

/** A store that checks and counts by itself, in one round trip, where the rules have no more to say. */
export type QuickLedgerStore = {
  /** The state as it was seen last, without what only counts, and the store's time now; undefined before the first look. */
  known: (host: string) => { state: QuotaState; nowMs: number } | undefined;
  /**
   * Settles and reserves, if the state still says what it did: otherwise does nothing and answers undefined. Answers
   * with each reservation that was made; undefined for one whose conditions do not hold.
   */
  settleAndReserve: (
    host: string,
    order: QuickOrder,
  ) => Promise<readonly (QuickGrant | undefined)[] | undefined>;
};

/** When a reservation was made, and the row of its call where the store recorded that. */
export type QuickGrant = { reservedAtMs: number; record?: CallRow | undefined };

/** The rules of a ledger: what a host takes, and how leagues weigh against each other (evenly by default). */
export type QuotaRules = {
  limitsFor: (host: string) => QuotaLimits;
  weightOf?: WeightOf | undefined;
  /** The clock by which a process knows what it read before what (default: its own). */
  steadyMs?: SteadyClock;
  /** What the records of calls say a host was asked for since a moment (default: nothing). */
  spentSince?: SpentSince | undefined;
};

/** Calls to a host since a moment, and what they cost. */
export type SpentSince = (host: string, sinceMs: number) => Promise<Amounts>;

type NamedRequest = QuotaRequest & { id: string };
type NamedOrder = { settlements: readonly QuotaSettlement[]; requests: readonly NamedRequest[] };

/** A ledger as its functions see it. */
type LedgerParts = Required<Omit<QuotaRules, 'weightOf' | 'spentSince'>> & {
  store: LedgerStore;
  weightOf: WeightOf;
  spentSince: SpentSince;
};

/** The ledger over any store: the rules are those of the quota ledger, the same for every store. */
export function createStoredLedger(
  store: LedgerStore,
  { limitsFor, weightOf = () => 1, steadyMs = processTimeMs, spentSince = NOTHING_SPENT }: QuotaRules,
): QuotaLedger {
  const parts: LedgerParts = { store, limitsFor, weightOf, steadyMs, spentSince };
  return {
    settleAndReserve: (host, order) => settleAndReserve(parts, host, order),
    async reserve(request) {
      request.signal?.throwIfAborted();
      const [result] = await settleAndReserve(parts, request.host, { settlements: [], requests: [request] });
      if (!result || result instanceof RangeError) throw result ?? new Error('the ledger did not answer');
      return result;
    },
    async commit(reservation, headers = {}) {
      const settlements = [{ reservation, wasSent: true as const, headers }];
      await settleAndReserve(parts, reservation.host, { settlements, requests: [] });
    },
    async refund(reservation) {
      const settlements = [{ reservation, wasSent: false as const }];
      await settleAndReserve(parts, reservation.host, { settlements, requests: [] });
    },
    noteRefused: (host, window, retryAtMs) =>
      changed(store, host, (state, nowMs) => refused(state, window, retryAtMs, nowMs), { isDurable: true }),
    async noteDailyUsage(host, usage) {
      if (!isSoundUsage(usage)) return;
      await changed(store, host, (state, nowMs) => withDailyUsage(state, usage, nowMs), { isDurable: true });
    },
    async notePeriodUse(host, use) {
      if (!isPlausibleCount(use.used)) return;
      await changed(store, host, (state, nowMs) => withPeriodUse(state, use, nowMs), { isDurable: true });
    },
    noteDemand: (host, demand) =>
      store.update(host, (stored, nowMs) => {
        const state = broughtUpToDate(stored, nowMs);
        const isKnown = knowsDemand(state, demand, nowMs);
        return { ...(isKnown ? {} : { state: withDemand(state, demand, nowMs) }), answer: undefined };
      }),
    snapshot: (host) => snapshot(parts, host),
  };
}

/** Changes a state that is brought up to date first. */
function changed(
  store: LedgerStore,
  host: string,
  change: (state: QuotaState, nowMs: number) => QuotaState,
  options?: LedgerChangeOptions,
): Promise<void> {
  return store.update(
    host,
    (stored, nowMs) => ({ state: change(broughtUpToDate(stored, nowMs), nowMs), answer: undefined }),
    options,
  );
}

async function snapshot({ store, limitsFor }: LedgerParts, host: string): Promise<QuotaSnapshot> {
  const read = (stored: QuotaState, nowMs: number): QuotaSnapshot =>
    snapshotOf(host, broughtUpToDate(stored, nowMs), limitsFor(host), nowMs);
  const seen = await store.look?.(host, read);
  return seen ?? store.update(host, (stored, nowMs) => ({ answer: read(stored, nowMs) }));
}

async function settleAndReserve(
  parts: LedgerParts,
  host: string,
  { settlements, requests }: QuotaOrder,
): Promise<readonly QuotaResult[]> {
  // A state must be read after the calls that it settles were answered: its time is the time of the answers.
  const sinceMs = parts.steadyMs();
  const named = requests.map((request) => ({ ...request, id: randomBytes(9).toString('base64url') }));
  const quick = await settleAndReserveQuickly(parts, host, { settlements, requests: named });
  const left = named.filter(({ id }) => quick?.get(id) === undefined);
  const isOver = quick !== undefined && left.length === 0;
  const rest = { settlements: quick ? [] : settlements, requests: left };
  const byRules = isOver ? undefined : await settleAndReserveByRules(parts, host, rest, sinceMs);
  return named.map(({ id }) => {
    const result = quick?.get(id) ?? byRules?.get(id);
    if (!result) throw new Error('a request of calls was not answered');
    return result;
  });
}

/** What the store can decide by counting alone; the requests that it could not are left. */
async function settleAndReserveQuickly(
  parts: LedgerParts,
  host: string,
  order: NamedOrder,
): Promise<ReadonlyMap<string, QuotaOutcome> | undefined> {
  const grants = await grantsOf(parts, host, order);
  if (!grants) return undefined;
  const granted = order.requests.flatMap((request, index) => {
    const grant = grants[index];
    return grant === undefined ? [] : [[request.id, grantedTo(request, grant)] as const];
  });
  return new Map(granted);
}

/** Asks again when the state has changed since it was seen: the answer brought the new one. */
async function grantsOf(
  { store, limitsFor }: LedgerParts,
  host: string,
  { settlements, requests }: NamedOrder,
): Promise<readonly (QuickGrant | undefined)[] | undefined> {
  const rules = { configured: limitsFor(host) };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const known = store.quick?.known(host);
    const order = known && quickOrder(known.state, settlements, requests, rules, known.nowMs);
    if (!store.quick || !order) return undefined;
    const grants = await store.quick.settleAndReserve(host, order);
    if (grants) return grants;
  }
  return undefined;
}

async function settleAndReserveByRules(
  { store, limitsFor, weightOf, spentSince }: LedgerParts,
  host: string,
  order: NamedOrder,
  sinceMs: number,
): Promise<ReadonlyMap<string, QuotaResult>> {
  const rules = { configured: limitsFor(host), weightOf };
  const { more = [] } = rules.configured;
  const change: LedgerChange<ReadonlyMap<string, QuotaResult> | Uncounted> = (stored, nowMs) => {
    const windows = uncounted(stored.windows, more);
    if (windows.length > 0) return { answer: { windows, nowMs } };
    return settledAndReserved(stored, order, rules, nowMs);
  };
  // What is counted over hours and months must not be lost with the last moment before a crash.
  const options = { sinceMs, isDurable: more.length > 0 };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const answer = await store.update(host, change, options);
    if (!('windows' in answer)) return answer;
    await openWindows(store, host, answer, spentSince);
  }
  throw new Error(`the windows of ${host} are lost again and again`);
}

const NOTHING_SPENT: SpentSince = () => Promise.resolve({ calls: 0, credits: 0 });

/** Windows of a host that its state does not count, by the store's clock. */
type Uncounted = { windows: readonly LimitWindow[]; nowMs: number };

/** Opens windows from the records of calls. */
async function openWindows(
  store: LedgerStore,
  host: string,
  missing: Uncounted,
  spentSince: SpentSince,
): Promise<void> {
  const opened = await Promise.all(
    missing.windows.map(async (window) => {
      const spent = await spentSince(host, countsSinceMs(window, missing.nowMs));
      return [windowKey(window), openedCount(window, spent[window.counts], missing.nowMs)] as const;
    }),
  );
  await store.update(
    host,
    (state) => ({
      state: { ...state, windows: { ...Object.fromEntries(opened), ...state.windows } },
      answer: undefined,
    }),
    { isDurable: true },
  );
}

/** The state after an order, and what came of each request. */
function settledAndReserved(
  stored: QuotaState,
  { settlements, requests }: NamedOrder,
  rules: { configured: QuotaLimits; weightOf: WeightOf },
  nowMs: number,
): { state?: QuotaState; answer: ReadonlyMap<string, QuotaResult> } {
  const results = new Map<string, QuotaResult>();
  let isChanged = settlements.length > 0;
  let state = settlements.reduce(
    (before, settlement) => settled(before, settlement, nowMs),
    broughtUpToDate(stored, nowMs),
  );
  for (const request of requests) {
    const decision = decided(state, request, rules, nowMs);
    if (decision instanceof RangeError) {
      results.set(request.id, decision);
      continue;
    }
    isChanged ||= decision.state !== undefined;
    state = decision.state ?? state;
    results.set(request.id, decision.ok ? grantedTo(request, { reservedAtMs: nowMs }) : decision.denial);
  }
  return isChanged ? { state, answer: results } : { answer: results };
}

function settled(state: QuotaState, settlement: QuotaSettlement, nowMs: number): QuotaState {
  const { reservation } = settlement;
  return settlement.wasSent
    ? committed(state, reservation, settlement.headers, nowMs)
    : refunded(state, reservation, nowMs);
}

/** One request that no window ever takes must not fail the others. */
function decided(
  ...[state, request, rules, nowMs]: Parameters<typeof decideReservation>
): ReturnType<typeof decideReservation> | RangeError {
  try {
    return decideReservation(state, request, rules, nowMs);
  } catch (error) {
    if (error instanceof RangeError) return error;
    throw error;
  }
}

function grantedTo(
  { id, host, calls, credits, share, timeoutMs }: NamedRequest,
  { reservedAtMs, record }: QuickGrant,
): QuotaOutcome {
  const longerMs = longerThanUsual(timeoutMs);
  const reservation: QuotaReservation = {
    id,
    host,
    calls,
    reservedAtMs,
    ...(credits === undefined ? {} : { credits }),
    ...(longerMs > 0 ? { longerMs } : {}),
    ...(record ? { record } : {}),
  };
  return { ok: true, reservation: share === undefined ? reservation : { ...reservation, share } };
}
