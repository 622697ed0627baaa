import { and, eq, inArray, like, sql } from 'drizzle-orm';
import { bareColumns } from '../db/bare-columns.ts';
import type { Database } from '../db/database.ts';
import { errorWords } from '../db/errors.ts';
import { firstRow } from '../db/rows.ts';
import { providerProbes } from '../db/schema/figures.ts';
import { games } from '../db/schema/games.ts';
import { GAME, SPORT } from '../db/table-aliases.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { ProviderError } from '../domain/provider-error.ts';
import { SPORTS, type Sport } from '../domain/sport.ts';
import type { RunCalls } from '../jobs/runs/run-calls.ts';
import { beginRun } from '../jobs/runs/run-log.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { FinderSource } from '../sports/sourced-finder.ts';
import type { LiveSource } from './paid-looks.ts';
import { selectGamesToSeed } from './games-to-seed.ts';
import type { LinesToCompare, createLineComparison } from './compare-lines.ts';
import { keepDifferences, settleRewritten } from './keep-differences.ts';
import { type WrittenResult, differencesOf, hasResult } from './source-differences.ts';

export type ComparedSource = FinderSource & Pick<LiveSource, 'takeCredits'>;

export type CompareSourcesDeps = {
  db: Database;
  /** Each source of live scores by itself; one that charges credits is asked where it may be paid. */
  sources: ReadonlyMap<Sport, readonly ComparedSource[]>;
  /** Compares the lines of a game with what is stored of a source. */
  compareLines: ReturnType<typeof createLineComparison>;
  runCalls: RunCalls;
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
};

/** What a look at all slates came to. */
export type CompareOutcome = { compared: number; differing: number };

const HOUR_MS = 3_600_000;
/** Games of this time are compared: corrections come within it. */
const LOOK_BACK_HOURS = 72;
/** A slate is asked for again after this long. */
const STEP_MS = 12 * HOUR_MS;
/** A slate of which a game could not be had is asked for again after this long. */
const RETRY_MS = HOUR_MS;
/** How the subjects of these looks begin. */
const TURNS = 'compare';
/** A turn of a slate that nobody compares any more says nothing after this long. */
const TURN_KEPT_DAYS = 7;

/**
 * Compares the results of games that are over with what the other sources say of them: one call for each slate and
 * source, twice a day, with what is left of the quota. What differs is kept, told on the timeline of the game, and
 * settled once both say the same.
 */
export function createSourceComparison(deps: CompareSourcesDeps) {
  return async function compareSources(signal: AbortSignal): Promise<CompareOutcome> {
    const total: CompareOutcome = { compared: 0, differing: 0 };
    for (const sport of SPORTS) {
      const sources = deps.sources.get(sport) ?? [];
      if (sources.length < 2) continue;
      const slates = Map.groupBy(await finishedGames(deps.db, sport), slateOf);
      for (const source of sources)
        for (const [slate, slateGames] of slates) {
          if (signal.aborted) return total;
          const { compared, differing } = await compareSlate(
            deps,
            { sport, source, slate, slateGames },
            signal,
          );
          total.compared += compared;
          total.differing += differing;
        }
    }
    await settleRewritten(deps.db);
    await forgetOldTurns(deps.db);
    return total;
  };
}

function slateOf({ leagueName, slateDate }: GameToSeed): string {
  return `${leagueName} ${slateDate}`;
}

/** Games that are over, of slates on which nothing is still on. */
function finishedGames(db: Database, sport: Sport): Promise<GameToSeed[]> {
  return selectGamesToSeed(
    db,
    sql`${SPORT.displayName} = ${sport} and ${GAME.status} = 'completed' and ${GAME.homeScore} is not null
        and ${GAME.gameDatetime} > now() - ${LOOK_BACK_HOURS} * interval '1 hour'
        and not exists (select 1 from ${games} where ${games.leagueId} = ${GAME.leagueId}
                        and ${games.slateDate} = ${GAME.slateDate} and ${games.status} in ('scheduled', 'in_progress'))`,
  );
}

type SlateToCompare = {
  sport: Sport;
  source: ComparedSource;
  slate: string;
  slateGames: readonly GameToSeed[];
};

async function compareSlate(
  deps: CompareSourcesDeps,
  { sport, source, slate, slateGames }: SlateToCompare,
  signal: AbortSignal,
): Promise<CompareOutcome> {
  const { db } = deps;
  const written = await resultsOf(db, slateGames);
  const others = slateGames.filter(({ gameId }) => written.get(gameId)?.source !== source.name);
  const [first] = others;
  const leagueId = first && written.get(first.gameId)?.leagueId;
  const turn = `${TURNS} ${source.name} ${leagueId} ${first?.slateDate}`;
  if (!first || !(await takeTurn(db, turn))) return { compared: 0, differing: 0 };
  const run = beginRun(deps, 'compare_sources', sport);
  const credits = await source.takeCredits?.({ sport, runId: run.runId });
  if (credits?.ok === false) {
    deps.logger.info({ source: source.name, slate, why: credits.why }, 'a slate is not compared');
    await run.end({ status: 'completed', details: { slate, refused: credits.why }, isQuiet: true });
    return { compared: 0, differing: 0 };
  }
  const outcome = { compared: 0, differing: 0, failed: 0 };
  try {
    for (const game of others) {
      const found = await compareGame(
        deps,
        { game, source, ours: written.get(game.gameId) },
        { signal, runId: run.runId },
      );
      if (found === 'given up') break;
      const asked = { gameId: game.gameId, sport, source: source.name, runId: run.runId, signal };
      const areLinesRead = await compareLinesOfGame(deps, asked);
      if (found === 'failed' || !areLinesRead) outcome.failed += 1;
      else if (found !== 'silent') outcome.compared += 1;
      if (found === 'differs') outcome.differing += 1;
    }
    const isWhole = outcome.failed === 0 && !signal.aborted;
    if (!isWhole) await lookAgainSoon(db, turn);
    const status = isWhole || outcome.compared > 0 ? 'completed' : 'failed';
    await run.end({ status, details: { slate, ...outcome }, isQuiet: true });
  } catch (error) {
    await run.end({ status: 'failed', details: { slate }, isQuiet: true });
    throw error;
  } finally {
    await credits?.end();
  }
  return outcome;
}

type GameToCompare = { game: GameToSeed; source: FinderSource; ours: WrittenResult | undefined };

/** What a look at a game came to; `silent`: the source has no result of it. A failure is told and takes no other game along. */
async function compareGame(
  { db, logger }: CompareSourcesDeps,
  { game, source, ours }: GameToCompare,
  { signal, runId }: { signal: AbortSignal; runId: string },
): Promise<'same' | 'differs' | 'silent' | 'failed' | 'given up'> {
  try {
    const theirs = await look(source, game, { signal, runId });
    if (!theirs || !ours || !hasResult(theirs)) return 'silent';
    const differences = differencesOf(ours, theirs);
    await keepDifferences(db, { game, ours, source: source.name, differences, runId });
    return differences.length > 0 ? 'differs' : 'same';
  } catch (error) {
    const problem = error instanceof ProviderError ? error.message : errorWords(error);
    logger.warn({ source: source.name, gameId: game.gameId, problem }, 'a game is not compared');
    return signal.aborted ? 'given up' : 'failed';
  }
}

/** Whether the lines of a game could be compared. A failure is told and takes no other game along. */
async function compareLinesOfGame(
  { compareLines, logger }: CompareSourcesDeps,
  asked: LinesToCompare,
): Promise<boolean> {
  try {
    await compareLines(asked);
    return true;
  } catch (error) {
    const { source, gameId } = asked;
    logger.warn({ source, gameId, problem: errorWords(error) }, 'the lines of a game are not compared');
    return false;
  }
}

async function look(
  { asKnownThere, findGame }: FinderSource,
  game: GameToSeed,
  { signal, runId }: { signal: AbortSignal; runId: string },
): Promise<ProviderGame | undefined> {
  return findGame(await asKnownThere(game), {
    signal,
    priority: 'backfill',
    league: game.leagueName,
    runId,
    gameId: String(game.gameId),
  });
}

async function resultsOf(
  db: Database,
  slateGames: readonly GameToSeed[],
): Promise<ReadonlyMap<number, WrittenResult & { leagueId: number }>> {
  const rows = await db
    .select({
      id: games.id,
      leagueId: games.leagueId,
      status: games.status,
      homeScore: games.homeScore,
      awayScore: games.awayScore,
      source: games.resultSource,
    })
    .from(games)
    .where(
      inArray(
        games.id,
        slateGames.map(({ gameId }) => gameId),
      ),
    );
  return new Map(rows.map(({ id, ...result }) => [id, result]));
}

/** One look of the fleet a step; whoever dies in it leaves the next look to the others. */
async function takeTurn(db: Database, turn: string): Promise<boolean> {
  const { subject, probedAt } = providerProbes;
  const row = await firstRow(
    db,
    sql`insert into ${providerProbes} (${bareColumns(subject, probedAt)}) values (${turn}, now())
        on conflict (${bareColumns(subject)}) do update set ${bareColumns(probedAt)} = now()
        where ${probedAt} <= now() - ${STEP_MS} * interval '1 millisecond'
        returning 1 as taken`,
  );
  return row !== undefined;
}

async function lookAgainSoon(db: Database, turn: string): Promise<void> {
  await db
    .update(providerProbes)
    .set({ probedAt: sql`now() - ${STEP_MS - RETRY_MS} * interval '1 millisecond'` })
    .where(eq(providerProbes.subject, turn));
}

async function forgetOldTurns(db: Database): Promise<void> {
  const { subject, probedAt } = providerProbes;
  await db
    .delete(providerProbes)
    .where(and(like(subject, `${TURNS} %`), sql`${probedAt} < now() - ${TURN_KEPT_DAYS} * interval '1 day'`));
}
