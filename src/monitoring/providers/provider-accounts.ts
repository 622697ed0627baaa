import { sql } from 'drizzle-orm';
import type { ProviderTerms } from '../../providers/registry.ts';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';

/** What the provider's account page said last. */
export type ProviderAccount = {
  host: string;
  /** As the provider names it; null until the page was read. */
  plan: string | null;
  is_active: boolean | null;
  used: number | null;
  day_limit: number | null;
  read_at: Date | null;
  /** Why the last reading failed. */
  problem: string | null;
};

/** How long one process may take to read a page before another one tries. */
const READING_LEASE_SECONDS = 30;

/** A page that could not be read is tried again after this. */
const FAILED_READING_REST_SECONDS = 300;

/** Takes the right to read a host's page on behalf of all, unless it was read lately or is being read. */
export async function claimAccountReading(db: Database, host: string, maxAgeMs: number): Promise<boolean> {
  const claimed = await firstRow<{ host: string }>(
    db,
    sql`
      insert into provider_accounts as account (host, reading_until)
      values (${host}, clock_timestamp() + ${READING_LEASE_SECONDS} * interval '1 second')
      on conflict (host) do update set reading_until = excluded.reading_until
      where (account.read_at is null or account.read_at < clock_timestamp() - ${maxAgeMs} * interval '1 millisecond')
        and (account.reading_until is null or account.reading_until < clock_timestamp())
      returning host`,
  );
  return claimed !== undefined;
}

/** Whether some process is reading a host's page right now, for the first time or again. */
export async function isAccountBeingRead(db: Database, host: string): Promise<boolean> {
  const row = await firstRow<{ reading: boolean }>(
    db,
    sql`select reading_until > clock_timestamp() and problem is null as reading
        from provider_accounts where host = ${host}`,
  );
  return row?.reading === true;
}

/** A reader that lacks something on its own machine leaves the page alone for this long, as everybody does. */
const RELEASED_READING_REST_SECONDS = 5;

export type AccountReading = { plan: string; isActive: boolean; used: number; limit: number };

export async function saveAccount(db: Database, host: string, reading: AccountReading): Promise<void> {
  await db.execute(sql`
    update provider_accounts
    set plan = ${reading.plan.slice(0, 60)}, is_active = ${reading.isActive}, used = ${reading.used},
        day_limit = ${reading.limit}, read_at = clock_timestamp(), reading_until = null, problem = null
    where host = ${host}`);
}

export async function saveAccountProblem(db: Database, host: string, problem: string): Promise<void> {
  await db.execute(sql`
    update provider_accounts
    set problem = ${problem.slice(0, 300)},
        reading_until = clock_timestamp() + ${FAILED_READING_REST_SECONDS} * interval '1 second'
    where host = ${host}`);
}

/** Gives the right to read a page to others, who may do so in a moment. */
export async function releaseAccountReading(db: Database, host: string): Promise<void> {
  await db.execute(sql`
    update provider_accounts
    set reading_until = clock_timestamp() + ${RELEASED_READING_REST_SECONDS} * interval '1 second'
    where host = ${host}`);
}

export function readProviderAccounts(db: Database): Promise<readonly ProviderAccount[]> {
  return rowsOf<ProviderAccount>(
    db,
    sql`select host, plan, is_active, used, day_limit, read_at, problem from provider_accounts`,
  );
}

/**
 * How an account differs from what is configured, in words with a remedy; null when it does not, or is not known.
 * `configured` is the plan as configured and the day's calls that go with it.
 */
export function accountProblem(
  { plan, is_active: isActive, day_limit: dayLimit }: ProviderAccount,
  configured: { plan: string; perDay: number },
  { planVariable = 'the configuration' }: Pick<ProviderTerms, 'planVariable'>,
): string | null {
  if (isActive === false) return 'The subscription is not active: renew it at the provider.';
  if (plan === null) return null;
  const isSamePlan = plan.trim().toLowerCase() === configured.plan;
  if (isSamePlan || (configured.plan === 'custom' && dayLimit === configured.perDay)) return null;
  if (dayLimit !== null && dayLimit < configured.perDay) {
    return `The account's plan is ${plan} with ${dayLimit} calls a day, but ${planVariable} says ${configured.plan}: set it to what you have. Until then the lower limit holds.`;
  }
  return `The account's plan is ${plan}, but ${planVariable} says ${configured.plan}: set it, or calls that you pay for are not used.`;
}
