import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import { processTimeMs } from '../../platform/steady-clock.ts';
import { noDoubt } from './quota-doubt.ts';
import { openedState, type QuotaState } from './quota-state.ts';
import {
  type LedgerChange,
  type LedgerChangeOptions,
  createStoredLedger,
  type QuickGrant,
  type LedgerStore,
  type QuotaRules,
} from './stored-ledger.ts';
import type { QuotaLedger } from './quota-ledger.ts';
import type { QuotaOpening } from './quota-opening.ts';
import { QUICK_FIGURES, type QuickOrder } from './quota-quick.ts';
import { SETTLE_AND_RESERVE, REPLACE_STATE } from './quota-scripts-redis.ts';
import {
  callsFrom,
  sharingOf,
  sharingToStore,
  storedCalls,
  storedDoubt,
  storedEarmarks,
  storedSharing,
  storedWindows,
} from './stored-sharing.ts';

export type RedisQuotaLedgerOptions = QuotaRules & {
  redis: Pick<Redis | Cluster, 'eval'>;
  /** Key prefix with a hash tag, such as `{scoracle}`. */
  prefix: string;
  /** What is known elsewhere about a host whose state Redis does not have, or has lost. */
  opening: QuotaOpening;
  /** Replaces Redis' clock; for tests that move time. */
  clock?: Pick<Clock, 'nowMs'>;
  /**
   * Given the host's shared breaker, as it is stored, with every answer of Redis, and when that was asked for by
   * the steady clock (default: nobody is).
   */
  onBreaker?: (host: string, stored: unknown, askedAtMs: number) => void;
};

/**
 * The ledger in one Redis hash per host: what is ordinary is one script, the rest is changed by compare-and-set. A state
 * that is gone (Redis was emptied or replaced) is opened anew from what Postgres knows.
 */
export function createRedisQuotaLedger(options: RedisQuotaLedgerOptions): QuotaLedger {
  const ledger = createStoredLedger(createRedisStore(options), options);
  return {
    ...ledger,
    async settleAndReserve(host, order) {
      const results = await ledger.settleAndReserve(host, order);
      if (results.some((result) => 'ok' in result && result.ok)) await options.opening.noteUse(host);
      return results;
    },
    async reserve(request) {
      const outcome = await ledger.reserve(request);
      if (outcome.ok) await options.opening.noteUse(request.host);
      return outcome;
    },
  };
}

/** The state outlives the day that it counts. */
const KEPT_MS = 172_800_000;

const StoredState = z.object({
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
  windows: storedWindows,
});

const Reply = z
  .tuple([
    z.number(),
    z.string(),
    z.string(),
    z.string(),
    z.coerce.number(),
    z.coerce.number(),
    z.string(),
    z.string(),
  ])
  .transform(([done, version, text, revision, seconds, microseconds, breaker, granted]) => ({
    isDone: done === 1,
    version,
    text: text === '' ? undefined : text,
    revision,
    nowMs: seconds * 1000 + Math.floor(microseconds / 1000),
    breaker: breaker === '' ? undefined : (JSON.parse(breaker) as unknown),
    granted,
  }));

/** When each reservation was made; 0 for one that was not. */
const Granted = z.array(z.number());

/** Somebody wins every round, so even a hundred contenders are through long before this. */
const MAX_ROUNDS = 500;

/** A state that was read longer ago than this is read again before it is replaced: its time would be too old. */
const MAX_AGE_MS = 1_000;

/** What was read last; moments are those of this process's steady clock, `askedAtMs` when the look began. */
type Seen = {
  version: string;
  state: QuotaState | undefined;
  revision: string;
  nowMs: number;
  askedAtMs: number;
  atMs: number;
};

/** The store as its functions see it. */
type StoreParts = Required<Pick<RedisQuotaLedgerOptions, 'redis' | 'prefix' | 'opening' | 'onBreaker'>> & {
  clock: RedisQuotaLedgerOptions['clock'];
  steadyMs: () => number;
  lastSeen: Map<string, Seen>;
};

function createRedisStore({
  redis,
  prefix,
  opening,
  clock,
  onBreaker = () => undefined,
  steadyMs = processTimeMs,
}: RedisQuotaLedgerOptions): LedgerStore {
  const parts: StoreParts = { redis, prefix, opening, clock, onBreaker, steadyMs, lastSeen: new Map() };
  return {
    quick: {
      known: (host) => known(parts, host),
      settleAndReserve: (host, order) => settleAndReserve(parts, host, order),
    },
    update: (host, change, options) => update(parts, host, change, options),
  };
}

async function run(parts: StoreParts, host: string, script: string, ...values: (string | number)[]) {
  const { redis, prefix, steadyMs } = parts;
  const askedAtMs = steadyMs();
  const keys = [`${prefix}:provider-quota:${host}`, `${prefix}:provider-breaker:${host}`];
  const { breaker, text, ...reply } = Reply.parse(await redis.eval(script, 2, ...keys, ...values));
  parts.onBreaker(host, breaker, askedAtMs);
  const state = text === undefined ? undefined : stateOf(text);
  const seen: Seen = { ...reply, state, askedAtMs, atMs: steadyMs() };
  if (reply.version !== '') parts.lastSeen.set(host, seen);
  return { ...reply, seen };
}

async function read(parts: StoreParts, host: string): Promise<Seen> {
  return (await run(parts, host, REPLACE_STATE, -1, '', '', '', KEPT_MS)).seen;
}

function known(
  { lastSeen, clock, steadyMs }: StoreParts,
  host: string,
): { state: QuotaState; nowMs: number } | undefined {
  const last = lastSeen.get(host);
  if (last?.state === undefined) return undefined;
  const nowMs = clock?.nowMs() ?? last.nowMs + steadyMs() - last.atMs;
  return { state: last.state, nowMs };
}

async function settleAndReserve(
  parts: StoreParts,
  host: string,
  order: QuickOrder,
): Promise<readonly (QuickGrant | undefined)[] | undefined> {
  const revision = parts.lastSeen.get(host)?.revision ?? '';
  const dayStartMs = Date.parse(order.day);
  const moved = parts.clock ? { nowMs: parts.clock.nowMs() } : {};
  const conditions = { ...moved, revision, dayStartMs, figures: QUICK_FIGURES };
  const text = JSON.stringify({ ...withoutNulls(order), ...conditions });
  const { isDone, granted } = await run(parts, host, SETTLE_AND_RESERVE, text, KEPT_MS);
  if (!isDone) return undefined;
  return Granted.parse(JSON.parse(granted)).map((reservedAtMs) =>
    reservedAtMs === 0 ? undefined : { reservedAtMs },
  );
}

/** Reads the state and replaces it if nobody has written since, as often as somebody has. */
async function update<T>(
  parts: StoreParts,
  host: string,
  change: LedgerChange<T>,
  { sinceMs }: LedgerChangeOptions = {},
): Promise<T> {
  const last = parts.lastSeen.get(host);
  const isRecent = sinceMs !== undefined && last !== undefined && last.askedAtMs >= sinceMs;
  let current = isRecent ? last : await read(parts, host);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (parts.steadyMs() - current.atMs > MAX_AGE_MS) current = await read(parts, host);
    const nowMs = parts.clock?.nowMs() ?? current.nowMs;
    const stored = current.state;
    const before = stored ?? openedState(await parts.opening.read(host), nowMs);
    const { state, answer } = change(before, nowMs);
    // A state opened anew is kept even when nothing changed in it, so that it is opened once.
    const written = state ?? (stored ? undefined : before);
    if (!written) return answer;
    const { whole, sharing, rest } = textsOf(written);
    const reply = await run(parts, host, REPLACE_STATE, current.version, whole, sharing, rest, KEPT_MS);
    if (reply.isDone) return answer;
    current = reply.seen;
  }
  throw new Error(`the quota of ${host} is contended: no change got through in ${MAX_ROUNDS} rounds`);
}

/** Lua knows no null: what is not known is left out. Records of calls are in PostgreSQL. */
function withoutNulls({ reservations, ...order }: QuickOrder): object {
  const named = reservations.map(({ work, call: _call, ...reservation }) => {
    if (work === undefined) return reservation;
    return { ...reservation, work: work.ahead === null ? { id: work.id } : work };
  });
  return { ...order, reservations: named };
}

function stateOf(text: string): QuotaState {
  const { doubt, recentSends, inFlight, sharing, ...state } = StoredState.parse(JSON.parse(text));
  return {
    ...state,
    calls: callsFrom(inFlight, recentSends, sharing),
    sharing: sharingOf(sharing),
    doubt: doubt ?? noDoubt({ day: state.dayLimit, minute: state.minuteLimit }),
  };
}

/**
 * The state in a form that versions which list every call read too, all calls in `inFlight`; and its parts without what
 * only counts, which the script puts together again: members of `sharing`, and the other members.
 */
function textsOf({ calls, sharing, dayUsed, earmarks, windows, ...others }: QuotaState): {
  whole: string;
  sharing: string;
  rest: string;
} {
  const { dayUsed: usedByShare, ...shared } = sharingToStore(sharing);
  const membersOf = (value: object): string => JSON.stringify(value).slice(1, -1);
  const counts = membersOf({ recentSends: [], inFlight: calls, dayUsed, earmarks });
  const rest = membersOf(others);
  const sharingText = membersOf(shared);
  // Windows are last: workers of an earlier release keep them among the rest, and of two the last one is read.
  const shares = `{${sharingText},"dayUsed":${JSON.stringify(usedByShare)}}`;
  const whole = `{${counts},"sharing":${shares},${rest},${membersOf({ windows })}}`;
  return { whole, sharing: sharingText, rest };
}
