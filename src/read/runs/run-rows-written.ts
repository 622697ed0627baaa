import { type SQL, and, count, eq, getTableName, sql } from 'drizzle-orm';
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Executor } from '../../db/database.ts';
import { gameEvents, gameRosters, games } from '../../db/schema/games.ts';
import { lineChanges } from '../../db/schema/line-changes.ts';
import { lineTablesOf } from '../../db/schema/line-tables.ts';
import type { Sport } from '../../domain/sport.ts';

type RowsOfGame = { table: PgTable; gameId: AnyPgColumn; runId: AnyPgColumn };

const ofGame = <Table extends PgTable & { gameId: AnyPgColumn; runId: AnyPgColumn }>(
  table: Table,
): RowsOfGame => ({ table, gameId: table.gameId, runId: table.runId });

function tablesOf(sport: Sport): readonly RowsOfGame[] {
  const lines = lineTablesOf(sport);
  return [
    { table: games, gameId: games.id, runId: games.runId },
    ...(lines ? [ofGame(lines.player), ofGame(lines.team)] : []),
    ofGame(gameRosters),
    ofGame(lineChanges),
    ofGame(gameEvents),
  ];
}

/** The rows of a game that a run wrote last, by dataset: what a later run wrote anew is that one's. */
export async function countRowsOfGame(
  executor: Executor,
  { sport, gameId, runId }: { sport: Sport; gameId: number; runId: string },
): Promise<Readonly<Record<string, number>>> {
  const counted = await Promise.all(
    tablesOf(sport).map(async ({ table, gameId: game, runId: run }) => {
      const isIts: SQL | undefined = and(eq(game, gameId), eq(run, runId));
      const [row] = await executor
        .select({ rows: count() })
        .from(table)
        .where(isIts ?? sql`false`);
      return [getTableName(table), row?.rows ?? 0] as const;
    }),
  );
  return Object.fromEntries(counted.filter(([, rows]) => rows > 0));
}
