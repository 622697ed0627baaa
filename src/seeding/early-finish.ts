import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { bareColumns } from '../db/bare-columns.ts';
import { firstRow, rowsOf } from '../db/rows.ts';
import { columnIn, selecting } from '../db/selecting.ts';
import { providerProbes } from '../db/schema/figures.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { GAME, SPORT, TASK } from '../db/table-aliases.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { SPORT_FACTS } from '../sports/all-facts.ts';
import { SPORTS, type Sport } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import type { RunCalls } from '../jobs/runs/run-calls.ts';
import { beginRun } from '../jobs/runs/run-log.ts';
import type { Logger } from '../platform/logger.ts';
import type { SeedJobRef } from '../jobs/job-id.ts';
import { removeOutdatedJobs } from '../jobs/bullmq/outdated-jobs.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';
import type { QueueStore } from '../jobs/store.ts';
import type { GameFinder } from '../sports/find-on-slates.ts';
import { PRIMARY_PROVIDER } from '../reference/identities/primary-provider.ts';
import { recordEvent } from './events.ts';
import { selectGamesToSeed } from './games-to-seed.ts';
import { type LiveWord, mayBeOver, writeLiveScores } from './live-scores.ts';

export type EarlyFinishOptions = {
  db: Database;
  /** Who tells how games stand that are on. */
  adapters: ReadonlyMap<Sport, GameFinder>;
  /** Pause between two looks at the games of a sport. */
  stepMs: Readonly<Record<Sport, number>>;
  /** Whether games are looked at from their start on, and not only once they could be over. */
  isFromStart: boolean;
  publish: () => Promise<unknown>;
  store: Pick<QueueStore, 'removeJob'>;
  /** Knows the provider calls of each run. */
  runCalls: RunCalls;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
};

/** A window that opens within this time anyhow needs no look of its own. */
const WINDOW_AHEAD_SECONDS = 60;

/**
 * Looks at games that are on: keeps how they stand, and brings the tasks of those forward that are final before their
 * window opens. A look at a sport is shared by the fleet and comes once a step, only while games are on, or could be over
 * where they are not looked at from their start: one call for each slate, or for twenty football matches, whose lines are
 * then at hand for the seeding. A failed look is another step's.
 */
export function createEarlyFinish(options: EarlyFinishOptions) {
  return async function lookForFinals(signal: AbortSignal): Promise<{ brought: number }> {
    let brought = 0;
    for (const sport of SPORTS) brought += await lookAtSport(options, sport, signal);
    if (brought > 0) await options.publish();
    return { brought };
  };
}

/** Gives the number of tasks that were brought forward. */
async function lookAtSport(options: EarlyFinishOptions, sport: Sport, signal: AbortSignal): Promise<number> {
  const { db, adapters, stepMs, isFromStart, store, clock, logger } = options;
  const adapter = adapters.get(sport);
  if (!adapter || signal.aborted) return 0;
  const games = await candidates(db, sport, isFromStart);
  if (games.length === 0 || !(await takeTurn(db, sport, stepMs[sport]))) return 0;
  const run = beginRun(options, 'finish_early', sport);
  const looks = await Promise.allSettled(games.map((game) => look(adapter, game, run.runId, signal)));
  const nowMs = clock.nowMs();
  const words: LiveWord[] = [];
  const finals: GameToSeed[] = [];
  for (const one of looks) {
    if (one.status === 'rejected') logger.debug({ err: one.reason, sport }, 'no look at a game');
    if (one.status === 'rejected' || !one.value.seen) continue;
    const { game, seen } = one.value;
    const isFinal = seen.status === 'completed';
    if (isFinal && !mayBeOver(sport, game.tipOffMs, nowMs)) {
      logger.warn({ gameId: game.gameId, source: seen.source }, 'a game is called over before it can be');
      continue;
    }
    const { gameId } = game;
    words.push({ gameId, seen, seenAtMs: nowMs, nextLookMs: nowMs + stepMs[sport], runId: run.runId });
    if (isFinal) finals.push(game);
  }
  if (words.length > 0) await db.transaction((tx) => writeLiveScores(tx, words, PRIMARY_PROVIDER));
  const outdated: SeedJobRef[] = [];
  for (const game of finals) outdated.push(...(await bringForward(db, game, run.runId)));
  const brought = outdated.length;
  await run.end({
    status: 'completed',
    details: { games: games.length, finals: brought },
    rows: { live_scores: words.length },
    isQuiet: true,
  });
  await removeOutdatedJobs({ store, logger }, sport, outdated);
  return brought;
}

async function look(adapter: GameFinder, game: GameToSeed, runId: string, signal: AbortSignal) {
  const seen = await adapter.findGame(game, {
    signal,
    priority: 'first_pass',
    league: game.leagueName,
    runId,
    gameId: String(game.gameId),
  });
  return { game, seen };
}

/** Games whose first pass waits for its window and that have begun, or could be over by now. */
function candidates(db: Database, sport: Sport, isFromStart: boolean): Promise<GameToSeed[]> {
  return selectGamesToSeed(
    db,
    sql`${SPORT.displayName} = ${sport} and ${SPORT.pausedAt} is null and ${GAME.timeConfirmed}
        and ${GAME.status} in ('scheduled', 'in_progress')
        and ${GAME.gameDatetime} <= now() - ${isFromStart ? 0 : SPORT_FACTS[sport].firstLookMinutes} * interval '1 minute'
        and exists (select 1 from ${seedingTasks} as ${TASK}
                    where ${TASK.gameId} = ${GAME.id} and ${TASK.pass} = 'first' and ${TASK.status} = 'pending'
                      and ${TASK.holdReason} is null
                      and ${TASK.dueAt} > now() + ${WINDOW_AHEAD_SECONDS} * interval '1 second'
                      and ${TASK.dueAt} = ${TASK.scheduledTime})`,
  );
}

/** One look of the fleet a step; whoever dies in it leaves the next look to the others. */
async function takeTurn(db: Database, sport: Sport, stepMs: number): Promise<boolean> {
  const { subject, probedAt } = providerProbes;
  const row = await firstRow(
    db,
    sql`insert into ${providerProbes} (${bareColumns(subject, probedAt)}) values (${`early-finish ${sport}`}, now())
        on conflict (${bareColumns(subject)}) do update set ${bareColumns(probedAt)} = now()
        where ${probedAt} <= now() - ${stepMs} * interval '1 millisecond'
        returning 1 as taken`,
  );
  return row !== undefined;
}

/** Gives the jobs that were to bring the game at its window. */
function bringForward(db: Database, { gameId }: GameToSeed, runId: string): Promise<readonly SeedJobRef[]> {
  return db.transaction(async (tx) => {
    const selected = {
      gameId: columnIn('moved', seedingTasks.gameId),
      pass: columnIn('moved', seedingTasks.pass),
      revision: sql<number>`${columnIn('moved', seedingTasks.revision)} - 1`,
    };
    const outdated = await rowsOf(
      tx,
      selecting(selected, (list) =>
        transitionSql({
          table: seedingTasks,
          event: 'reschedule',
          where: sql`${seedingTasks.gameId} = ${gameId} and ${seedingTasks.pass} = 'first'
                   and ${seedingTasks.status} = 'pending' and ${seedingTasks.dueAt} > now()`,
          also: { dueAt: sql`now()` },
          select: sql`select ${list} from moved`,
        }),
      ),
    );
    if (outdated.length > 0) {
      await recordEvent(tx, {
        gameId,
        kind: 'early_final',
        message: 'The game is final before its window opens: it is seeded now.',
        actor: 'early-finish',
        runId,
      });
    }
    return outdated;
  });
}
