import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { games } from '../db/schema/games.ts';
import { leagues, seasons, sports } from '../db/schema/reference.ts';
import type { League } from '../domain/league.ts';
import { ProviderError } from '../domain/provider-error.ts';
import { SPORTS, type Sport } from '../domain/sport.ts';
import type { RunCalls } from '../jobs/runs/run-calls.ts';
import { beginRun } from '../jobs/runs/run-log.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { InjuriesPort } from '../providers/ports.ts';
import { loadTeamDirectory } from '../reference/teams/team-directory.ts';
import { takeTurn } from './take-turn.ts';
import { type InjuryOutcome, writeInjuries } from './write-injuries.ts';

/** A provider of injuries. */
export type InjurySource = InjuriesPort & { name: string };

export type InjuryPollDeps = {
  db: Database;
  sources: ReadonlyMap<Sport, readonly InjurySource[]>;
  runCalls: RunCalls;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A slate is looked at from so long before its first game. */
export const SLATE_AHEAD_MS = 36 * HOUR_MS;
/** Near the start reports change by the minute. */
const NEAR_MS = 90 * MINUTE_MS;
const NEAR_STEP_MS = 5 * MINUTE_MS;
const USUAL_STEP_MS = 30 * MINUTE_MS;
/** The step of a job that comes as often as the shortest pause must not miss every other turn. */
const SLACK_MS = 20_000;

/** The least time between two looks at a league whose next game starts in so long. */
export function pollStepMs(untilStartMs: number): number {
  return untilStartMs <= NEAR_MS ? NEAR_STEP_MS : USUAL_STEP_MS;
}

type Slate = { leagueId: number; sportId: number; league: string; seasonYear: number; nextMs: number };

/**
 * Asks every source of injuries about the leagues that play soon: one call a league and look, shared by the fleet. A
 * look that fails changes nothing, and is not made up for by two.
 */
export function createInjuryPoll(deps: InjuryPollDeps) {
  return async function pollInjuries(signal: AbortSignal): Promise<InjuryOutcome> {
    const total: InjuryOutcome = { reported: 0, opened: 0, closed: 0, unknown: 0 };
    for (const sport of SPORTS) {
      const sources = deps.sources.get(sport) ?? [];
      if (sources.length === 0) continue;
      for (const slate of await comingSlates(deps.db, sport))
        for (const source of sources) {
          if (signal.aborted) return total;
          if (!source.hasLeague(slate.league)) continue;
          const outcome = await look(deps, { sport, slate, source }, signal);
          for (const name of ['reported', 'opened', 'closed', 'unknown'] as const)
            total[name] += outcome?.[name] ?? 0;
        }
    }
    return total;
  };
}

/** Leagues with a game that starts soon, and when. */
async function comingSlates(db: Database, sport: Sport): Promise<readonly Slate[]> {
  const rows = await db
    .select({
      leagueId: leagues.id,
      sportId: leagues.sportId,
      league: leagues.name,
      seasonYear: sql<number>`max(${seasons.year})`,
      nextMs: sql<number>`(extract(epoch from min(${games.gameDatetime})) * 1000)::float8`,
    })
    .from(games)
    .innerJoin(leagues, eq(leagues.id, games.leagueId))
    .innerJoin(seasons, eq(seasons.id, games.seasonId))
    .innerJoin(sports, and(eq(sports.id, leagues.sportId), eq(sports.displayName, sport)))
    .where(
      and(
        inArray(games.status, ['scheduled', 'in_progress']),
        gt(games.gameDatetime, sql`now()`),
        sql`${games.gameDatetime} <= now() + ${SLATE_AHEAD_MS} * interval '1 millisecond'`,
      ),
    )
    .groupBy(leagues.id)
    .orderBy(asc(leagues.id));
  return rows;
}

async function look(
  deps: InjuryPollDeps,
  { sport, slate, source }: { sport: Sport; slate: Slate; source: InjurySource },
  signal: AbortSignal,
): Promise<InjuryOutcome | undefined> {
  const { db, clock, logger } = deps;
  const stepMs = pollStepMs(slate.nextMs - clock.nowMs());
  if (!(await takeTurn(db, `injuries ${source.name} ${slate.leagueId}`, stepMs - SLACK_MS))) return undefined;
  const run = beginRun(deps, 'poll_injuries', sport);
  const details = { league: slate.league };
  try {
    const directory = await loadTeamDirectory(db, sport);
    const league = directory.leagues.named(slate.league);
    if (!league) return undefined;
    const outcome = await ask(
      deps,
      { slate, source, league, resolver: directory.resolverOf(slate.league) },
      {
        signal,
        runId: run.runId,
      },
    );
    await run.end({
      status: 'completed',
      source: source.name,
      details: { ...details, ...outcome },
      isQuiet: true,
    });
    return outcome;
  } catch (error) {
    await run.end({ status: 'failed', details, isQuiet: true });
    if (!(error instanceof ProviderError)) throw error;
    logger.warn(
      { source: source.name, league: slate.league, problem: error.message },
      'injuries are not told',
    );
    return undefined;
  }
}

type Asked = {
  slate: Slate;
  source: InjurySource;
  league: League;
  resolver: ReturnType<Awaited<ReturnType<typeof loadTeamDirectory>>['resolverOf']>;
};

async function ask(
  { db, clock, logger }: InjuryPollDeps,
  { slate, source, league, resolver }: Asked,
  { signal, runId }: { signal: AbortSignal; runId: string },
): Promise<InjuryOutcome> {
  const list = await source.injuries(league, {
    signal,
    priority: 'correction',
    league: league.name,
    runId,
  });
  if (list.unreadable.length > 0)
    logger.warn({ source: source.name, rows: list.unreadable.slice(0, 10) }, 'rows of injuries are left out');
  return writeInjuries(db, {
    sportId: slate.sportId,
    leagueId: slate.leagueId,
    seasonYear: slate.seasonYear,
    source: source.name,
    seenAtMs: clock.nowMs(),
    reports: list.reports,
    unreadable: list.unreadable,
    teamIdOf(name) {
      const found = resolver.resolve(name);
      return found.ok ? found.teamKey : undefined;
    },
    runId,
  });
}
