import { and, eq, inArray, isNull, notInArray, sql } from 'drizzle-orm';
import { bareColumns } from '../db/bare-columns.ts';
import type { Database } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { providerProbes } from '../db/schema/figures.ts';
import { games } from '../db/schema/games.ts';
import { sourceDifferences } from '../db/schema/source-differences.ts';
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
import { recordEvent } from './events.ts';
import { selectGamesToSeed } from './games-to-seed.ts';
import { type Difference, type WrittenResult, differencesOf } from './source-differences.ts';

export type CompareSourcesDeps = {
  db: Database;
  /** Each source of live scores by itself. */
  sources: ReadonlyMap<Sport, readonly FinderSource[]>;
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
  source: FinderSource;
  slate: string;
  slateGames: readonly GameToSeed[];
};

async function compareSlate(
  deps: CompareSourcesDeps,
  { sport, source, slate, slateGames }: SlateToCompare,
  signal: AbortSignal,
): Promise<CompareOutcome> {
  const { db, logger } = deps;
  const written = await resultsOf(db, slateGames);
  const others = slateGames.filter(({ gameId }) => written.get(gameId)?.source !== source.name);
  if (others.length === 0 || !(await takeTurn(db, `compare ${source.name} ${slate}`)))
    return { compared: 0, differing: 0 };
  const run = beginRun(deps, 'compare_sources', sport);
  let [compared, differing] = [0, 0];
  try {
    for (const game of others) {
      const theirs = await look(source, game, { signal, runId: run.runId });
      const ours = written.get(game.gameId);
      if (!theirs || !ours) continue;
      const differences = differencesOf(ours, theirs);
      await keepDifferences(db, { game, ours, source: source.name, differences, runId: run.runId });
      compared += 1;
      if (differences.length > 0) differing += 1;
    }
    await run.end({ status: 'completed', details: { slate, compared, differing }, isQuiet: true });
  } catch (error) {
    await run.end({ status: 'failed', details: { slate }, isQuiet: true });
    if (!(error instanceof ProviderError)) throw error;
    logger.warn({ source: source.name, slate, problem: error.message }, 'a slate is not compared');
  }
  return { compared, differing };
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
): Promise<ReadonlyMap<number, WrittenResult>> {
  const rows = await db
    .select({
      id: games.id,
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

type Found = {
  game: GameToSeed;
  ours: WrittenResult;
  source: string;
  differences: readonly Difference[];
  runId: string;
};

/** Keeps what differs and settles what does not any more; what is new is told on the game's timeline. */
async function keepDifferences(
  db: Database,
  { game, ours, source, differences, runId }: Found,
): Promise<void> {
  const { gameId } = game;
  await db.transaction(async (tx) => {
    const fields = differences.map(({ field }) => field);
    const isOf = and(eq(sourceDifferences.gameId, gameId), eq(sourceDifferences.source, source));
    const settled = await tx
      .update(sourceDifferences)
      .set({ settledAt: sql`now()` })
      .where(
        and(
          isOf,
          isNull(sourceDifferences.settledAt),
          fields.length === 0 ? undefined : notInArray(sourceDifferences.field, fields),
        ),
      )
      .returning({ field: sourceDifferences.field });
    const known = await tx
      .select({
        field: sourceDifferences.field,
        ours: sourceDifferences.ours,
        theirs: sourceDifferences.theirs,
      })
      .from(sourceDifferences)
      .where(and(isOf, isNull(sourceDifferences.settledAt)));
    const news = differences.filter(
      (one) =>
        !known.some((row) => row.field === one.field && row.ours === one.ours && row.theirs === one.theirs),
    );
    for (const difference of differences) {
      const row = { ...difference, ourSource: ours.source };
      await tx
        .insert(sourceDifferences)
        .values({ ...row, gameId, source })
        .onConflictDoUpdate({
          target: [sourceDifferences.gameId, sourceDifferences.source, sourceDifferences.field],
          set: { ...row, lastSeenAt: sql`now()`, settledAt: null },
        });
    }
    const event = { gameId, actor: 'compare-sources', runId };
    if (news.length > 0)
      await recordEvent(tx, {
        ...event,
        kind: 'source_differs',
        message: `${source} says something else than ${ours.source ?? 'what is written'}: ${news.map(inWords).join(', ')}.`,
        data: { source, differences: news },
      });
    if (settled.length > 0 && differences.length === 0)
      await recordEvent(tx, {
        ...event,
        kind: 'source_agrees',
        message: `${source} says the same by now.`,
        data: { source, settled: settled.map(({ field }) => field) },
      });
  });
}

function inWords({ field, ours, theirs }: Difference): string {
  return `${field.replaceAll('_', ' ')} ${theirs ?? 'nothing'}, not ${ours ?? 'nothing'}`;
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
