import type { Database } from '../../db/database.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Clock } from '../../platform/clock.ts';
import { beginRun } from '../../jobs/runs/run-log.ts';
import type { RunCalls } from '../../jobs/runs/run-calls.ts';
import type { Logger } from '../../platform/logger.ts';
import { rowsOfImport } from '../import-run.ts';
import type { IngestResult } from '../ingest-request.ts';
import { type FetchSeasonDeps, fetchSeason } from '../provided/fetch-season.ts';
import { type FailedCall, readFailedCall } from './failed-call.ts';
import {
  type FollowedLeague,
  claimDueLeague,
  listFollowedLeagues,
  markRefreshed,
  postponeRefresh,
} from './followed-leagues.ts';
import type { QuotaPriority } from '../../providers/client/quota-priority.ts';

export type ScheduleRefresherOptions = FetchSeasonDeps & {
  db: Database;
  /** Knows the provider calls of each run. */
  runCalls: RunCalls;
  clock: Clock;
  logger: Logger;
  sports: readonly Sport[];
  /** A schedule is asked for again after this long. */
  intervalMs: number;
};

/** What asking for one league's schedule came to. */
export type LeagueRefresh = { league: string; sport: Sport; season: number } & (
  | { ok: true; result: IngestResult }
  | { ok: false; failure: FailedCall }
);

export type RefreshOrder = {
  leagues?: readonly string[] | undefined;
  sport?: Sport | undefined;
  isDryRun: boolean;
  /** Somebody has looked: what is not listed any more is cancelled, however much it is. */
  areCancellationsConfirmed?: boolean;
  actor: string;
  signal: AbortSignal;
  onProgress?: ((done: number, total: number) => void) | undefined;
};

export type ScheduleRefresher = {
  /** Refreshes the followed league that has waited longest; undefined when none is due. */
  refreshNext: (order: { actor: string; signal: AbortSignal }) => Promise<LeagueRefresh | undefined>;
  /** Refreshes every followed league at once, due or not, one after the other. */
  refreshAll: (order: RefreshOrder) => Promise<readonly LeagueRefresh[]>;
};

/** Warnings of a refresh that are kept; the rest would say the same. */
const WARNINGS_KEPT = 5;

/**
 * Keeps the schedules of followed leagues as the provider has them: one call and one import for each. A league
 * that fails is recorded with when to ask again, and never takes another one along: only the database can make
 * these methods reject.
 */
export function createScheduleRefresher(options: ScheduleRefresherOptions): ScheduleRefresher {
  const { db, clock, sports, intervalMs } = options;

  return {
    async refreshNext(order) {
      const league = await claimDueLeague(db, sports, { nowMs: clock.nowMs(), intervalMs });
      return league && refreshLeague(options, league, { ...order, priority: 'correction', isDryRun: false });
    },
    async refreshAll({ leagues, sport, onProgress, ...order }) {
      const followed = await listFollowedLeagues(db, sport ? [sport] : sports, clock.nowMs());
      const chosen = followed.filter(({ league }) => leagues === undefined || leagues.includes(league.name));
      const done: LeagueRefresh[] = [];
      for (const league of chosen) {
        done.push(await refreshLeague(options, league, { ...order, priority: 'manual' }));
        onProgress?.(done.length, chosen.length);
      }
      return done;
    },
  };
}

async function refreshLeague(
  options: ScheduleRefresherOptions,
  { league, leagueId, seasonYear }: FollowedLeague,
  order: { actor: string; signal: AbortSignal; priority: QuotaPriority } & Pick<
    RefreshOrder,
    'isDryRun' | 'areCancellationsConfirmed'
  >,
): Promise<LeagueRefresh> {
  const { db, clock, intervalMs } = options;
  const subject = { league: league.name, sport: league.sport, season: seasonYear };
  const run = beginRun(options, 'refresh_schedule', league.sport);
  // A trial run leaves nothing but the calls that it made.
  const log = (
    status: 'completed' | 'failed' | 'held' | 'released',
    details: object,
    rows?: Readonly<Record<string, number>>,
  ) =>
    run.end({
      status,
      rows,
      actor: order.actor,
      season: seasonYear,
      details: { league: league.name, ...details },
      isQuiet: order.isDryRun || status === 'released',
    });
  try {
    const result = await fetchSeason(options, {
      ...order,
      runId: run.runId,
      league,
      seasonYear,
      isSync: true,
      isCautious: true,
      isStrict: false,
      past: 'recent',
    });
    if (!order.isDryRun) await markRefreshed(db, leagueId);
    const { quarantined, changes: _changes, warnings = [], ...figures } = result;
    await log(
      'completed',
      {
        ...figures,
        quarantined: quarantined.length,
        warnings: warnings.slice(0, WARNINGS_KEPT),
      },
      order.isDryRun ? undefined : rowsOfImport(result, quarantined.length),
    );
    return { ...subject, ok: true, result };
  } catch (error) {
    const failure = readFailedCall(error, clock.nowMs());
    options.logger.warn({ ...subject, ...failure }, 'a schedule could not be refreshed');
    if (!order.isDryRun) {
      const { retryAtMs } = failure;
      const delayMs = retryAtMs === null ? intervalMs : Math.max(0, retryAtMs - clock.nowMs());
      await postponeRefresh(db, leagueId, delayMs);
    }
    await log(failure.kind === 'aborted' ? 'released' : failure.kind, { ...failure });
    return { ...subject, ok: false, failure };
  }
}
