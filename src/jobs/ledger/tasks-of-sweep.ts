import { and, eq, exists, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';

/**
 * Gives the tasks that a sweep of an earlier version asked for to a unit of a back-fill, all of them or those of one
 * league. Where they stand does not change.
 */
export async function giveTasksToUnit(
  tx: Executor,
  sweepId: number,
  { unitId, leagueId }: { unitId: number; leagueId?: number },
): Promise<void> {
  const isOfLeague =
    leagueId === undefined
      ? undefined
      : exists(
          tx
            .select({ one: sql`1` })
            .from(games)
            .where(and(eq(games.id, seedingTasks.gameId), eq(games.leagueId, leagueId))),
        );
  await tx
    .update(seedingTasks)
    .set({ unitId })
    .where(and(eq(seedingTasks.blanketId, sweepId), isOfLeague));
}
