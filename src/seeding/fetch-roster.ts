import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import type { Sport } from '../domain/sport.ts';
import type { LeagueSource } from '../sports/league-source.ts';
import type { RosterFetcher } from './entity-run.ts';
import { requireFence } from './fence.ts';

/**
 * Asks the provider for a team's players, one call, and expects all of them in the game. Players that are known
 * already stay as they are: what a game says of them is newer than what their team's list says.
 */
export function createRosterFetcher({
  db,
  sources,
}: {
  db: Database;
  sources: ReadonlyMap<Sport, Pick<LeagueSource, 'roster'>>;
}): RosterFetcher {
  return async function fetchRoster({ teamId, providerTeamId }, claim, context) {
    const { game } = claim;
    const source = sources.get(game.sport);
    if (!source) return;
    const members = await source.roster(providerTeamId, game.seasonYear, context);
    // Sorted, so that whoever writes the same players locks them in the same order.
    const listed = [...new Map(members.map((member) => [member.providerPlayerId, member])).values()].sort(
      (one, other) => (one.providerPlayerId < other.providerPlayerId ? -1 : 1),
    );
    const names = sql`json_to_recordset(${JSON.stringify(listed)}::json) as listed(
      "providerPlayerId" text, "firstName" text, "lastName" text, position text, "isActive" boolean)`;
    await db.transaction(async (tx) => {
      await requireFence(tx, claim);
      await tx.execute(sql`
        insert into players (sport_id, api_sports_id, first_name, last_name, full_name, position, current_team_id,
                             is_active)
        select ${game.sportId}::int, "providerPlayerId", left("firstName", 100), left("lastName", 100),
               left(trim(concat_ws(' ', "firstName", "lastName")), 200), left(position, 20), ${teamId}::int,
               coalesce("isActive", true)
        from ${names}
        on conflict (sport_id, api_sports_id) where api_sports_id is not null do nothing`);
      await tx.execute(sql`
        insert into game_rosters (game_id, player_id, team_id)
        select ${game.gameId}::int, player.id, ${teamId}::int
        from ${names}
        join players as player on player.sport_id = ${game.sportId} and player.api_sports_id = listed."providerPlayerId"
        on conflict (game_id, player_id) do nothing`);
    });
  };
}
