import { type SQL, and, eq, inArray, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { SeedJobRef } from '../../jobs/job-id.ts';
import type { Brought } from '../../reference/forget-brought.ts';
import { forgetUnplayedSeasons } from '../../reference/teams/team-seasons.ts';
import type { TouchedGame } from './touched-games.ts';

/** Removes games that nothing but the import has touched, with their tasks and timelines. */
export async function removeGames(tx: Executor, gameIds: readonly number[]): Promise<SeedJobRef[]> {
  if (gameIds.length === 0) return [];
  const { gameId, pass, revision, status } = seedingTasks;
  const jobs = await tx
    .select({ gameId, pass, revision })
    .from(seedingTasks)
    .where(and(isAny(gameId, gameIds), eq(status, 'pending')));
  const removed = await tx
    .delete(games)
    .where(isAny(games.id, gameIds))
    .returning({ home: games.homeTeamId, away: games.awayTeamId });
  await forgetUnplayedSeasons(tx, [...new Set(removed.flatMap(({ home, away }) => [home, away]))]);
  return jobs;
}

/** Teams and places of the games that the import added or changed. */
export async function usedBy(
  tx: Executor,
  touched: readonly TouchedGame[],
): Promise<Pick<Brought, 'teamIds' | 'venueIds'>> {
  if (touched.length === 0) return { teamIds: [], venueIds: [] };
  const ids = touched.map((game) => game.game_id);
  const rows = await tx
    .select({ home: games.homeTeamId, away: games.awayTeamId, venueId: games.venueId })
    .from(games)
    .where(inArray(games.id, ids));
  return {
    teamIds: [...new Set(rows.flatMap(({ home, away }) => [home, away]))],
    venueIds: [...new Set(rows.flatMap(({ venueId }) => venueId ?? []))],
  };
}

function isAny(column: AnyPgColumn, ids: readonly number[]): SQL {
  return sql`${column} = any(${sql.param([...ids])}::int[])`;
}
