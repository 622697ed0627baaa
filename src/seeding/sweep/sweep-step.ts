import { type SQL, sql } from 'drizzle-orm';
import type { Config } from '../../config/config.ts';
import type { Database, Executor } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { ProviderGame } from '../../domain/box-score.ts';
import { findLeague } from '../../domain/league.ts';
import { FALLBACK_SWEEP_GAMES } from '../../domain/plans.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunCalls } from '../../jobs/runs/run-calls.ts';
import { beginRun } from '../../jobs/runs/run-log.ts';
import type { CallContext } from '../../providers/client/provider-call.ts';
import type { Logger } from '../../platform/logger.ts';
import { gamesOpenAgainSql } from '../../jobs/ledger/game-standing.ts';
import { ONE_TASK_A_PASS, enqueueSql, onConflictTransition } from '../../jobs/ledger/write-transitions.ts';
import { externalIdOf } from '../../reference/identities/external-ids.ts';
import type { LeagueSource } from '../../sports/league-source.ts';
import type { SportAdapter } from '../../sports/adapter.ts';
import { selectGamesToSeed } from '../games-to-seed.ts';
import { decideFailure } from '../policy.ts';
import { matchSeason, saveLearnt } from './learn-season.ts';
import { decideSweepStep } from './decide-step.ts';

export type SweepStepOptions = {
  db: Database;
  sources: ReadonlyMap<Sport, LeagueSource>;
  adapters: ReadonlyMap<Sport, SportAdapter>;
  /** Publishes tasks that were made; what fails is published later by others. */
  publish: () => Promise<unknown>;
  delayMs: Config['seeding']['delayMs'];
  maxRetries: number;
  /** Knows the provider calls of each run. */
  runCalls: RunCalls;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
};

/** Games that are handed out at once: two full calls of twenty, and no more than a worker or two take up in a minute. */
export const SWEEP_WINDOW = 40;

/** A game that is due within this time counts as one that is being read. */
const SOON_MS = 30_000;

/** A step that its process did not finish is taken up again after this long; the longest is one call. */
const STEP_LEASE_MS = 60_000;

/** Pause before the season is asked for again after the provider failed. */
const FAILED_LOOK_PAUSE_MS = 5 * 60_000;

/** Games whose learnt facts are written in one statement. */
const LEARN_PAGE = 200;

type Sweep = {
  id: number;
  revision: number;
  sport: Sport;
  sport_id: number;
  season_id: number;
  season: number;
  league_id: number | null;
  origin: 'manual' | 'fallback';
  leagues_read: number[];
  last_game_id: number;
  games_total: number | null;
  games_queued: number;
};

/** The sweep was paused, ended or taken up by somebody else meanwhile. */
class StepLostError extends Error {
  override readonly name = 'StepLostError';
}

/**
 * Makes the next step of the sweep that has waited longest, if one is due: reads one league's season, or hands out
 * the next games. Everything that a sweep has done is in PostgreSQL before the step ends, so that a process that is
 * killed costs one step at the most. Says in words what was done; undefined when no sweep is due.
 */
export function createSweepStep(options: SweepStepOptions) {
  const { db, sources, adapters, publish, delayMs, maxRetries, clock, logger } = options;

  return async function sweepStep(signal: AbortSignal): Promise<string | undefined> {
    const sweep = await claimSweep();
    if (!sweep) return undefined;
    try {
      return await step(sweep, signal);
    } catch (error) {
      if (error instanceof StepLostError) return `sweep ${sweep.id}: changed by somebody else meanwhile`;
      throw error;
    }
  };

  async function step(sweep: Sweep, signal: AbortSignal): Promise<string> {
    const league = await nextUnreadLeague(sweep);
    if (league) return readSeason(sweep, league, signal);
    const note = await handOut(sweep);
    await publish();
    return note;
  }

  async function claimSweep(): Promise<Sweep | undefined> {
    return firstRow<Sweep>(
      db,
      sql`
        update blanket_sweeps as sweep
        set revision = revision + 1, due_at = now() + ${STEP_LEASE_MS} * interval '1 millisecond', updated_at = now()
        from sports as sport, seasons as season
        where sport.id = sweep.sport_id and season.id = sweep.season_id and sweep.id = (
          select candidate.id from blanket_sweeps as candidate join sports on sports.id = candidate.sport_id
          where candidate.status = 'running' and candidate.due_at <= now() and sports.paused_at is null
          order by candidate.due_at limit 1 for update of candidate skip locked)
        returning sweep.id, sweep.revision, sport.display_name as sport, sweep.sport_id, sweep.season_id,
                  season.year as season, sweep.league_id, sweep.origin, sweep.leagues_read, sweep.last_game_id,
                  sweep.games_total, sweep.games_queued`,
    );
  }

  /** Changes the sweep if this step is still its latest. */
  async function save(executor: Executor, sweep: Sweep, changes: SQL): Promise<void> {
    const saved = await firstRow(
      executor,
      sql`update blanket_sweeps set ${changes}, updated_at = now()
          where id = ${sweep.id} and revision = ${sweep.revision} and status = 'running' returning id`,
    );
    if (!saved) throw new StepLostError();
  }

  function nextUnreadLeague(sweep: Sweep): Promise<{ id: number; name: string } | undefined> {
    return firstRow<{ id: number; name: string }>(
      db,
      sql`select league.id, league.name from leagues as league
          where league.sport_id = ${sweep.sport_id}
            and (${sweep.league_id}::int is null or league.id = ${sweep.league_id}::int)
            and league.id <> all(${sql.param(sweep.leagues_read)}::int[])
            and exists (select 1 from games as game where game.league_id = league.id and game.season_id = ${sweep.season_id}
                          and game.seeding_status not in ('completed', 'skipped'))
          order by league.id limit 1`,
    );
  }

  async function readSeason(
    sweep: Sweep,
    { id: leagueId, name }: { id: number; name: string },
    signal: AbortSignal,
  ): Promise<string> {
    const what = `sweep ${sweep.id}: the season of ${name}`;
    const run = beginRun(options, 'sweep_season', sweep.sport);
    const end = (status: 'completed' | 'failed') =>
      run.end({ status, season: sweep.season, details: { league: name, sweep: sweep.id }, isQuiet: true });
    let season: readonly ProviderGame[];
    try {
      season = await askSeason(sweep, name, { signal, runId: run.runId });
      await end('completed');
    } catch (error) {
      await end('failed');
      return `${what} could not be read: ${await postpone(sweep, error, signal)}`;
    }
    const games = await selectGamesToSeed(
      db,
      sql`game.league_id = ${leagueId} and game.season_id = ${sweep.season_id}
          and game.seeding_status not in ('completed', 'skipped')
          and (game.status not in ('completed', 'awarded', 'cancelled') or ${externalIdOf('game', sql`game.id`)} is null)`,
    );
    const isSide = await adapters.get(sweep.sport)?.sideMatcher(name);
    const learnt = isSide ? matchSeason(games, season, isSide) : [];
    for (let from = 0; from < learnt.length; from += LEARN_PAGE) {
      await db.transaction((tx) => saveLearnt(tx, learnt.slice(from, from + LEARN_PAGE)));
    }
    await save(
      db,
      sweep,
      sql`leagues_read = array_append(leagues_read, ${leagueId}::int), api_calls_made = api_calls_made + 1,
          due_at = now(), note = ${`the season of ${name} was read: ${learnt.length} of ${games.length} games recognised`}`,
    );
    return `${what} was read: ${learnt.length} of ${games.length} games recognised`;
  }

  async function askSeason(
    sweep: Sweep,
    leagueName: string,
    asking: Pick<CallContext, 'signal' | 'runId'>,
  ): Promise<readonly ProviderGame[]> {
    const source = sources.get(sweep.sport);
    const league = findLeague(sweep.sport, leagueName);
    if (!source || !league) return [];
    const context = { ...asking, priority: 'backfill', league: leagueName } as const;
    return (await source.seasonGames(league, sweep.season, context)).games;
  }

  /** Lets the sweep wait, or ends it where no wait can help. */
  async function postpone(sweep: Sweep, error: unknown, signal: AbortSignal): Promise<string> {
    if (signal.aborted) {
      await save(db, sweep, sql`due_at = now()`);
      return 'the worker stops';
    }
    const policy = decideFailure(error, clock.nowMs());
    if (policy.kind === 'aborted') {
      await save(db, sweep, sql`due_at = now()`);
      return 'the call was given up';
    }
    if (policy.kind === 'giveUp') {
      await save(db, sweep, sql`status = 'failed', finished_at = now(), note = ${policy.message}`);
      logger.error({ err: error, sweepId: sweep.id }, 'the sweep ended: the season cannot be read');
      return policy.message;
    }
    const delayMs = policy.kind === 'hold' ? policy.delayMs : FAILED_LOOK_PAUSE_MS;
    await save(
      db,
      sweep,
      sql`due_at = now() + ${delayMs} * interval '1 millisecond', note = ${`waits: ${policy.message}`}`,
    );
    return policy.message;
  }

  /** Hands out the next games, up to the window, and moves the mark with them. */
  function handOut(sweep: Sweep): Promise<string> {
    return db.transaction(async (tx) => {
      const total = sweep.games_total ?? (await countWanted(tx, sweep));
      const { open, waiting } = await countOpen(tx, sweep.id);
      const decision = decideSweepStep({
        open,
        waiting,
        queued: sweep.games_queued,
        window: SWEEP_WINDOW,
        limit: sweep.origin === 'fallback' ? FALLBACK_SWEEP_GAMES : undefined,
      });
      const games = decision.room === 0 ? [] : await nextGames(tx, sweep, decision.room);
      const isOver = open + waiting === 0 && games.length === 0;
      const queued = sweep.games_queued + (await openTasks(tx, sweep, games));
      const note = isOver
        ? `all games are handed out and finished`
        : `${queued} of ${total} games handed out`;
      await save(
        tx,
        sweep,
        sql`games_total = ${total}, games_queued = ${queued}, last_game_id = ${games.at(-1) ?? sweep.last_game_id},
            note = ${note}, due_at = now() + interval '1 second',
            status = ${isOver ? 'completed' : 'running'}, finished_at = ${isOver ? sql`now()` : sql`null`}`,
      );
      return `sweep ${sweep.id}: ${note}`;
    });
  }

  function wanted(sweep: Sweep): SQL {
    const isFallback = sweep.origin === 'fallback';
    return sql`
      game.sport_id = ${sweep.sport_id} and game.season_id = ${sweep.season_id}
      and (${sweep.league_id}::int is null or game.league_id = ${sweep.league_id}::int)
      and game.status = 'completed' and game.seeding_status not in ('completed', 'skipped')
      and game.id > ${sweep.last_game_id}
      and case when task.id is null then ${!isFallback}
               when task.status = 'failed' or (task.status = 'completed' and game.seeding_status = 'partial')
               then ${!isFallback} or task.blanket_id is null
               else false end`;
  }

  async function countWanted(tx: Executor, sweep: Sweep): Promise<number> {
    const row = await firstRow<{ count: number }>(
      tx,
      sql`select count(*) as count from games as game
          left join seeding_tasks as task on task.game_id = game.id and task.pass = 'first' where ${wanted(sweep)}`,
    );
    const count = row?.count ?? 0;
    return sweep.origin === 'fallback' ? Math.min(count, FALLBACK_SWEEP_GAMES) : count;
  }

  async function nextGames(tx: Executor, sweep: Sweep, limit: number): Promise<readonly number[]> {
    const rows = await rowsOf<{ id: number }>(
      tx,
      sql`select game.id from games as game
          left join seeding_tasks as task on task.game_id = game.id and task.pass = 'first'
          where ${wanted(sweep)} order by game.id limit ${limit}`,
    );
    return rows.map(({ id }) => id);
  }

  /** A spent quota and a provider in trouble are everybody's: games that wait for those are not told apart. */
  async function countOpen(tx: Executor, sweepId: number): Promise<{ open: number; waiting: number }> {
    const row = await firstRow<{ open: number; waiting: number }>(
      tx,
      sql`select count(*) filter (where not is_waiting) as open, count(*) filter (where is_waiting) as waiting
          from (select status = 'pending' and due_at > now() + ${SOON_MS} * interval '1 millisecond'
                         and coalesce(hold_reason, '') not in ('quota', 'breaker_open', 'worker_trouble', 'paused') as is_waiting
                from seeding_tasks where blanket_id = ${sweepId} and status in ('pending', 'running')) as task`,
    );
    return row ?? { open: 0, waiting: 0 };
  }

  /** Makes or opens the first-pass task of each game, due now, with fresh attempts; what it has already stays. */
  async function openTasks(tx: Executor, sweep: Sweep, gameIds: readonly number[]): Promise<number> {
    if (gameIds.length === 0) return 0;
    const opened = await rowsOf<{ id: number }>(
      tx,
      enqueueSql(seedingTasks, {
        columns: ['gameId', 'scheduledTime', 'dueAt', 'maxRetries', 'plan', 'blanketId'],
        source: sql`
          select game.id, game.game_datetime + ${delayMs[sweep.sport]} * interval '1 millisecond', now(),
                 ${maxRetries}::int, 'blanket', ${sweep.id}::int
          from games as game where game.id = any(${sql.param([...gameIds])}::int[])
          order by game.id`,
        conflictOn: ONE_TASK_A_PASS,
        onConflict: onConflictTransition({
          table: seedingTasks,
          event: 'requeue',
          where: sql`${seedingTasks.status} in ('failed', 'completed')`,
          also: {
            plan: 'blanket',
            blanketId: sql`excluded.blanket_id`,
            dueAt: sql`now()`,
            fallbackFrom: sql`coalesce(${seedingTasks.fallbackFrom}, ${seedingTasks.plan})`,
          },
        }),
        returning: sql`id`,
      }),
    );
    await tx.execute(gamesOpenAgainSql(opened.map(({ id }) => id)));
    await tx.execute(sql`
      insert into game_events (game_id, task_id, kind, message, data, actor)
      select task.game_id, task.id, 'seed_requested', ${`Seeding asked for by sweep ${sweep.id} over the season.`},
             ${JSON.stringify({ sweepId: sweep.id })}::jsonb, ${`sweep ${sweep.id}`}
      from seeding_tasks as task where task.id = any(${sql.param(opened.map(({ id }) => id))}::int[])`);
    return opened.length;
  }
}
