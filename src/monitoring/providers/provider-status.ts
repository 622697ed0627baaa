import { type SQL, eq, sql } from 'drizzle-orm';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import { SPORTS, type Sport } from '../../domain/sport.ts';
import type { BreakerSnapshot } from '../../providers/client/breaker.ts';
import type { QuotaSnapshot } from '../../providers/client/quota-ledger.ts';
import { type ProviderHost, hasKey } from '../../providers/registry.ts';
import { type Backlog, backlogOf } from '../quota/backlog.ts';
import { type RecordedWarning, readQuotaWarnings } from '../quota/quota-warnings.ts';
import { type ProviderAccount, accountProblem, readProviderAccounts } from './provider-accounts.ts';
import { type CallRecord, type ProviderOutage, judgeOutage, readCallRecords } from './provider-outage.ts';

/** A provider's API as operators see it: whom it serves, its quota, its breaker. */
export type ProviderStatus = {
  host: string;
  /** Whose API it is, as it stands on rows and as people call it. */
  provider: string;
  provider_name: string;
  /** The variables that hold the key and name the subscription; null where there are none. */
  key_variable: string | null;
  plan_variable: string | null;
  sports: readonly Sport[];
  /** Those of them that are not enabled here (`SPORTS_ENABLED`), and whether that is all of them. */
  sports_off: readonly Sport[];
  is_off: boolean;
  /** Calls of the current UTC day that left a process, and how many of them gave no usable answer. */
  calls_today: number;
  failed_calls_today: number;
  last_call_at: Date | null;
  /** The last call for data of the last 24 hours that was answered as it should be. */
  last_success_at: Date | null;
  /** When the provider refused the key last, within the last 24 hours. */
  last_refused_at: Date | null;
  /** Null while the provider is not down. */
  outage: ProviderOutage | null;
  /** Null while the quota's store is out of reach or not wired. */
  quota: QuotaSnapshot | null;
  /** The breaker of all processes; null where it is not wired or could not be read. */
  breaker: BreakerSnapshot | null;
  /** Open tasks that wait for the provider to recover, by the workers' breakers. */
  tasks_held_by_breaker: number;
  tasks_held_by_quota: number;
  /** Open tasks that wait because the provider refuses the key, or because there is none. */
  tasks_held_by_key: number;
  /** Games that are open and due within the next 24 hours. */
  games_due_24h: number;
  /** Whether calls need a key and none is set here. */
  lacks_key: boolean;
  /** Games that wait because a minute has too few calls for them, and how long that takes; null where none do. */
  backlog: Backlog | null;
  /** Marks (80, 95, 100 percent) that today's calls have passed, the newest first. */
  warnings: readonly RecordedWarning[];
  /** What the account page said last; null until it was read. */
  account: ProviderAccount | null;
  /** What somebody has to mend, in words: a missing key, a plan that is not the account's. */
  problems: readonly string[];
  /** The configured day of the month (UTC) on which credits begin anew; null where none is. */
  credits_reset_day: number | null;
};

/** Reads the state of every provider API that is configured. */
export type ProviderStatusReader = () => Promise<readonly ProviderStatus[]>;

export type ProviderStatusOptions = {
  db: Database;
  /** Everybody who may be asked. */
  hosts: readonly ProviderHost[];
  /** Sports that are not among them are off; all are enabled unless said otherwise. */
  sportsEnabled?: readonly Sport[] | undefined;
  /** The shared ledger's snapshot of a host. */
  quotaSnapshot?: ((host: string) => Promise<QuotaSnapshot>) | undefined;
  /** How the games of each sport are read. */
  strategy?: Config['seeding']['strategy'] | undefined;
  /** Why this process cannot ask the providers; undefined when it can. */
  keyProblem?: string | undefined;
  /** How long a provider must fail to count as down; three minutes unless said otherwise. */
  downAfterMs?: number | undefined;
  /** The breakers of these hosts, as all processes see them. */
  breakerSnapshots?: ((hosts: readonly string[]) => Promise<readonly BreakerSnapshot[]>) | undefined;
};

const DOWN_AFTER_MS = 180_000;

export function createProviderStatusReader(options: ProviderStatusOptions): ProviderStatusReader {
  return async function readProviderStatus() {
    const seen = await lookAtHosts(options);
    return options.hosts.map((one, index) => statusOf(one, seen, seen.quotas[index] ?? null, options));
  };
}

/** What is known of all hosts together. */
async function lookAtHosts({ db, hosts: known, quotaSnapshot, breakerSnapshots }: ProviderStatusOptions) {
  const hosts = known.map(({ host }) => host);
  const [usage, work, quotas, breakers, warnings, accounts, records] = await Promise.all([
    usageToday(db, hosts),
    workBySport(db),
    Promise.all(hosts.map(async (host) => (await quotaSnapshot?.(host).catch(() => null)) ?? null)),
    breakerSnapshots?.(hosts).catch(() => []) ?? [],
    readQuotaWarnings(db),
    readProviderAccounts(db),
    readCallRecords(db, hosts),
  ]);
  return { usage, work, quotas, breakers, warnings, accounts, records };
}

function statusOf(
  { host, provider, sports, leads }: ProviderHost,
  seen: Awaited<ReturnType<typeof lookAtHosts>>,
  quota: QuotaSnapshot | null,
  { keyProblem, sportsEnabled = SPORTS, downAfterMs = DOWN_AFTER_MS, strategy }: ProviderStatusOptions,
): ProviderStatus {
  const { definition: terms } = provider;
  const missingKey = hasKey(provider) ? undefined : (keyProblem ?? `${terms.keyVariable} is missing.`);
  const off = sports.filter((sport) => !sportsEnabled.includes(sport));
  const isOff = off.length === sports.length;
  const account = seen.accounts.find((one) => one.host === host && one.read_at !== null) ?? null;
  const calls = seen.usage.find((row) => row.host === host);
  const record = seen.records.find((one) => one.host === host);
  const breaker = seen.breakers.find((one) => one.host === host) ?? null;
  const mine = seen.work.filter(({ sport }) => leads.includes(sport));
  return {
    host,
    provider: terms.name,
    provider_name: terms.displayName,
    key_variable: terms.keyVariable ?? null,
    plan_variable: terms.planVariable ?? null,
    credits_reset_day: provider.creditsResetDay ?? null,
    sports,
    sports_off: off,
    is_off: isOff,
    calls_today: calls?.calls ?? 0,
    failed_calls_today: calls?.failed ?? 0,
    last_call_at: calls?.last_call_at ?? null,
    last_success_at: record?.last_success_at ?? null,
    last_refused_at: record?.last_refused_at ?? null,
    outage: isOff ? null : outageOf(record, breaker, downAfterMs),
    quota,
    breaker,
    ...workOf(mine),
    lacks_key: !isOff && missingKey !== undefined,
    backlog: isOff ? null : backlogOf(mine, quota?.minute.limit, strategy),
    warnings: seen.warnings.filter((warning) => warning.host === host),
    account,
    problems: [isOff ? null : missingKey, planProblem(account, provider), doubtProblem(quota)].filter(
      (problem) => problem !== null && problem !== undefined,
    ),
  };
}

function planProblem(
  account: ProviderAccount | null,
  { plan, limits, definition }: ProviderHost['provider'],
): string | null {
  if (!account || plan === undefined) return null;
  return accountProblem(account, { plan, ...limits }, definition);
}

/** Open tasks of the sports that a host leads. */
function workOf(rows: Awaited<ReturnType<typeof workBySport>>) {
  const total = (field: 'quota' | 'breaker' | 'key' | 'due_24h'): number =>
    rows.reduce((sum, row) => sum + row[field], 0);
  return {
    tasks_held_by_breaker: total('breaker'),
    tasks_held_by_quota: total('quota'),
    tasks_held_by_key: total('key'),
    games_due_24h: total('due_24h'),
  };
}

/** What the provider says of its quota against our own count, in words; null where it does not. */
function doubtProblem(quota: QuotaSnapshot | null | undefined): string | null {
  if (!quota) return null;
  const { doubtedSinceMs, areHeadersDistrusted, day } = quota;
  if (doubtedSinceMs !== null) {
    return `Its answers say that ${day.used} of ${day.limit} calls of today are used, against our own count: its account page is asked, and until it answers the stricter number holds.`;
  }
  return areHeadersDistrusted
    ? 'Its answers contradict its account page about the calls of today: the account page is believed, and read every minute.'
    : null;
}

function usageToday(db: Database, hosts: readonly string[]) {
  const { host, endpoint, outcome, startedAt } = apiUsage;
  const isCall = sql`${endpoint} <> '/status'`;
  const isFailed = sql`${isCall} and ${outcome} not in ('ok', 'in_flight')`;
  return db
    .select({
      host,
      calls: sql`count(*) filter (where ${isCall})`.mapWith(Number),
      failed: sql`count(*) filter (where ${isFailed})`.mapWith(Number),
      last_call_at: sql`max(${startedAt})`.mapWith(startedAt),
    })
    .from(apiUsage)
    .where(
      sql`${startedAt} >= date_trunc('day', now(), 'UTC') and ${host} = any(${sql.param([...hosts])}::text[])`,
    )
    .groupBy(host);
}

function outageOf(
  record: CallRecord | undefined,
  breaker: BreakerSnapshot | null,
  downAfterMs: number,
): ProviderOutage | null {
  return record ? judgeOutage(record, breaker, { downAfterMs, nowMs: record.read_at.getTime() }) : null;
}

/** Open tasks of each sport: those that wait for the provider, and games that are due soon. */
function workBySport(db: Database) {
  const { status, pass, holdReason, errorType, dueAt, scheduledTime } = seedingTasks;
  const isDueSoon = sql`${pass} = 'first' and ${dueAt} <= now() + interval '24 hours'`;
  const isWaiting = sql`${scheduledTime} <= now() and (${holdReason} is null or ${errorType} = 'rate_limit')`;
  const countOf = (condition: SQL) => sql`count(*) filter (where ${condition})`.mapWith(Number);
  return db
    .select({
      sport: sql<Sport>`${sports.displayName}`,
      quota: countOf(sql`${status} = 'pending' and ${holdReason} = 'quota'`),
      breaker: countOf(sql`${status} = 'pending' and ${holdReason} = 'breaker_open'`),
      key: countOf(sql`${status} = 'pending' and ${errorType} = 'credential'`),
      due_24h: countOf(isDueSoon),
      waiting: countOf(isWaiting),
    })
    .from(seedingTasks)
    .innerJoin(games, eq(games.id, seedingTasks.gameId))
    .innerJoin(sports, eq(sports.id, games.sportId))
    .where(
      sql`${status} in ('pending', 'running')
        and (${holdReason} in ('quota', 'breaker_open') or ${errorType} = 'credential' or (${isDueSoon}))`,
    )
    .groupBy(sports.displayName);
}
