import { sql } from 'drizzle-orm';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { SPORTS, type Sport } from '../../domain/sport.ts';
import type { BreakerSnapshot } from '../../providers/http/breaker.ts';
import { hostOf } from '../../providers/http/provider-api.ts';
import type { QuotaSnapshot } from '../../providers/http/quota-ledger.ts';
import { type RecordedWarning, readQuotaWarnings } from '../quota/quota-warnings.ts';
import { type ProviderAccount, accountProblem, readProviderAccounts } from './provider-accounts.ts';

/** A provider's API as operators see it: whom it serves, its quota, its breaker. */
export type ProviderStatus = {
  host: string;
  sports: readonly Sport[];
  /** Those of them that are not enabled here (`SPORTS_ENABLED`), and whether that is all of them. */
  sports_off: readonly Sport[];
  is_off: boolean;
  /** Calls of the current UTC day that left a process, and how many of them gave no usable answer. */
  calls_today: number;
  failed_calls_today: number;
  last_call_at: Date | null;
  /** Null while the quota's store is out of reach or not wired. */
  quota: QuotaSnapshot | null;
  /** The breaker of all processes; null where it is not wired or could not be read. */
  breaker: BreakerSnapshot | null;
  /** Open tasks that wait for the provider to recover, by the workers' breakers. */
  tasks_held_by_breaker: number;
  tasks_held_by_quota: number;
  /** Marks (80, 95, 100 percent) that today's calls have passed, the newest first. */
  warnings: readonly RecordedWarning[];
  /** What the account page said last; null until it was read. */
  account: ProviderAccount | null;
  /** What somebody has to mend, in words: a missing key, a plan that is not the account's. */
  problems: readonly string[];
};

/** Reads the state of every provider API that is configured. */
export type ProviderStatusReader = () => Promise<readonly ProviderStatus[]>;

export type ProviderStatusOptions = {
  db: Database;
  baseUrls: Config['provider']['baseUrls'];
  /** Sports that are not among them are off; all are enabled unless said otherwise. */
  sportsEnabled?: readonly Sport[] | undefined;
  /** The shared ledger's snapshot of a host. */
  quotaSnapshot?: ((host: string) => Promise<QuotaSnapshot>) | undefined;
  /** The plan as configured, and its calls a day. */
  configured?: { plan: string; perDay: number } | undefined;
  /** Why this process cannot ask the providers; undefined when it can. */
  keyProblem?: string | undefined;
  /** The breakers of these hosts, as all processes see them. */
  breakerSnapshots?: ((hosts: readonly string[]) => Promise<readonly BreakerSnapshot[]>) | undefined;
};

export function createProviderStatusReader(options: ProviderStatusOptions): ProviderStatusReader {
  const { db, baseUrls, quotaSnapshot, breakerSnapshots, configured, keyProblem } = options;
  const { sportsEnabled = SPORTS } = options;
  const sportsByHost = Map.groupBy(SPORTS, (sport) => hostOf(baseUrls[sport]));

  return async function readProviderStatus() {
    const hosts = [...sportsByHost.keys()];
    const [usage, held, quotas, breakers, warnings, accounts] = await Promise.all([
      usageToday(db, hosts),
      heldBySport(db),
      Promise.all(hosts.map(async (host) => (await quotaSnapshot?.(host).catch(() => null)) ?? null)),
      breakerSnapshots?.(hosts).catch(() => []) ?? [],
      readQuotaWarnings(db),
      readProviderAccounts(db),
    ]);
    return hosts.map((host, index): ProviderStatus => {
      const sports = sportsByHost.get(host) ?? [];
      const off = sports.filter((sport) => !sportsEnabled.includes(sport));
      const isOff = off.length === sports.length;
      const account = accounts.find((one) => one.host === host && one.read_at !== null) ?? null;
      const planProblem = account && configured ? accountProblem(account, configured) : null;
      const calls = usage.find((row) => row.host === host);
      const heldFor = (reason: string): number =>
        held
          .filter((row) => row.reason === reason && sports.includes(row.sport))
          .reduce((total, row) => total + row.count, 0);
      return {
        host,
        sports,
        sports_off: off,
        is_off: isOff,
        calls_today: calls?.calls ?? 0,
        failed_calls_today: calls?.failed ?? 0,
        last_call_at: calls?.last_call_at ?? null,
        quota: quotas[index] ?? null,
        breaker: breakers.find((breaker) => breaker.host === host) ?? null,
        tasks_held_by_breaker: heldFor('breaker_open'),
        tasks_held_by_quota: heldFor('quota'),
        warnings: warnings.filter((warning) => warning.host === host),
        account,
        problems: [isOff ? null : keyProblem, planProblem].filter(
          (problem) => problem !== null && problem !== undefined,
        ),
      };
    });
  };
}

function usageToday(db: Database, hosts: readonly string[]) {
  return rowsOf<{ host: string; calls: number; failed: number; last_call_at: Date }>(
    db,
    sql`
      select host, count(*) filter (where endpoint <> '/status') as calls, count(*) filter (where outcome <> 'ok') as failed, max(started_at) as last_call_at
      from api_usage
      where started_at >= date_trunc('day', now(), 'UTC') and host = any(${sql.param([...hosts])}::text[])
      group by host`,
  );
}

function heldBySport(db: Database) {
  return rowsOf<{ sport: Sport; reason: string; count: number }>(
    db,
    sql`
      select sport.display_name as sport, task.hold_reason as reason, count(*) as count
      from seeding_tasks as task
      join games as game on game.id = task.game_id
      join sports as sport on sport.id = game.sport_id
      where task.status = 'pending' and task.hold_reason in ('quota', 'breaker_open')
      group by 1, 2`,
  );
}
