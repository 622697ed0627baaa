import { sql } from 'drizzle-orm';
import type { Executor } from '../../../db/database.ts';
import { rowsOf } from '../../../db/rows.ts';
import { games } from '../../../db/schema/games.ts';
import { teamRatings } from '../../../db/schema/team-ratings.ts';
import { selecting } from '../../../db/selecting.ts';

/**
 * Parts leagues of one sport into those that are rated together: a team that has played in two of them takes its rating
 * along. What stands of games that are gone counts, so that their leagues are followed once more.
 */
export async function leaguesTogether(
  tx: Executor,
  leagueIds: readonly number[],
): Promise<readonly (readonly number[])[]> {
  if (leagueIds.length < 2) return [leagueIds];
  const of = sql.param([...leagueIds]);
  const rows = await rowsOf(
    tx,
    selecting(
      { leagueIds: sql<number[]>`array_agg(played.league_id order by played.league_id)` },
      (list) => sql`
      select distinct ${list} from (
        select side.team_id, ${games.leagueId} as league_id from ${games}
        cross join lateral (values (${games.homeTeamId}), (${games.awayTeamId})) as side (team_id)
        where ${games.leagueId} = any(${of}::int[])
        union
        select ${teamRatings.teamId}, ${teamRatings.leagueId} from ${teamRatings}
        where ${teamRatings.leagueId} = any(${of}::int[])
      ) as played
      group by played.team_id having count(*) > 1`,
    ),
  );
  const groups = new Map(leagueIds.map((id) => [id, new Set([id])]));
  for (const { leagueIds: shared } of rows) {
    const joined = new Set(shared.flatMap((id) => [...(groups.get(id) ?? [])]));
    for (const id of joined) groups.set(id, joined);
  }
  return [...new Set(groups.values())].map((group) => [...group].toSorted((a, b) => a - b));
}
