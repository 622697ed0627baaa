import { type SQL, and, asc, eq, exists, notInArray, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { games } from '../../db/schema/games.ts';
import { leagues } from '../../db/schema/reference.ts';
import type { blanketSweeps } from '../../db/schema/tasks.ts';

/** What a back-fill is about: a season of a sport, or of one of its leagues. */
export type BackfillScope = Pick<
  typeof blanketSweeps.$inferSelect,
  'sportId' | 'seasonId' | 'leagueId' | 'leaguesRead'
>;

/** Games that have no lines, or not all of them. */
export const IS_NOT_SEEDED: SQL = notInArray(games.seedingStatus, ['completed', 'skipped']);

/** The next league of a back-fill that has games without lines, and whose season was not read from the provider yet. */
export async function nextUnreadLeague(
  executor: Executor,
  { sportId, seasonId, leagueId, leaguesRead }: BackfillScope,
): Promise<{ id: number; name: string } | undefined> {
  const hasGames = exists(
    executor
      .select({ one: sql`1` })
      .from(games)
      .where(and(eq(games.leagueId, leagues.id), eq(games.seasonId, seasonId), IS_NOT_SEEDED)),
  );
  const [league] = await executor
    .select({ id: leagues.id, name: leagues.name })
    .from(leagues)
    .where(
      and(
        eq(leagues.sportId, sportId),
        leagueId === null ? undefined : eq(leagues.id, leagueId),
        leaguesRead.length === 0 ? undefined : notInArray(leagues.id, leaguesRead),
        hasGames,
      ),
    )
    .orderBy(asc(leagues.id))
    .limit(1);
  return league;
}
