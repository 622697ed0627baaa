import { z } from 'zod';
import { Day, EpochMs, Instant, SportName } from './values.ts';

const Window = z.strictObject({ used: z.number(), limit: z.number() });

/** The shared ledger of one host's quota, as workers see it. */
const QuotaSchema = z
  .strictObject({
    host: z.string(),
    atMs: EpochMs,
    second: Window,
    minute: Window,
    day: Window.extend({ date: Day, resetAtMs: EpochMs }),
    configured: z.strictObject({ perSecond: z.number(), perMinute: z.number(), perDay: z.number() }),
    told: z.strictObject({ perMinute: z.number().nullable(), perDay: z.number().nullable() }),
    doubtedSinceMs: EpochMs.nullable(),
    areHeadersDistrusted: z.boolean(),
    earmarked: z.number(),
    inFlight: z.number(),
    minuteByShare: z.record(z.string(), z.number()),
    waitingShares: z.array(z.string()),
    blockedUntilMs: z.strictObject({
      second: EpochMs.nullable(),
      minute: EpochMs.nullable(),
      day: EpochMs.nullable(),
    }),
  })
  .meta({ id: 'Quota' });

const BreakerSchema = z
  .strictObject({
    host: z.string(),
    isShared: z.boolean(),
    state: z.enum(['closed', 'open', 'half_open']),
    sinceMs: EpochMs.nullable(),
    retryAtMs: EpochMs.nullable(),
    reason: z.string().nullable(),
    counts: z.strictObject({
      calls: z.int(),
      failures: z.int(),
      successes: z.int(),
      rejected: z.int(),
    }),
  })
  .meta({ id: 'Breaker' });

export const BreakerList = z.strictObject({
  breakers: z.array(BreakerSchema.extend({ is_off: z.boolean() })),
});

export const BreakerResetAnswer = z.strictObject({ host: z.string(), message: z.string() });

export const ProviderStatusSchema = z
  .strictObject({
    host: z.string(),
    provider: z.string(),
    provider_name: z.string(),
    key_variable: z.string().nullable(),
    plan_variable: z.string().nullable(),
    sports: z.array(SportName),
    sports_off: z.array(SportName),
    is_off: z.boolean(),
    calls_today: z.int(),
    failed_calls_today: z.int(),
    last_call_at: Instant.nullable(),
    last_success_at: Instant.nullable(),
    last_refused_at: Instant.nullable(),
    outage: z.strictObject({ since: Instant, reason: z.string().nullable() }).nullable(),
    quota: QuotaSchema.nullable(),
    breaker: BreakerSchema.nullable(),
    tasks_held_by_breaker: z.int(),
    tasks_held_by_quota: z.int(),
    tasks_held_by_key: z.int(),
    games_due_24h: z.int(),
    lacks_key: z.boolean(),
    backlog: z
      .strictObject({
        games: z.int(),
        calls: z.number(),
        calls_per_minute: z.number(),
        words: z.string(),
      })
      .nullable(),
    warnings: z.array(
      z.strictObject({
        host: z.string(),
        day: Day,
        level: z.int(),
        used: z.int(),
        limit: z.int(),
        crossed_at: Instant,
      }),
    ),
    account: z
      .strictObject({
        host: z.string(),
        plan: z.string().nullable(),
        is_active: z.boolean().nullable(),
        used: z.int().nullable(),
        day_limit: z.int().nullable(),
        read_at: Instant.nullable(),
        problem: z.string().nullable(),
        credits_reset_day: z.int().nullable(),
        credits_planned: z.int().nullable(),
        credits_planned_at: Instant.nullable(),
      })
      .nullable(),
    problems: z.array(z.string()),
    credits_reset_day: z.int().nullable(),
  })
  .meta({ id: 'ProviderStatus' });

export const UsageSchema = z
  .strictObject({
    days: z.int(),
    providers: z.array(ProviderStatusSchema),
    calls: z.array(
      z.strictObject({
        day: Day,
        host: z.string(),
        endpoint: z.string(),
        outcome: z.string(),
        calls: z.int(),
        credits: z.int().nullable(),
        average_ms: z.number(),
        p95_ms: z.number(),
      }),
    ),
    credits: z.array(
      z.strictObject({
        host: z.string(),
        provider_name: z.string(),
        used: z.int(),
        limit: z.int(),
        forecast: z.int(),
        planned: z.int().nullable(),
        left_over: z.int(),
        begin_anew_at: Instant,
        begin_known_by: z.enum(['configuration', 'counts', 'assumption']),
        days: z.array(z.strictObject({ day: Day, credits: z.int() })),
      }),
    ),
    live_looks: z.array(
      z.strictObject({
        host: z.string(),
        calls_24h: z.int(),
        credits_24h: z.int(),
        credits_month: z.int(),
      }),
    ),
  })
  .meta({ id: 'Usage' });

export const ForecastSchema = z
  .strictObject({
    days: z.int(),
    hosts: z.array(
      z.strictObject({
        host: z.string(),
        sports: z.array(SportName),
        per_day: z.number(),
        calls_per_game: z.partialRecord(SportName, z.number()),
        days: z.array(
          z.strictObject({
            day: Day,
            needed: z.number(),
            carried_over: z.number(),
            available: z.number(),
            short: z.number(),
            late: z.array(
              z.strictObject({
                league: z.string(),
                priority: z.string(),
                games: z.int(),
                days_late: z.int().nullable(),
              }),
            ),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Forecast' });

const TargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('at_least_share'), share: z.number() }),
  z.strictObject({ kind: z.literal('at_most_share'), share: z.number() }),
  z.strictObject({ kind: z.literal('at_most'), value: z.number(), unit: z.literal('seconds') }),
]);

/** What was promised, what was kept, and what is left of each error budget. */
export const ObjectiveList = z
  .strictObject({
    objectives: z.array(
      z.strictObject({
        name: z.string(),
        promise: z.string(),
        measured_by: z.string(),
        target: TargetSchema,
        window_days: z.int(),
        fewest_events: z.int(),
        state: z.enum(['met', 'missed', 'not_enough_data']),
        events: z.int(),
        value: z.number().nullable(),
        budget_spent: z.number().nullable(),
        budget_left_events: z.int().nullable(),
      }),
    ),
  })
  .meta({ id: 'Objectives' });
