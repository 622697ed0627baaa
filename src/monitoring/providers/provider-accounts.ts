import { type SQL, eq, sql } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import type { ProviderTerms } from '../../providers/registry.ts';
import type { QuotaLimits } from '../../providers/client/quota-ledger.ts';
import type { Database, Executor } from '../../db/database.ts';
import { type CreditCount, learnedResetDay } from '../../domain/credit-month.ts';
import { providerAccounts } from '../../db/schema/provider-quota.ts';

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
  /** The day of the month (UTC) on which credits were seen to begin anew; null until they were. */
  credits_reset_day: number | null;
  /** Credits that are planned to be spent until then, and when that was planned. */
  credits_planned: number | null;
  credits_planned_at: Date | null;
};

/** How long one process may take to read a page before another one tries. */
const READING_LEASE_SECONDS = 30;

/** A page that could not be read is tried again after this. */
const FAILED_READING_REST_SECONDS = 300;

/**
 * Takes the right to read a host's page on behalf of all, unless it was read lately or is being read. Gives the moment by
 * the database's clock; undefined where another one has the right.
 */
export async function claimAccountReading(
  db: Database,
  host: string,
  maxAgeMs: number,
): Promise<Date | undefined> {
  const table = providerAccounts;
  const until = sql.identifier(table.readingUntil.name);
  const [claimed] = await db
    .insert(table)
    .values({ host, readingUntil: restFor(READING_LEASE_SECONDS) })
    .onConflictDoUpdate({
      target: table.host,
      set: { readingUntil: sql`excluded.${until}` },
      setWhere: sql`(${table.readAt} is null or ${table.readAt} < clock_timestamp() - ${maxAgeMs} * interval '1 millisecond')
        and (${table.readingUntil} is null or ${table.readingUntil} < clock_timestamp())`,
    })
    .returning({ at: sql<string>`clock_timestamp()::text` });
  return claimed && new Date(claimed.at);
}

function restFor(seconds: number): SQL {
  return sql`clock_timestamp() + ${seconds} * interval '1 second'`;
}

/** Whether some process is reading a host's page right now, for the first time or again. */
export async function isAccountBeingRead(db: Database, host: string): Promise<boolean> {
  const { host: name, readingUntil, problem } = providerAccounts;
  const [row] = await db
    .select({ isReading: sql`(${readingUntil} > clock_timestamp() and ${problem} is null)`.mapWith(Boolean) })
    .from(providerAccounts)
    .where(eq(name, host));
  return row?.isReading === true;
}

/** A reader that lacks something on its own machine leaves the page alone for this long, as everybody does. */
const RELEASED_READING_REST_SECONDS = 5;

/** What a page says; `isCountTold` is false where it said nothing of what is used. */
export type AccountReading = {
  plan: string;
  isActive: boolean;
  used: number;
  limit: number;
  isCountTold?: boolean;
};

/** How a page was read: when that began, and what is known of the account. */
export type AccountAsked = { askedAt: Date; hasCredits: boolean; isKnownPlan: (plan: string) => boolean };

/**
 * Keeps what a page says, unless a reading that began later is there already; false then. Of an account of credits it
 * tells as well when they begin anew (`learnedResetDay`), where the answer came while the right to read it lasted.
 */
export async function saveAccount(
  db: Database,
  host: string,
  reading: AccountReading,
  { askedAt, hasCredits, isKnownPlan }: AccountAsked,
): Promise<boolean> {
  const { plan, used, dayLimit: limit, readAt } = providerAccounts;
  return db.transaction(async (tx) => {
    const [before] = await tx
      .select({ plan, used, limit, readAt, now: sql<string>`clock_timestamp()::text` })
      .from(providerAccounts)
      .where(eq(providerAccounts.host, host))
      .for('update');
    const readAtMs = before?.readAt?.getTime();
    if (readAtMs !== undefined && readAtMs >= askedAt.getTime()) return false;
    const isLate =
      before === undefined || Date.parse(before.now) - askedAt.getTime() > READING_LEASE_SECONDS * 1_000;
    const mayLearn = hasCredits && !isLate && reading.isCountTold !== false;
    const resetDay = mayLearn
      ? learnedResetDay(countOf(before), { ...reading, atMs: askedAt.getTime() }, isKnownPlan)
      : undefined;
    await changeAccount(tx, host, {
      ...(resetDay === undefined ? {} : { creditsResetDay: resetDay }),
      plan: reading.plan.slice(0, 60),
      isActive: reading.isActive,
      used: reading.used,
      dayLimit: reading.limit,
      readAt: sql`clock_timestamp()`,
      readingUntil: null,
      problem: null,
    });
    return true;
  });
}

/** What the page said before; undefined where it was not read, or said less. */
function countOf(
  row: { plan: string | null; used: number | null; limit: number | null; readAt: Date | null } | undefined,
): CreditCount | undefined {
  if (!row || row.plan === null || row.used === null || row.limit === null || row.readAt === null)
    return undefined;
  return { plan: row.plan, used: row.used, limit: row.limit, atMs: row.readAt.getTime() };
}

export async function saveAccountProblem(db: Database, host: string, problem: string): Promise<void> {
  await changeAccount(db, host, {
    problem: problem.slice(0, 300),
    readingUntil: restFor(FAILED_READING_REST_SECONDS),
  });
}

/** Gives the right to read a page to others, who may do so in a moment. */
export async function releaseAccountReading(db: Database, host: string): Promise<void> {
  await changeAccount(db, host, { readingUntil: restFor(RELEASED_READING_REST_SECONDS) });
}

async function changeAccount(
  db: Executor,
  host: string,
  changes: PgUpdateSetSource<typeof providerAccounts>,
): Promise<void> {
  await db.update(providerAccounts).set(changes).where(eq(providerAccounts.host, host));
}

export function readProviderAccounts(db: Database): Promise<readonly ProviderAccount[]> {
  const { host, plan, isActive, used, dayLimit, readAt, problem } = providerAccounts;
  const { creditsResetDay, creditsPlanned, creditsPlannedAt } = providerAccounts;
  return db
    .select({
      host,
      plan,
      is_active: isActive,
      used,
      day_limit: dayLimit,
      read_at: readAt,
      problem,
      credits_reset_day: creditsResetDay,
      credits_planned: creditsPlanned,
      credits_planned_at: creditsPlannedAt,
    })
    .from(providerAccounts);
}

/**
 * How an account differs from what is configured, in words with a remedy; null when it does not, or is not known.
 * `configured` is the plan as configured with the limits that go with it: credits of a month where it has them, else
 * the calls of a day. The account's `day_limit` counts the same.
 */
export function accountProblem(
  {
    plan,
    is_active: isActive,
    day_limit: dayLimit,
  }: Pick<ProviderAccount, 'plan' | 'is_active' | 'day_limit'>,
  configured: { plan: string } & Pick<QuotaLimits, 'perDay' | 'more'>,
  { planVariable = 'the configuration' }: Pick<ProviderTerms, 'planVariable'>,
): string | null {
  if (isActive === false) return 'The subscription is not active: renew it at the provider.';
  if (plan === null) return null;
  const credits = configured.more?.find(({ counts }) => counts === 'credits')?.most;
  const [most, unit] = credits === undefined ? [configured.perDay, 'calls'] : [credits, 'credits'];
  const isSamePlan = plan.trim().toLowerCase() === configured.plan;
  if (isSamePlan || (configured.plan === 'custom' && dayLimit === most)) return null;
  if (dayLimit !== null && dayLimit < most) {
    return `The account's plan is ${plan} with ${dayLimit} ${unit} a ${credits === undefined ? 'day' : 'month'}, but ${planVariable} says ${configured.plan}: set it to what you have. Until then the lower limit holds.`;
  }
  return `The account's plan is ${plan}, but ${planVariable} says ${configured.plan}: set it, or ${unit} that you pay for are not used.`;
}
