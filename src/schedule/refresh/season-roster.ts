import { and, eq, isNull, notInArray, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { seasons, teamRosters } from '../../db/schema/reference.ts';
import type { TeamPlayingSoon } from './teams-playing-soon.ts';

/**
 * Notes whom a provider lists as a team's players in the season of its next game, and since when somebody is listed no
 * more. Who comes back is listed from the first day on.
 */
export async function recordSeasonRoster(
  tx: Executor,
  { teamId, sportId, seasonYear }: Pick<TeamPlayingSoon, 'teamId' | 'sportId' | 'seasonYear'>,
  playerIds: readonly number[],
  runId: string,
): Promise<void> {
  const [season] = await tx
    .select({ id: seasons.id })
    .from(seasons)
    .where(and(eq(seasons.sportId, sportId), eq(seasons.year, seasonYear)));
  if (!season) return;
  if (playerIds.length === 0) return;
  const roster = { teamId, seasonId: season.id };
  await tx
    .insert(teamRosters)
    .values(playerIds.map((playerId) => ({ ...roster, playerId, runId })))
    .onConflictDoUpdate({
      target: [teamRosters.teamId, teamRosters.seasonId, teamRosters.playerId],
      set: { lastListedAt: sql`now()`, leftAt: null, runId },
    });
  await tx
    .update(teamRosters)
    .set({ leftAt: sql`now()`, runId })
    .where(
      and(
        eq(teamRosters.teamId, teamId),
        eq(teamRosters.seasonId, season.id),
        isNull(teamRosters.leftAt),
        notInArray(teamRosters.playerId, [...playerIds]),
      ),
    );
}
