import type { Database } from '../../db/database.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { QuotaLedger, QuotaSnapshot } from '../../providers/client/quota-ledger.ts';
import { type ConfiguredProvider, hasKey, type ProviderHost } from '../../providers/registry.ts';
import { quotaWarnings, recordQuotaWarnings } from '../quota/quota-warnings.ts';
import {
  type AccountReading,
  accountProblem,
  claimAccountReading,
  isAccountBeingRead,
  releaseAccountReading,
  saveAccount,
  saveAccountProblem,
} from './provider-accounts.ts';

export type ProviderWatchOptions = {
  db: Database;
  ledger: Pick<QuotaLedger, 'snapshot'>;
  /** Who is watched. */
  hosts: readonly ProviderHost[];
  /** Reads a host's account page, which costs no call, and enters its count in the ledger. */
  readAccount: (host: string, signal: AbortSignal) => Promise<AccountReading>;
  /** Tells the ledger what the schedule still needs today; where a process knows. */
  noteDemand?: (() => Promise<void>) | undefined;
  /** Brings tasks forward that wait for a new day although this one has room, and says how many. */
  releaseHolds?: ((snapshots: readonly QuotaSnapshot[]) => Promise<number>) | undefined;
  clock: Clock;
  logger: Logger;
};

export type ProviderWatch = {
  /** Reads the account pages where they were not read just now; resolves within seconds whatever they answer. */
  readAtStart: () => Promise<void>;
  /** One look at every provider, by one process at a time; returns how many games go on by it. */
  look: (signal: AbortSignal) => Promise<number>;
};

/** A page read longer ago than this is read again: others may use the key, and a gap may lie in between. */
const ACCOUNT_MAX_AGE_MS = 15 * 60_000;

/** At the start of a process the page may be this old: many processes that start together read it once. */
const ACCOUNT_MAX_AGE_AT_START_MS = 60_000;

/** From this share of the day's calls on first passes wait: then a page this old is read again, as a larger plan may be bought. */
const SPENT_SHARE = 0.95;
const ACCOUNT_MAX_AGE_WHEN_SPENT_MS = 60_000;

/** A start waits for the page at most this long, and then goes on without it. */
const START_DEADLINE_MS = 5_000;

const POLL_MS = 100;

/**
 * Keeps an eye on what the providers' accounts allow: reads each account page at the start, after the ledger was
 * lost, every quarter of an hour, every minute while a day is spent, and at once when what headers say contradicts our count (one process on behalf of all), says when the plan is another than configured,
 * and notes when a day's calls pass 80, 95 and 100 percent. A start never fails for it.
 */
export function createProviderWatch(options: ProviderWatchOptions): ProviderWatch {
  const doubted = new Set<string>();
  return { readAtStart: () => readAtStart(options), look: (signal) => look(options, doubted, signal) };
}

async function readAtStart(options: ProviderWatchOptions): Promise<void> {
  const { hosts, clock } = options;
  const deadline = new AbortController();
  const wake = new AbortController();
  const work = hosts.filter(hasAccountPage).map(async (one) => {
    await readOne(options, one, ACCOUNT_MAX_AGE_AT_START_MS, deadline.signal);
    await untilRead(options, one.host, deadline.signal);
  });
  const over = clock.sleep(START_DEADLINE_MS, wake.signal).catch(() => undefined);
  await Promise.race([Promise.allSettled(work), over]);
  wake.abort();
  deadline.abort(new Error(`no answer within ${START_DEADLINE_MS} ms`));
}

async function look(
  options: ProviderWatchOptions,
  doubted: Set<string>,
  signal: AbortSignal,
): Promise<number> {
  const { hosts, ledger, releaseHolds, noteDemand } = options;
  const snapshots: QuotaSnapshot[] = [];
  for (const one of hosts) {
    const before = await ledger.snapshot(one.host);
    noteDoubt(options, doubted, before);
    const isRead = hasAccountPage(one) && (await readOne(options, one, maxAgeOf(before), signal));
    snapshots.push(isRead ? await ledger.snapshot(one.host) : before);
  }
  const released = (await releaseHolds?.(snapshots)) ?? 0;
  await warn(options, snapshots);
  await noteDemand?.();
  return released;
}

/** Whether a host has an account page, and the key that it is read with. */
function hasAccountPage({ provider }: ProviderHost): boolean {
  return provider.readAccount !== undefined && hasKey(provider);
}

/** Reads an account that is older than that; tells whether it was this process that did. */
async function readOne(
  { db, readAccount, logger }: ProviderWatchOptions,
  { host, provider }: ProviderHost,
  maxAgeMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const askedAt = await claimAccountReading(db, host, maxAgeMs);
  if (askedAt === undefined) return false;
  try {
    const reading = await readAccount(host, signal);
    const hasCredits = provider.limits.more?.some(({ counts }) => counts === 'credits') === true;
    const isKnownPlan = (name: string): boolean => Object.hasOwn(provider.definition.limits, name);
    const isNews = await saveAccount(db, host, reading, { askedAt, hasCredits, isKnownPlan });
    if (!isNews) {
      logger.warn({ host }, 'the account page answered after a later reading: what it says is left out');
      return true;
    }
    const { plan, used, limit } = reading;
    logger.info({ host, plan, used, limit }, 'provider account read');
    const problem = planProblem(provider, reading);
    if (problem !== null) logger.warn({ host, plan, configured: provider.plan }, problem);
  } catch (error) {
    if (error instanceof ProviderError && error.facts.kind === 'local') {
      // Another process, on another machine, may well read it.
      logger.warn({ host, problem: error.message }, 'this process cannot read the provider account');
      await releaseAccountReading(db, host);
      return true;
    }
    const problem = error instanceof Error ? error.message : String(error);
    const words = 'the provider account could not be read: the ledger goes by its own count';
    logger.warn({ host, problem }, words);
    await saveAccountProblem(db, host, problem);
  }
  return true;
}

/** How an account differs from the configuration; null where it does not, or where no plan is configured. */
function planProblem(
  { plan, limits, definition }: ConfiguredProvider,
  reading: AccountReading,
): string | null {
  if (plan === undefined) return null;
  const { isActive, limit } = reading;
  const account = { plan: reading.plan, is_active: isActive, day_limit: limit };
  const configured = { plan, ...limits };
  return accountProblem(account, configured, definition);
}

async function warn(
  { db, logger }: Pick<ProviderWatchOptions, 'db' | 'logger'>,
  snapshots: readonly QuotaSnapshot[],
): Promise<void> {
  const crossed = await recordQuotaWarnings(db, snapshots.flatMap(quotaWarnings));
  for (const { host, level, used, limit } of crossed) {
    const words =
      level === 100
        ? "today's provider calls are used up: what waits goes on after 00:00 UTC"
        : `${level} % of today's provider calls are used`;
    logger.warn({ host, level, used, limit }, words);
  }
}

/** What the provider says against our own count is told once, until it is settled. */
function noteDoubt(
  { logger }: ProviderWatchOptions,
  doubted: Set<string>,
  { host, doubtedSinceMs, day }: QuotaSnapshot,
): void {
  if (doubtedSinceMs === null) {
    doubted.delete(host);
    return;
  }
  if (doubted.has(host)) return;
  doubted.add(host);
  const { used, limit } = day;
  logger.warn(
    { host, used, limit },
    "the provider contradicts our count of today's calls: its account page decides",
  );
}

/** While another process reads a page, a start waits for what it finds. */
async function untilRead(
  { db, clock }: ProviderWatchOptions,
  host: string,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && (await isAccountBeingRead(db, host))) await clock.sleep(POLL_MS, signal);
}

/**
 * How old an account page may be before it is read again: at once after the provider contradicted our count, soon
 * while the day is spent or headers are not believed.
 */
function maxAgeOf({ day, doubtedSinceMs, areHeadersDistrusted, atMs }: QuotaSnapshot): number {
  if (doubtedSinceMs !== null) return Math.max(0, atMs - doubtedSinceMs);
  const isSpent = day.used >= day.limit * SPENT_SHARE;
  return isSpent || areHeadersDistrusted ? ACCOUNT_MAX_AGE_WHEN_SPENT_MS : ACCOUNT_MAX_AGE_MS;
}
