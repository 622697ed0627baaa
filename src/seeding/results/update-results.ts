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
import type { LiveSource } from '../paid-looks.ts';
import { SeedingError } from '../policy.ts';
import { lookForResults } from './paid-sources.ts';
import { isSettled, takeResult } from './take-result.ts';

export type ResultDeps = {
  db: Database;
  /** Who tells how games stand, in the order in which they are asked, with how their looks are paid. */
  sources: ReadonlyMap<Sport, readonly LiveSource[]>;
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
  /** Games with a result that were looked at once more, and those of them of which the source says another score now. */
  again: number;
  corrected: number;
};

const NOTHING: ResultOutcome = {
  asked: 0,
  settled: 0,
  open: 0,
  unknown: 0,
  failed: 0,
  again: 0,
  corrected: 0,
};

/** A game, and whether it has its result already. */
export type AskedGame = GameToSeed & { isFinal?: boolean };

type Asking = { games: readonly AskedGame[]; priority: QuotaPriority; actor: string; signal: AbortSignal };

/**
 * Asks for the results of games, league by league and day by day in UTC: the games of a day share one scoreboard, and the
 * looks at a league are paid as one. A day whose first game cannot be had is left for the next time. Results are written
 * one by one, so that nothing is lost where the process ends, and asking again changes nothing.
 */
export async function updateResults(
  deps: ResultDeps,
  { games, priority, actor, signal }: Asking,
): Promise<ResultOutcome> {
  const total = { ...NOTHING };
  for (const ofLeague of Map.groupBy(games, ({ sport, leagueName }) => `${sport} ${leagueName}`).values()) {
    const sport = ofLeague[0]?.sport;
    const sources = sport === undefined ? [] : (deps.sources.get(sport) ?? []);
    if (sport === undefined || sources.length === 0 || signal.aborted) continue;
    const run = beginRun(deps, 'update_games', sport);
    const look = lookForResults(sources, { sport, runId: run.runId }, deps);
    const outcome = { ...NOTHING };
    try {
      for (const ofDay of Map.groupBy(ofLeague, dayOf).values()) {
        if (signal.aborted) break;
        add(outcome, await askDay(deps, look, { games: ofDay, priority, actor, signal, runId: run.runId }));
      }
    } finally {
      await look.end();
    }
    const isWorthless = outcome.asked > 0 && outcome.failed === outcome.asked;
    const details = look.refusals.length === 0 ? outcome : { ...outcome, refused: look.refusals };
    await run.end({ status: isWorthless ? 'failed' : 'completed', details, isQuiet: true });
    for (const why of look.refusals) deps.logger.info({ sport, why }, 'a source of results is not asked');
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
  const again = games.filter(({ isFinal }) => isFinal === true).length;
  const outcome = { ...NOTHING, asked: games.length - again, again };
  if (!first) return outcome;
  const ofFirst = await askGame(deps, finder, { game: first, ...asking });
  if (ofFirst === 'failed') return { ...outcome, failed: outcome.asked };
  count(outcome, first, ofFirst);
  for (const game of others) count(outcome, game, await askGame(deps, finder, { game, ...asking }));
  return outcome;
}

/** A game that was final before counts where its score is another now. */
function count(outcome: ResultOutcome, { isFinal }: AskedGame, came: Came): void {
  if (isFinal !== true && came !== 'corrected') outcome[came] += 1;
  if (came === 'corrected') outcome.corrected += 1;
}

type Came = 'settled' | 'open' | 'unknown' | 'failed' | 'corrected';

async function askGame(
  { db, logger }: ResultDeps,
  finder: GameFinder,
  { game, priority, actor, signal, runId }: Omit<Asking, 'games'> & { game: AskedGame; runId: string },
): Promise<Came> {
  const { gameId, leagueName: league } = game;
  try {
    const seen = await finder.findGame(game, { signal, priority, league, runId, gameId: String(gameId) });
    if (!seen) return 'unknown';
    const taken = await takeResult(db, { game, seen, runId, actor });
    if (taken === 'corrected') return 'corrected';
    return taken === 'settled' || isSettled(seen) ? 'settled' : 'open';
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
export function outcomeWords(outcome: ResultOutcome): string {
  const { asked, settled, open, unknown, failed, again, corrected } = outcome;
  const ofAgain =
    again === 0
      ? []
      : [`${again} ${again === 1 ? 'result' : 'results'} looked at again, ${corrected} corrected`];
  if (asked === 0) return ['no game waits for a result', ...ofAgain].join('; ');
  const parts = [
    `${settled} settled`,
    ...(open > 0 ? [`${open} still open`] : []),
    ...(unknown > 0 ? [`${unknown} that no source knows`] : []),
    ...(failed > 0 ? [`${failed} that no source told`] : []),
  ];
  const ofAsked = `${asked} ${asked === 1 ? 'game' : 'games'} asked for: ${parts.join(', ')}`;
  return [ofAsked, ...ofAgain].join('; ');
}
