import { sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { z } from 'zod';
import { bareColumns, excluded } from '../../db/bare-columns.ts';
import { providerAccounts } from '../../db/schema/provider-quota.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { statementText } from '../../db/statement-text.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { LedgerOpening } from './quota-state.ts';
import type { SpentSince } from './stored-ledger.ts';

/** Old rows do not tell their cost; the account page is the only free endpoint. */
const COST = sql`coalesce(${apiUsage.cost}, case when ${apiUsage.endpoint} = '/status' then 0 else 1 end)`;

/**
 * What Postgres knows about a host's calls: calls of this UTC day by the records of calls, and whether any began
 * within the last two minutes. Free ones, such as that of the first process that starts, fill no window.
 */
export const QUOTA_OPENING = sql`
  select coalesce(sum(${COST}) filter (where ${apiUsage.startedAt} >= date_trunc('day', clock_timestamp(), 'UTC')), 0)::int
           as used_today,
         coalesce(bool_or(${apiUsage.startedAt} > clock_timestamp() - interval '130 seconds' and ${COST} > 0), false)
           as was_just_called
  from ${apiUsage}
  where ${apiUsage.host} = $1 and ${apiUsage.startedAt} >= clock_timestamp() - interval '1 day'`;

const USAGE = statementText(QUOTA_OPENING);

const SPENT_SINCE = statementText(sql`
  select coalesce(sum(${COST}), 0)::int as calls, coalesce(sum(coalesce(${apiUsage.credits}, ${COST})), 0)::int as credits
  from ${apiUsage} where ${apiUsage.host} = $1 and ${apiUsage.startedAt} >= to_timestamp($2::float8 / 1000)`);

const Spent = z.tuple([z.object({ calls: z.number(), credits: z.number() })]);

/** What the records of calls say a host was asked for since a moment. */
export function createSpentReader({ pool }: Pick<QuotaOpeningOptions, 'pool'>): SpentSince {
  return async (host, sinceMs) => Spent.parse((await pool.query(SPENT_SINCE, [host, sinceMs])).rows)[0];
}

/** How a host's ledger goes on after the store of the ledger lost it. */
export type QuotaOpening = {
  /** What is known of the host. Rejects when Postgres does, because a guess could exceed a limit. */
  read: (host: string) => Promise<LedgerOpening>;
  /** Leaves a mark in Postgres that the host is being called, at most twice a minute. Never rejects. */
  noteUse: (host: string) => Promise<void>;
};

export type QuotaOpeningOptions = {
  pool: Pick<Pool, 'query'>;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
};

const MARK_INTERVAL_MS = 30_000;

const { ledgerUsedAt, readAt } = providerAccounts;

/**
 * A mark is up to 30 s older than the last reservation, a call is under way for up to 35 s and then counts for
 * another minute: before that, an empty ledger may hide calls.
 */
const READ_MARK = statementText(sql`
  select coalesce(max(${ledgerUsedAt}) > clock_timestamp() - interval '130 seconds', false) as was_just_used
  from ${providerAccounts} where ${providerAccounts.host} = $1`);

const LEAVE_MARK = statementText(sql`
  insert into ${providerAccounts} (${bareColumns(providerAccounts.host, ledgerUsedAt)}) values ($1, clock_timestamp())
  on conflict (${bareColumns(providerAccounts.host)}) do update
  set ${bareColumns(ledgerUsedAt)} = ${excluded(ledgerUsedAt)}`);

/** The account page is read again soon, because it knows better than the records. */
const WANT_READING = statementText(sql`
  update ${providerAccounts} set ${bareColumns(readAt)} = null where ${providerAccounts.host} = $1`);

const Usage = z.tuple([z.object({ used_today: z.number(), was_just_called: z.boolean() })]);
const Mark = z.tuple([z.object({ was_just_used: z.boolean() })]);

/** The opening from the records in Postgres, for a ledger that lives elsewhere. */
export function createQuotaOpening({ pool, clock, logger }: QuotaOpeningOptions): QuotaOpening {
  const markedAtMs = new Map<string, number>();
  return {
    async read(host) {
      const [usage, mark] = await Promise.all([pool.query(USAGE, [host]), pool.query(READ_MARK, [host])]);
      const [{ used_today: usedToday, was_just_called: wasJustCalled }] = Usage.parse(usage.rows);
      const [{ was_just_used: wasJustUsed }] = Mark.parse(mark.rows);
      if (wasJustUsed) {
        logger.warn(
          { host, usedToday },
          'the quota ledger was lost: the day goes on from the recorded calls, this minute counts as spent',
        );
        await pool.query(WANT_READING, [host]);
      }
      return { usedToday, wasJustUsed: wasJustUsed || wasJustCalled };
    },
    async noteUse(host) {
      const nowMs = clock.nowMs();
      const lastMs = markedAtMs.get(host);
      if (lastMs !== undefined && nowMs - lastMs < MARK_INTERVAL_MS) return;
      markedAtMs.set(host, nowMs);
      try {
        await pool.query(LEAVE_MARK, [host]);
      } catch (error) {
        markedAtMs.delete(host);
        logger.warn({ err: error, host }, 'the use of the quota ledger could not be noted');
      }
    },
  };
}
