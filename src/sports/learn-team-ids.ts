import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';

/**
 * Keeps the provider's ids of the two sides of a game for teams that have none yet, so that they need not be
 * recognised by name again. An id that another team of the sport holds already is left alone.
 */
export async function learnTeamIds(
  tx: Executor,
  { game, providerGame }: { game: GameToSeed; providerGame: ProviderGame },
): Promise<void> {
  const learnt = [
    { teamId: game.home.teamId, apiSportsId: providerGame.home.providerTeamId },
    { teamId: game.away.teamId, apiSportsId: providerGame.away.providerTeamId },
  ].filter(({ teamId }) =>
    [game.home, game.away].some((side) => side.teamId === teamId && side.apiSportsId === null),
  );
  if (learnt.length === 0) return;
  // Locked in the order of their ids, like everywhere else where both teams of a game are written.
  await tx.execute(sql`
    with learnt as (
      select team.id, seen."apiSportsId" as api_sports_id
      from teams as team
      join json_to_recordset(${JSON.stringify(learnt)}::json) as seen("teamId" int, "apiSportsId" text)
        on seen."teamId" = team.id
      where team.api_sports_id is null
        and not exists (select 1 from teams as other
                        where other.sport_id = team.sport_id and other.api_sports_id = seen."apiSportsId")
      order by team.id for update of team
    )
    update teams set api_sports_id = learnt.api_sports_id, updated_at = now()
    from learnt where teams.id = learnt.id and teams.api_sports_id is null`);
}
