import { eq, getTableName, inArray, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { lineTablesOf } from '../../db/schema/line-tables.ts';
import { players, seasons, sports, teams } from '../../db/schema/reference.ts';
import { syncLog } from '../../db/schema/tasks.ts';
import { SPORTS, type Sport } from '../../domain/sport.ts';
import { bodiesOfGameAt, questionOf } from './bodies-of-game.ts';
import { type MissingRun, missingReason, readKeptRuns } from './missing-runs.ts';
import { type RunBody, readBodies } from './run-bodies.ts';
import { type RunRow, selectRuns, toRunRow } from './run-row.ts';

/** Where a line comes from; field names as published. */
export type LineOrigin = {
  /** The table of the line. */
  dataset: string;
  team_id: number;
  /** Null for a team's line. */
  player_id: number | null;
  name: string;
  source: string;
  /** The run that wrote it last; null in lines of older versions. */
  run_id: string | null;
  written_at: Date;
};

export type LineageRun = RunRow & { bodies: readonly RunBody[] };

/** Where everything that is known of a game comes from. */
export type GameLineage = {
  game_id: number;
  /** The run that wrote the game's schedule or status last. */
  run_id: string | null;
  import_id: number | null;
  /** Whose result it is; null while there is none, or where an older version wrote it. */
  result: { source: string | null; run_id: string | null };
  lines: readonly LineOrigin[];
  /** The runs that are named above and have an entry, the newest first. */
  runs: readonly LineageRun[];
  /** Those without an entry, and why. */
  missing_runs: readonly MissingRun[];
};

/** Reads run, source and bodies of a game and each of its lines; undefined without such a game. */
export async function readGameLineage(executor: Executor, gameId: number): Promise<GameLineage | undefined> {
  const [game] = await executor
    .select({
      sport: sports.displayName,
      season: seasons.year,
      runId: games.runId,
      importId: games.importId,
      resultSource: games.resultSource,
      resultRunId: games.resultRunId,
      createdAt: games.createdAt,
    })
    .from(games)
    .innerJoin(sports, eq(sports.id, games.sportId))
    .innerJoin(seasons, eq(seasons.id, games.seasonId))
    .where(eq(games.id, gameId));
  const sport = SPORTS.find((one) => one === game?.sport);
  if (!game || !sport) return undefined;
  const lines = await readLines(executor, { sport, season: game.season, gameId });
  const named = namedRuns(game, lines);
  const runs = await readRuns(executor, gameId, [...named.keys()]);
  return {
    game_id: gameId,
    run_id: game.runId,
    import_id: game.importId,
    result: { source: game.resultSource, run_id: game.resultRunId },
    lines,
    runs,
    missing_runs: await explainMissing(executor, named, runs),
  };
}

type NamedRun = { runId: string | null; resultRunId: string | null; createdAt: Date };

/** Every run that the game or a line of it names, with when it wrote last; of the game's own, when the game was made. */
function namedRuns(game: NamedRun, lines: readonly LineOrigin[]): ReadonlyMap<string, Date> {
  const named = new Map<string, Date>();
  const note = (runId: string | null, at: Date): void => {
    if (runId === null) return;
    const known = named.get(runId);
    if (!known || known < at) named.set(runId, at);
  };
  for (const line of lines) note(line.run_id, line.written_at);
  for (const runId of [game.runId, game.resultRunId])
    if (runId !== null && !named.has(runId)) note(runId, game.createdAt);
  return named;
}

async function explainMissing(
  executor: Executor,
  named: ReadonlyMap<string, Date>,
  runs: readonly LineageRun[],
): Promise<readonly MissingRun[]> {
  const known = new Set(runs.map((run) => run.run_id));
  const missing = [...named].filter(([runId]) => !known.has(runId));
  if (missing.length === 0) return [];
  const kept = await readKeptRuns(executor);
  return missing.map(([runId, writtenAt]) => ({
    run_id: runId,
    reason: missingReason(writtenAt, kept),
    kept_since: kept.keptSince,
  }));
}

async function readLines(
  executor: Executor,
  { sport, season, gameId }: { sport: Sport; season: number; gameId: number },
): Promise<LineOrigin[]> {
  const tables = lineTablesOf(sport);
  if (!tables) return [];
  const { player, team } = tables;
  return rowsOf(
    executor,
    selecting(
      {
        dataset: sql<string>`${getTableName(team)}`,
        team_id: team.teamId,
        player_id: sql<number | null>`null::int`,
        name: teams.name,
        source: team.source,
        run_id: team.runId,
        written_at: team.updatedAt,
      },
      (list) => sql`
      select ${list}
      from ${team} join ${teams} on ${teams.id} = ${team.teamId}
      where ${team.seasonYear} = ${season} and ${team.gameId} = ${gameId}
      union all
      select ${getTableName(player)}, ${player.teamId}, ${player.playerId}, ${players.fullName},
             ${player.source}, ${player.runId}, ${player.updatedAt}
      from ${player} join ${players} on ${players.id} = ${player.playerId}
      where ${player.seasonYear} = ${season} and ${player.gameId} = ${gameId}
      order by team_id, player_id nulls first`,
    ),
  );
}

async function readRuns(
  executor: Executor,
  gameId: number,
  runIds: readonly string[],
): Promise<readonly LineageRun[]> {
  if (runIds.length === 0) return [];
  const rows = await selectRuns(executor).where(inArray(syncLog.runId, [...runIds]));
  const runs = await Promise.all(
    rows
      .toSorted((one, other) => other.id - one.id)
      .map(async (row) => {
        const run = toRunRow(row);
        return { ...run, bodies: await readAllBodies(executor, gameId, run, row.body_hashes ?? []) };
      }),
  );
  return runs;
}

/** A run's own bodies, and for questions that it did not ask itself those of others. */
async function readAllBodies(
  executor: Executor,
  gameId: number,
  run: RunRow,
  bodyHashes: readonly string[],
): Promise<readonly RunBody[]> {
  if (run.run_id === null) return [];
  const own = await readBodies(executor, { runId: run.run_id, bodyHashes });
  if (run.kind !== 'attempt') return own;
  const asked = new Set(own.map(questionOf));
  const shared = await bodiesOfGameAt(executor, { gameId, at: run.finished_at });
  return [...own, ...shared.filter((body) => !asked.has(questionOf(body)))];
}
