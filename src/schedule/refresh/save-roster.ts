import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { changedRows } from '../../db/rows.ts';
import { players } from '../../db/schema/reference.ts';
import type { RosterMember } from '../../domain/scheduled-game.ts';
import { recordSeasonRoster } from './season-roster.ts';
import { type TeamPlayingSoon, comingGames } from './teams-playing-soon.ts';

/** Whoever played for another team this recently belongs there, also where an old team's list still names them. */
const BOX_SCORE_HOLDS_DAYS = 14;

export type SavedRoster = { players: number; games: number };

/**
 * Writes what a provider says about a team's players, in one transaction: players that are new or changed, who is
 * of the team no longer, and who is expected in the team's coming games. An empty list changes no player: the
 * provider has none of that team. Names and positions of players who were in a box score stay as they were there, and
 * those of others are taken over once, and again only `isOnDemand`.
 */
export async function saveRoster(
  db: Database,
  team: TeamPlayingSoon,
  members: readonly RosterMember[],
  { lookAheadMs, isOnDemand }: { lookAheadMs: number; isOnDemand: boolean },
): Promise<SavedRoster> {
  // Sorted, so that whoever writes the same players locks them in the same order.
  const listed = [...new Map(members.map((member) => [member.providerPlayerId, member])).values()].sort(
    (one, other) => (one.providerPlayerId < other.providerPlayerId ? -1 : 1),
  );
  const names = sql`json_to_recordset(${JSON.stringify(listed)}::json) as listed(
    "providerPlayerId" text, "firstName" text, "lastName" text, position text, "isActive" boolean)`;
  const ids = sql`${sql.param(listed.map(({ providerPlayerId }) => providerPlayerId))}::text[]`;
  const takesProfile = sql`${players.lastSeededAt} is null and (${isOnDemand} or ${players.profileFetchedAt} is null)`;
  return db.transaction(async (tx) => {
    let games = 0;
    if (listed.length > 0) {
      await tx.execute(sql`
        select id from players
        where sport_id = ${team.sportId} and (api_sports_id = any(${ids}) or current_team_id = ${team.teamId})
        order by api_sports_id collate "C" for update`);
      await tx.execute(sql`
        insert into players (sport_id, api_sports_id, first_name, last_name, full_name, position, current_team_id,
                             is_active, profile_fetched_at)
        select ${team.sportId}::int, "providerPlayerId", left("firstName", 100),
               left("lastName", 100), left(trim(concat_ws(' ', "firstName", "lastName")), 200),
               left(position, 20), ${team.teamId}, coalesce("isActive", true), now()
        from ${names}
        on conflict (sport_id, api_sports_id) where api_sports_id is not null do update
        set first_name = case when ${takesProfile} then excluded.first_name else players.first_name end,
            last_name = case when ${takesProfile} then excluded.last_name else players.last_name end,
            full_name = case when ${takesProfile} then excluded.full_name else players.full_name end,
            position = coalesce(players.position, excluded.position),
            profile_fetched_at = case when ${isOnDemand} then now() else coalesce(players.profile_fetched_at, now()) end,
            is_active = excluded.is_active,
            current_team_id = case
              when players.current_team_id is null or players.last_game_date is null
                or players.last_game_date < current_date - ${BOX_SCORE_HOLDS_DAYS}::int then excluded.current_team_id
              else players.current_team_id end,
            updated_at = now()`);
      await tx.execute(sql`
        update players set current_team_id = null, updated_at = now()
        where sport_id = ${team.sportId} and current_team_id = ${team.teamId} and api_sports_id <> all(${ids})`);
      await recordSeasonRoster(tx, team, listed);
      games = await rebuildExpected(tx);
    }
    await tx.execute(sql`
      update teams set roster_refreshed_at = now(), roster_retry_at = null where id = ${team.teamId}`);
    return { players: listed.length, games };
  });

  /** Who is on the list is expected in the games that are about to be played; returns how many games those are. */
  async function rebuildExpected(tx: Executor): Promise<number> {
    const coming = sql`
      select game.id from games as game
      where ${team.teamId} in (game.home_team_id, game.away_team_id) and ${comingGames(lookAheadMs)}`;
    await tx.execute(sql`
      delete from game_rosters where team_id = ${team.teamId} and game_id in (${coming})`);
    await tx.execute(sql`
      insert into game_rosters (game_id, player_id, team_id)
      select game.id, player.id, ${team.teamId}
      from (${coming}) as game
      join players as player on player.sport_id = ${team.sportId} and player.api_sports_id = any(${ids}) and player.is_active
      on conflict (game_id, player_id) do nothing`);
    return changedRows(tx, sql`select 1 from (${coming}) as game`);
  }
}
