import type { Database } from '../../db/database.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { ProviderError, isOurOwn } from '../../domain/provider-error.ts';
import type { Sport } from '../../domain/sport.ts';
import type { RunCalls } from '../../jobs/runs/run-calls.ts';
import { beginRun } from '../../jobs/runs/run-log.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { QuotaPriority } from '../../providers/client/quota-priority.ts';
import type { GameFinder } from '../../sports/find-on-slates.ts';
import { SeedingError } from '../policy.ts';
import { isSettled, takeResult } from './take-result.ts';

export type ResultDeps = {
  db: Database;
  /** Who tells how games stand, over the sources of each sport in their order. */
  finders: ReadonlyMap<Sport, GameFinder>;
  /** Knows the provider calls of each run. */
  runCalls: RunCalls;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
};

/** What became of games whose results were asked for. */
export type ResultOutcome = {
  asked: number;
  settled: number;
  /** Still to be played or ended, as the source says. */
  open: number;
  /** The source does not know the game. */
  unknown: number;
  failed: number;
};

const NOTHING: ResultOutcome = { asked: 0, settled: 0, open: 0, unknown: 0, failed: 0 };

type Asking = { games: readonly GameToSeed[]; priority: QuotaPriority; actor: string; signal: AbortSignal };

/**
 * Asks for the results of games, league by league and day by day in UTC: the games of a day share one scoreboard. A
 * day whose first game cannot be had is left for the next time. Results are written one by one, so that nothing is
 * lost where the process ends, and asking again changes nothing.
 */
export async function updateResults(
  deps: ResultDeps,
  { games, priority, actor, signal }: Asking,
): Promise<ResultOutcome> {
  const total = { ...NOTHING };
  for (const [sport, ofSport] of Map.groupBy(games, (game) => game.sport)) {
    const finder = deps.finders.get(sport);
    if (!finder || signal.aborted) continue;
    const run = beginRun(deps, 'update_games', sport);
    const outcome = { ...NOTHING };
    for (const ofDay of Map.groupBy(ofSport, dayOf).values()) {
      if (signal.aborted) break;
      add(outcome, await askDay(deps, finder, { games: ofDay, priority, actor, signal, runId: run.runId }));
    }
    const isWorthless = outcome.asked > 0 && outcome.failed === outcome.asked;
    await run.end({ status: isWorthless ? 'failed' : 'completed', details: outcome, isQuiet: true });
    add(total, outcome);
  }
  return total;
}

function dayOf({ leagueName, tipOffMs }: GameToSeed): string {
  return `${leagueName} ${new Date(tipOffMs).toISOString().slice(0, 'YYYY-MM-DD'.length)}`;
}

async function askDay(
  deps: ResultDeps,
  finder: GameFinder,
  { games, ...asking }: Asking & { runId: string },
): Promise<ResultOutcome> {
  const [first, ...others] = games;
  const outcome = { ...NOTHING, asked: games.length };
  if (!first) return outcome;
  const ofFirst = await askGame(deps, finder, { game: first, ...asking });
  outcome[ofFirst] += 1;
  if (ofFirst === 'failed') return { ...outcome, failed: games.length };
  for (const game of others) outcome[await askGame(deps, finder, { game, ...asking })] += 1;
  return outcome;
}

async function askGame(
  { db, logger }: ResultDeps,
  finder: GameFinder,
  { game, priority, actor, signal, runId }: Omit<Asking, 'games'> & { game: GameToSeed; runId: string },
): Promise<'settled' | 'open' | 'unknown' | 'failed'> {
  const { gameId, leagueName: league } = game;
  try {
    const seen = await finder.findGame(game, { signal, priority, league, runId, gameId: String(gameId) });
    if (!seen) return 'unknown';
    const isNew = await takeResult(db, { game, seen, runId, actor });
    return isNew || isSettled(seen) ? 'settled' : 'open';
  } catch (error) {
    // One game of a provider is one game here: whose it is, somebody has to say.
    const isOfGame = error instanceof SeedingError;
    if (!isOfGame && (!(error instanceof ProviderError) || isOurOwn(error))) throw error;
    logger[isOfGame ? 'warn' : 'debug']({ err: error, gameId }, 'no result of a game');
    if (isOfGame) return 'unknown';
    return 'failed';
  }
}

function add(total: ResultOutcome, part: ResultOutcome): void {
  for (const name of Object.keys(total) as (keyof ResultOutcome)[]) total[name] += part[name];
}

/** `15 games asked for: 13 settled, 2 still open`. */
export function outcomeWords({ asked, settled, open, unknown, failed }: ResultOutcome): string {
  if (asked === 0) return 'no game waits for a result';
  const parts = [
    `${settled} settled`,
    ...(open > 0 ? [`${open} still open`] : []),
    ...(unknown > 0 ? [`${unknown} that no source knows`] : []),
    ...(failed > 0 ? [`${failed} that no source told`] : []),
  ];
  return `${asked} ${asked === 1 ? 'game' : 'games'} asked for: ${parts.join(', ')}`;
}
