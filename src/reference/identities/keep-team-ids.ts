import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';

/**
 * Writes the provider's ids of teams that have none yet; an id that another team of the sport holds already is
 * left alone. The teams are locked in the order of their ids, like everywhere else where several are written, and not
 * against the lines of other games that name them: two games of one team would wait for each other.
 */
export async function keepTeamIds(
  tx: Executor,
  learnt: readonly { teamId: number; apiSportsId: string }[],
): Promise<void> {
  await tx.execute(sql`
    with learnt as (
      select team.id, seen."apiSportsId" as api_sports_id
      from teams as team
      join json_to_recordset(${JSON.stringify(learnt)}::json) as seen("teamId" int, "apiSportsId" text)
        on seen."teamId" = team.id
      where team.api_sports_id is null
        and not exists (select 1 from teams as other
                        where other.sport_id = team.sport_id and other.api_sports_id = seen."apiSportsId")
      order by team.id for no key update of team
    )
    update teams set api_sports_id = learnt.api_sports_id, updated_at = now()
    from learnt where teams.id = learnt.id and teams.api_sports_id is null`);
}
