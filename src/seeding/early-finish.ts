import { inArray, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { columnIn, selecting } from '../db/selecting.ts';
import { liveScores } from '../db/schema/live-scores.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { GAME, SPORT, TASK } from '../db/table-aliases.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { SPORT_FACTS } from '../sports/all-facts.ts';
import { BOX_SCORE_SPORTS, SPORTS, type Sport, hasBoxScores } from '../domain/sport.ts';
import type { Clock } from '../platform/clock.ts';
import type { RunCalls } from '../jobs/runs/run-calls.ts';
import { beginRun } from '../jobs/runs/run-log.ts';
import type { Logger } from '../platform/logger.ts';
import type { SeedJobRef } from '../jobs/job-id.ts';
import { removeOutdatedJobs } from '../jobs/bullmq/outdated-jobs.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';
import type { QueueStore } from '../jobs/store.ts';
import type { GameFinder } from '../sports/find-on-slates.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import { PRIMARY_PROVIDER } from '../reference/identities/primary-provider.ts';
import { type KnownWord, type LiveLook, lookAtSources } from './ask-live-sources.ts';
import type { LiveSource } from './paid-looks.ts';
import { recordEvent } from './events.ts';
import { selectGamesToSeed } from './games-to-seed.ts';
import { type LiveWord, writeLiveScores } from './live-scores.ts';
import { takeLiveResults } from './results/live-results.ts';
import { underWayWithoutTasks } from './results/unsettled-games.ts';

export type EarlyFinishOptions = {
  db: Database;
  /** Who tells how games stand that are on, in the order in which they are asked. */
  sources: ReadonlyMap<Sport, readonly LiveSource[]>;
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

/** What a look at all sports came to. */
export type EarlyFinishOutcome = {
  /** Tasks that were brought forward. */
  brought: number;
  /** Results that were written, of sports without box scores. */
  results: number;
  /** Why sources were not asked. */
  refusals: readonly string[];
};

/**
 * Looks at games that are on: keeps how they stand, and brings the tasks of those forward that are final before their
 * window opens. Each source is asked once a step of its own by the whole fleet, only while games are on, or could be over
 * where they are not looked at from their start: one call for each slate, or for twenty football matches, whose lines are
 * then at hand for the seeding. A failed look is another step's. The results of sports without box scores are written at
 * once; before their games are looked at from their start, `follow-results` asks for these.
 */
export function createEarlyFinish(options: EarlyFinishOptions) {
  return async function lookForFinals(signal: AbortSignal): Promise<EarlyFinishOutcome> {
    const total = { brought: 0, results: 0, refusals: [] as string[] };
    for (const sport of options.isFromStart ? SPORTS : BOX_SCORE_SPORTS) {
      const { brought, results, refusals } = await lookAtSport(options, sport, signal);
      total.brought += brought;
      total.results += results;
      total.refusals.push(...refusals);
    }
    if (total.brought > 0) await options.publish();
    return total;
  };
}

const NOTHING: EarlyFinishOutcome = { brought: 0, results: 0, refusals: [] };

async function lookAtSport(
  options: EarlyFinishOptions,
  sport: Sport,
  signal: AbortSignal,
): Promise<EarlyFinishOutcome> {
  const { db, isFromStart, store, clock, logger } = options;
  const sources = options.sources.get(sport) ?? [];
  if (sources.length === 0 || signal.aborted) return NOTHING;
  const games = hasBoxScores(sport)
    ? await candidates(db, sport, isFromStart)
    : await underWayWithoutTasks(db, sport);
  if (games.length === 0) return NOTHING;
  const run = beginRun(options, 'finish_early', sport);
  const known = await knownWords(db, games);
  const live = lookAtSources({ db, clock, logger }, sources, { sport, runId: run.runId, known });
  const looks = await Promise.allSettled(games.map((game) => look(live, game, run.runId, signal)));
  await live.end();
  const nowMs = clock.nowMs();
  const seen: Seen[] = [];
  for (const one of looks) {
    if (one.status === 'rejected') logger.debug({ err: one.reason, sport }, 'no look at a game');
    if (one.status === 'fulfilled' && one.value.seen) seen.push({ ...one.value, seen: one.value.seen });
  }
  const words = seen.map((one) => wordOf({ sources, live, runId: run.runId, nowMs }, one));
  const kept = await db.transaction((tx) => writeLiveScores(tx, words, PRIMARY_PROVIDER));
  const told = seen.filter(({ game }) => kept.has(game.gameId));
  const outdated: SeedJobRef[] = [];
  let results = 0;
  if (hasBoxScores(sport)) {
    for (const { game, seen: word } of told)
      if (word.status === 'completed') outdated.push(...(await bringForward(db, game.gameId, run.runId)));
  } else {
    results = await takeLiveResults({ db, logger }, told, { runId: run.runId, actor: 'finish-early' });
  }
  const brought = outdated.length;
  await run.end({
    status: 'completed',
    details: {
      games: games.length,
      finals: brought,
      ...(results > 0 ? { results } : {}),
      ...(live.refusals.length > 0 ? { refusals: live.refusals } : {}),
    },
    rows: { live_scores: kept.size },
    isQuiet: true,
  });
  await removeOutdatedJobs({ store, logger }, sport, outdated);
  return { brought, results, refusals: live.refusals };
}

/** What a source said of a game. */
type Seen = { game: GameToSeed; seen: ProviderGame };

async function look(finder: GameFinder, game: GameToSeed, runId: string, signal: AbortSignal) {
  const seen = await finder.findGame(game, {
    signal,
    priority: 'first_pass',
    league: game.leagueName,
    runId,
    gameId: String(game.gameId),
  });
  return { game, seen };
}

type Asked = { sources: readonly LiveSource[]; live: LiveLook; runId: string; nowMs: number };

/** What a source said when it was asked; the next word is due with its next look. */
function wordOf({ sources, live, runId, nowMs }: Asked, { game: { gameId }, seen }: Seen): LiveWord {
  const stepMs = sources.find(({ name }) => name === seen.source)?.stepMs ?? 0;
  const askedAtMs = seen.source === undefined ? undefined : live.askedAtMs(gameId, seen.source);
  return { gameId, seen, seenAtMs: Math.min(nowMs, askedAtMs ?? nowMs), nextLookMs: nowMs + stepMs, runId };
}

async function knownWords(
  db: Database,
  games: readonly GameToSeed[],
): Promise<ReadonlyMap<number, KnownWord>> {
  const ids = games.map(({ gameId }) => gameId);
  const { gameId, source, expectedBy, refutedSources: refuted } = liveScores;
  const rows = await db
    .select({
      gameId,
      heardFrom: sql<string | null>`case when ${expectedBy} > now() then ${source} end`,
      refuted,
    })
    .from(liveScores)
    .where(inArray(gameId, ids));
  return new Map(rows.map(({ gameId: id, ...word }) => [id, word]));
}

/**
 * Games whose first pass waits for its window and that have begun, or could be over by now; those as well whose final
 * turned out to be none, so that they wait for it.
 */
function candidates(db: Database, sport: Sport, isFromStart: boolean): Promise<GameToSeed[]> {
  return selectGamesToSeed(
    db,
    sql`${SPORT.displayName} = ${sport} and ${SPORT.pausedAt} is null and ${GAME.timeConfirmed}
        and ${GAME.status} in ('scheduled', 'in_progress')
        and ${GAME.gameDatetime} <= now() - ${isFromStart ? 0 : SPORT_FACTS[sport].firstLookMinutes} * interval '1 minute'
        and exists (select 1 from ${seedingTasks} as ${TASK}
                    where ${TASK.gameId} = ${GAME.id} and ${TASK.pass} = 'first' and ${TASK.status} = 'pending'
                      and ${TASK.dueAt} > now() + ${WINDOW_AHEAD_SECONDS} * interval '1 second'
                      and (${TASK.holdReason} is null and ${TASK.dueAt} = ${TASK.scheduledTime}
                           or ${TASK.holdReason} = 'not_final' and ${TASK.scheduledTime} > now()))`,
  );
}

/** Gives the jobs that were to bring the game at its window. */
function bringForward(db: Database, gameId: number, runId: string): Promise<readonly SeedJobRef[]> {
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
