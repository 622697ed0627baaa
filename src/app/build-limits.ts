import type { Clock } from '../platform/clock.ts';
import { openRedis } from '../platform/redis.ts';
import { limitsOfPlan } from '../providers/api-sports/limits.ts';
import { type BreakerRegistry, createBreakerRegistry } from '../providers/http/breaker-registry.ts';
import { createSharedBreakers } from '../providers/http/breaker-store.ts';
import { createPostgresBreakerStore } from '../providers/http/breaker-store-postgres.ts';
import { createRedisBreakerStore } from '../providers/http/breaker-store-redis.ts';
import type { QuotaRules } from '../providers/http/quota-book-ledger.ts';
import type { QuotaLedger } from '../providers/http/quota-ledger.ts';
import { createPostgresQuotaLedger } from '../providers/http/quota-ledger-postgres.ts';
import { createRedisQuotaLedger } from '../providers/http/quota-ledger-redis.ts';
import { createQuotaOpening } from '../providers/http/quota-opening.ts';
import type { App } from './app.ts';
import { redisTarget } from './open-store.ts';

/** What all processes share about the providers' limits: how much is used, and who is given a rest. */
export type ProviderLimits = { ledger: QuotaLedger; breakers: BreakerRegistry; close: () => void };

/**
 * Opens ledger and breakers in the store that the queue lives in. Connects when first used. `ledgerClock` replaces
 * the store's clock in the ledger, for tests that move time.
 */
export function buildLimits(app: App, ledgerClock?: Pick<Clock, 'nowMs'>): ProviderLimits {
  const { config, secrets, database, clock, logger } = app;
  const { pool } = database;
  const limits = limitsOfPlan(config.provider.plan, config.provider.limits);
  const rules: QuotaRules = {
    limitsFor: () => limits,
    weightOf: (league) => config.provider.leagueWeights[league] ?? 1,
  };
  const moved = ledgerClock ? { clock: ledgerClock } : {};
  const { prefix } = config.queue;
  const target = redisTarget(secrets);
  const redis = target ? openRedis(target, 'producer', logger) : undefined;
  const shared = createSharedBreakers(
    redis ? createRedisBreakerStore({ redis, prefix }) : createPostgresBreakerStore({ pool }),
  );
  const breakers = createBreakerRegistry({ clock, sharing: { shared, clock, logger } });
  return {
    ledger: redis
      ? createRedisQuotaLedger({
          redis,
          prefix,
          ...rules,
          ...moved,
          opening: createQuotaOpening({ pool, clock, logger }),
        })
      : createPostgresQuotaLedger({ pool, ...rules, ...moved }),
    breakers,
    close() {
      breakers.shutdown();
      redis?.disconnect();
    },
  };
}
