import { withDeadline } from '../platform/deadline.ts';
import type { Clock } from '../platform/clock.ts';
import { lastKnown } from '../platform/last-known.ts';
import { openRedis } from '../platform/redis.ts';
import type { BreakerSnapshot } from '../providers/client/breaker.ts';
import { createBatchedQuotaLedger } from '../providers/client/batched-quota.ts';
import { type BreakerRegistry, createBreakerRegistry } from '../providers/client/breaker-registry.ts';
import { createSharedBreakers } from '../providers/client/breaker-store.ts';
import { createPostgresBreakerStore } from '../providers/client/breaker-store-postgres.ts';
import { createRedisBreakerStore } from '../providers/client/breaker-store-redis.ts';
import type { QuotaRules } from '../providers/client/stored-ledger.ts';
import type { QuotaLedger, QuotaSnapshot } from '../providers/client/quota-ledger.ts';
import { createPostgresQuotaLedger } from '../providers/client/quota-ledger-postgres.ts';
import { createRedisQuotaLedger } from '../providers/client/quota-ledger-redis.ts';
import { buildRunSources } from './run-sources.ts';
import { createUsageRecorder, type UsageRecorder } from '../monitoring/quota/usage-recorder.ts';
import { createQuotaOpening, createSpentReader } from '../providers/client/quota-opening.ts';
import { createRecentCallsReader } from '../providers/client/recent-calls.ts';
import type { App } from './app.ts';
import { redisTarget } from './redis-target.ts';

/** What all processes share about the providers' limits: how much is used, and who is given a rest. */
export type ProviderLimits = {
  ledger: QuotaLedger;
  breakers: BreakerRegistry;
  /** Records of calls; a ledger in the same database takes them along. */
  usage: UsageRecorder;
  close: () => Promise<void>;
};

/** A Redis in order answers within milliseconds. */
const PATIENCE_MS = 1_000;

/**
 * Opens ledger and breakers in the store that the queue lives in. Connects when first used. `ledgerClock` replaces
 * the store's clock in the ledger, for tests that move time.
 */
export function buildLimits(app: App, ledgerClock?: Pick<Clock, 'nowMs'>): ProviderLimits {
  const { config, secrets, database, clock, logger, registry } = app;
  const { pool } = database;
  const rules: QuotaRules = {
    limitsFor(host) {
      const found = registry.atHost(host);
      if (!found) throw new RangeError(`there is no provider at ${host}`);
      return found.provider.limits;
    },
    weightOf: (league) => app.leagueWeights[league.toLowerCase()] ?? 1,
    spentSince: createSpentReader({ pool }),
  };
  const moved = ledgerClock ? { clock: ledgerClock } : {};
  const { prefix } = config.queue;
  const target = redisTarget(secrets);
  const redis = target ? openRedis(target, 'producer', logger) : undefined;
  const shared = createSharedBreakers(
    redis ? createRedisBreakerStore({ redis, prefix }) : createPostgresBreakerStore({ pool }),
  );
  const usage = createUsageRecorder({ db: database.db, logger, sources: buildRunSources(app) });
  const recentCalls = createRecentCallsReader({ pool });
  const breakers = createBreakerRegistry({ clock, sharing: { shared, clock, logger, recentCalls } });
  const ledgerRules = { ...rules, ...moved, onBreaker: breakers.follow };
  const stored = redis
    ? createRedisQuotaLedger({
        redis,
        prefix,
        ...ledgerRules,
        opening: createQuotaOpening({ pool, clock, logger }),
      })
    : createPostgresQuotaLedger({ pool, ...ledgerRules, records: usage.carried });
  const ledger = createBatchedQuotaLedger({
    ledger: stored,
    logger,
    onReturned: ({ record }) => record && usage.neverSent(record),
  });
  const close = async (): Promise<void> => {
    await ledger.close();
    await usage.close();
    breakers.shutdown();
    redis?.disconnect();
  };
  if (!redis) return { ledger, breakers, usage, close };
  return {
    ledger: withPatience(ledger, clock),
    breakers: breakersWithPatience(breakers, clock),
    usage,
    close,
  };
}

/** People look at these figures: a Redis that hangs must not keep them waiting. */
function withPatience(ledger: QuotaLedger, clock: Clock): QuotaLedger {
  const readers = new Map<string, () => Promise<QuotaSnapshot>>();
  return {
    ...ledger,
    snapshot(host) {
      const reader =
        readers.get(host) ?? lastKnown(() => ledger.snapshot(host), { clock, patienceMs: PATIENCE_MS });
      readers.set(host, reader);
      return reader();
    },
  };
}

function breakersWithPatience(breakers: BreakerRegistry, clock: Clock): BreakerRegistry {
  const readers = new Map<string, () => Promise<BreakerSnapshot[]>>();
  const deadline = { what: 'the store of the breakers', deadlineMs: 2 * PATIENCE_MS };
  return {
    ...breakers,
    snapshots(hosts) {
      const key = hosts.join(' ');
      const reader =
        readers.get(key) ?? lastKnown(() => breakers.snapshots(hosts), { clock, patienceMs: PATIENCE_MS });
      readers.set(key, reader);
      return reader();
    },
    reset: (...order) => withDeadline(clock, deadline, () => breakers.reset(...order)),
  };
}
