import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { GAME, SPORT } from '../../db/table-aliases.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { BOX_SCORE_SPORTS, type BoxScoreSport, type Sport } from '../../domain/sport.ts';
import type { RunCalls } from '../../jobs/runs/run-calls.ts';
import { type WorkRun, beginRun } from '../../jobs/runs/run-log.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { LineupSource } from '../../providers/ports.ts';
import { SPORT_FACTS } from '../../sports/all-facts.ts';
import { type GameSource, failureOf, idsAt } from '../game-source.ts';
import { forgetOldTurns, takeTurn } from '../take-turn.ts';
import { LOOKS_AFTER_START_MS, firstLookMs, lineupStepMs } from './look-steps.ts';
import { keepToldLineup } from './keep-told-lineup.ts';
import { type LineupOutcome, NO_LINEUPS } from './write-lineups.ts';

export type LineupPollDeps = {
  db: Database;
  /** Everybody who has line-ups of a sport; each of them is collected from. */
  sources: ReadonlyMap<Sport, readonly (GameSource & LineupSource)[]>;
  /** Games that match a condition over `game` and `sport`, by id. */
  gamesMatching: (condition: ReturnType<typeof sql>) => Promise<readonly GameToSeed[]>;
  runCalls: RunCalls;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
};

/** What a look at all games that start soon came to. */
export type LineupPollOutcome = LineupOutcome & { asked: number; failed: number };

/** How the turns of these looks begin. */
const TURNS = 'lineup';
/** The job's cadence must not make a game miss every other turn. */
const SLACK_MS = 10_000;

/**
 * Asks every source of line-ups about the games that start soon, and once more after they began: the nearer the start,
 * the more often. A look that fails changes nothing, takes no other game along, and is not made up for by two.
 */
export function createLineupPoll(deps: LineupPollDeps) {
  return async function pollLineups(signal: AbortSignal): Promise<LineupPollOutcome> {
    const total = { ...NO_LINEUPS, asked: 0, failed: 0 };
    for (const sport of BOX_SCORE_SPORTS) {
      const sources = deps.sources.get(sport) ?? [];
      if (sources.length === 0) continue;
      const games = await comingGames(deps, sport);
      for (const source of sources) {
        const outcome = await askSource(deps, { sport, source, games }, signal);
        for (const name of Object.keys(total) as (keyof LineupPollOutcome)[]) total[name] += outcome[name];
      }
    }
    await forgetOldTurns(deps.db, TURNS);
    return total;
  };
}

function comingGames(
  { gamesMatching }: LineupPollDeps,
  sport: BoxScoreSport,
): Promise<readonly GameToSeed[]> {
  const aheadMs = firstLookMs(SPORT_FACTS[sport]);
  return gamesMatching(sql`
    ${SPORT.displayName} = ${sport} and ${GAME.status} in ('scheduled', 'in_progress') and ${GAME.timeConfirmed}
    and ${GAME.gameDatetime} between now() - ${LOOKS_AFTER_START_MS} * interval '1 millisecond'
      and now() + ${aheadMs} * interval '1 millisecond'`);
}

type SourceToAsk = {
  sport: BoxScoreSport;
  source: GameSource & LineupSource;
  games: readonly GameToSeed[];
};

async function askSource(
  deps: LineupPollDeps,
  { sport, source, games }: SourceToAsk,
  signal: AbortSignal,
): Promise<LineupPollOutcome> {
  const { db, clock, logger } = deps;
  const total = { ...NO_LINEUPS, asked: 0, failed: 0 };
  let run: WorkRun | undefined;
  for (const game of games) {
    if (signal.aborted) break;
    const stepMs = lineupStepMs(SPORT_FACTS[sport], game.tipOffMs - clock.nowMs());
    if (stepMs === undefined || !source.hasLeague(game.leagueName)) continue;
    if (!(await takeTurn(db, `${TURNS} ${source.name} ${game.gameId}`, stepMs - SLACK_MS))) continue;
    run ??= beginRun(deps, 'poll_lineups', sport);
    total.asked += 1;
    try {
      const outcome = await ask(deps, { game, source, runId: run.runId }, signal);
      for (const name of Object.keys(outcome) as (keyof LineupOutcome)[]) total[name] += outcome[name];
    } catch (error) {
      const { problem, isOfSource } = failureOf(error);
      total.failed += 1;
      logger.warn({ source: source.name, gameId: game.gameId, problem }, 'a line-up is not told');
      if (isOfSource) break;
    }
  }
  const status = total.failed > 0 && total.failed === total.asked ? 'failed' : 'completed';
  await run?.end({ status, source: source.name, details: total, isQuiet: true });
  return total;
}

async function ask(
  { db }: LineupPollDeps,
  { game, source, runId }: { game: GameToSeed; source: GameSource & LineupSource; runId: string },
  signal: AbortSignal,
): Promise<LineupOutcome> {
  const context = {
    signal,
    priority: 'correction' as const,
    league: game.leagueName,
    runId,
    gameId: String(game.gameId),
  };
  const ids = await idsAt(db, source, game, context);
  const lineup = ids && (await source.fetchLineup({ ...ids, startMs: game.tipOffMs }, context));
  return lineup ? keepToldLineup(db, { game, source: source.name, lineup, runId }) : NO_LINEUPS;
}
