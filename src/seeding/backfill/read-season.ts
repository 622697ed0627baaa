import { eq, sql } from 'drizzle-orm';
import type { Config } from '../../config/config.ts';
import type { Database, Executor } from '../../db/database.ts';
import { leagues } from '../../db/schema/reference.ts';
import { blanketSweeps } from '../../db/schema/tasks.ts';
import { GAME } from '../../db/table-aliases.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import type { Sport } from '../../domain/sport.ts';
import type { WorkOutcome, WorkRun } from '../../jobs/kinds.ts';
import type { RunCalls } from '../../jobs/runs/run-calls.ts';
import { beginRun } from '../../jobs/runs/run-log.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { loadLeagues } from '../../reference/leagues/load-leagues.ts';
import { externalIdOf } from '../../reference/identities/external-ids.ts';
import type { SportAdapter } from '../../sports/adapter.ts';
import type { LeagueSource } from '../../sports/league-source.ts';
import { selectGamesToSeed } from '../games-to-seed.ts';
import { decideFailure } from '../policy.ts';
import { type BackfillStep, askForStep } from './backfill-kind.ts';
import { type Backfill, after, saveProgress } from './backfill-progress.ts';
import { type LearntGame, matchSeason, saveLearnt } from './learn-season.ts';

/** What the steps of a back-fill work with. */
export type BackfillDeps = {
  db: Database;
  sources: ReadonlyMap<Sport, LeagueSource>;
  adapters: ReadonlyMap<Sport, SportAdapter>;
  /** Publishes tasks and steps that were made; what fails is published later by others. */
  publish: () => Promise<unknown>;
  delayMs: Config['seeding']['delayMs'];
  maxRetries: number;
  /** Knows the provider calls of each run. */
  runCalls: RunCalls;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
};

export type StepRun = WorkRun<BackfillStep>;

/** Pause before the season is asked for again after the provider failed. */
const FAILED_LOOK_PAUSE_MS = 5 * 60_000;

/** Games whose learnt facts are written in one statement. */
const LEARN_PAGE = 200;

type ReadLeague = { id: number; name: string };

/** Asks for the season of a league, and writes what it says of our games: one call. */
export async function readSeason(
  deps: BackfillDeps,
  run: StepRun,
  backfill: Backfill,
  leagueId: number,
): Promise<WorkOutcome> {
  const [league] = await deps.db
    .select({ id: leagues.id, name: leagues.name })
    .from(leagues)
    .where(eq(leagues.id, leagueId));
  if (!league) return { kind: 'skip', note: 'the league is gone' };
  const log = beginRun(deps, 'sweep_season', backfill.sport);
  const end = (status: 'completed' | 'failed'): Promise<void> =>
    log.end({
      status,
      season: backfill.season,
      details: { league: league.name, sweep: backfill.id },
      isQuiet: true,
    });
  let season: readonly ProviderGame[];
  try {
    season = await askSeason(deps, backfill, league.name, { signal: run.signal, runId: log.runId });
    await end('completed');
  } catch (error) {
    await end('failed');
    return postpone(deps, run, backfill, { league, error });
  }
  const { learnt, games } = await recognise(deps, backfill, league, season);
  const note = `the season of ${league.name} was read: ${learnt.length} of ${games} games recognised`;
  return {
    kind: 'done',
    note,
    write: (tx) => writeSeason(tx, backfill, { leagueId, learnt, note, runId: log.runId }),
    afterwards: deps.publish,
  };
}

async function askSeason(
  { db, sources }: BackfillDeps,
  { sport, season }: Backfill,
  leagueName: string,
  asking: { signal: AbortSignal; runId: string },
): Promise<readonly ProviderGame[]> {
  const source = sources.get(sport);
  const league = (await loadLeagues(db)).find(sport, leagueName);
  if (!source || !league) return [];
  const context = { ...asking, priority: 'backfill', league: leagueName } as const;
  return (await source.seasonGames(league, season, context)).games;
}

async function recognise(
  { db, adapters }: BackfillDeps,
  { sport, seasonId }: Backfill,
  league: ReadLeague,
  season: readonly ProviderGame[],
): Promise<{ learnt: readonly LearntGame[]; games: number }> {
  const games = await selectGamesToSeed(
    db,
    sql`${GAME.leagueId} = ${league.id} and ${GAME.seasonId} = ${seasonId}
        and ${GAME.seedingStatus} not in ('completed', 'skipped')
        and (${GAME.status} not in ('completed', 'awarded', 'cancelled') or ${externalIdOf('game', GAME.id)} is null)`,
  );
  const isSide = await adapters.get(sport)?.sideMatcher(league.name);
  return { learnt: isSide ? matchSeason(games, season, isSide) : [], games: games.length };
}

async function writeSeason(
  tx: Executor,
  backfill: Backfill,
  {
    leagueId,
    learnt,
    note,
    runId,
  }: { leagueId: number; learnt: readonly LearntGame[]; note: string; runId: string },
): Promise<void> {
  for (let from = 0; from < learnt.length; from += LEARN_PAGE) {
    await saveLearnt(tx, learnt.slice(from, from + LEARN_PAGE), runId);
  }
  await saveProgress(tx, backfill, {
    leaguesRead: sql`array_append(${blanketSweeps.leaguesRead}, ${leagueId}::int)`,
    apiCallsMade: sql`${blanketSweeps.apiCallsMade} + 1`,
    dueAt: sql`now()`,
    note,
  });
  await askForStep(tx, backfill.id);
}

/** Lets the back-fill wait, or ends it where no wait can help. */
async function postpone(
  { clock, logger }: BackfillDeps,
  run: StepRun,
  backfill: Backfill,
  { league, error }: { league: ReadLeague; error: unknown },
): Promise<WorkOutcome> {
  const policy = decideFailure(error, clock.nowMs());
  if (run.signal.aborted || policy.kind === 'aborted') {
    await run.fenced((tx) => saveProgress(tx, backfill, { dueAt: sql`now()` }));
    run.signal.throwIfAborted();
    return { kind: 'snooze', delayMs: 0, reason: 'aborted', detail: 'the call was given up' };
  }
  const { message } = policy;
  if (policy.kind === 'giveUp') {
    await run.fenced((tx) =>
      saveProgress(tx, backfill, { status: 'failed', finishedAt: sql`now()`, note: message }),
    );
    logger.error({ err: error, backfillId: backfill.id }, 'the back-fill ended: the season cannot be read');
    return { kind: 'fail', errorType: policy.errorType, message: `${league.name}: ${message}` };
  }
  const delayMs = policy.kind === 'hold' ? policy.delayMs : FAILED_LOOK_PAUSE_MS;
  await run.fenced((tx) => saveProgress(tx, backfill, { dueAt: after(delayMs), note: `waits: ${message}` }));
  const reason = policy.kind === 'hold' ? policy.reason : 'provider_failed';
  return { kind: 'snooze', delayMs, reason, detail: `${league.name}: ${message}` };
}
