import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';

/** A player who is in a box score. */
export type SeenPlayer = {
  apiSportsId: string;
  firstName: string;
  lastName: string;
  teamId: number;
  position: string | null;
};

/**
 * Makes sure that every player of a box score exists, and notes that they were seeded. A player's current team
 * follows the newest game, so that a late seeding of an old game moves nobody back. A later look at the same game
 * writes only players about whom something is new. Returns our ids by the provider's.
 */
export async function savePlayers(
  tx: Executor,
  game: GameToSeed,
  players: readonly SeenPlayer[],
  { isFirstReading }: { isFirstReading: boolean },
): Promise<Map<string, number>> {
  // Sorted, so that two games that share players lock them in the same order.
  const ordered = [...players].sort((a, b) => (a.apiSportsId < b.apiSportsId ? -1 : 1));
  const rows = await rowsOf<{ id: number; api_sports_id: string }>(
    tx,
    sql`
      insert into players (sport_id, api_sports_id, first_name, last_name, full_name, position, current_team_id,
                           last_seeded_at, last_game_date)
      select ${game.sportId}, seen."apiSportsId", left(seen."firstName", 100), left(seen."lastName", 100),
             left(trim(concat_ws(' ', seen."firstName", seen."lastName")), 200), left(seen."position", 20), seen."teamId", now(),
             ${game.gameDate}::date
      from json_to_recordset(${JSON.stringify(ordered)}::json)
        as seen("apiSportsId" text, "firstName" text, "lastName" text, "teamId" int, "position" text)
      on conflict (sport_id, api_sports_id) where api_sports_id is not null do update
      set first_name = excluded.first_name, last_name = excluded.last_name, full_name = excluded.full_name,
          position = coalesce(excluded.position, players.position),
          current_team_id = case when players.last_game_date is null or players.last_game_date <= excluded.last_game_date
                                 then excluded.current_team_id else players.current_team_id end,
          last_game_date = greatest(players.last_game_date, excluded.last_game_date),
          last_seeded_at = now(), updated_at = now()
      where ${isFirstReading}
         or (players.first_name, players.last_name, players.position) is distinct from
            (excluded.first_name, excluded.last_name, coalesce(excluded.position, players.position))
      returning id, api_sports_id`,
  );
  const ids = new Map(rows.map((row) => [row.api_sports_id, row.id]));
  if (ids.size === ordered.length) return ids;
  const known = await rowsOf<{ id: number; api_sports_id: string }>(
    tx,
    sql`select id, api_sports_id from players
        where sport_id = ${game.sportId}
          and api_sports_id = any(${sql.param(ordered.map((player) => player.apiSportsId))}::text[])`,
  );
  return new Map(known.map((row) => [row.api_sports_id, row.id]));
}

/** Notes that the two teams of a game were seeded; lines of other games may go on naming them meanwhile. */
export async function markTeamsSeeded(tx: Executor, game: GameToSeed): Promise<void> {
  const ids = [game.home.teamId, game.away.teamId].sort((a, b) => a - b);
  await tx.execute(sql`
    with locked as (select id from teams where id = any(${sql.param(ids)}::int[]) order by id for no key update)
    update teams set last_seeded_at = now(), last_game_date = greatest(last_game_date, ${game.gameDate}::date),
                     updated_at = now()
    from locked where teams.id = locked.id`);
}

/**
 * Notes who was listed in a box score: active, or dnp. Where the list is whole, the others of the expected roster
 * become inactive.
 */
export async function saveParticipants(
  tx: Executor,
  game: GameToSeed,
  participants: readonly { playerId: number; teamId: number; isStarter: boolean; hasPlayed: boolean }[],
  { areAll }: { areAll: boolean },
): Promise<void> {
  const rows = JSON.stringify(participants);
  if (areAll) {
    await tx.execute(sql`
    update game_rosters set status = 'inactive', is_starter = false
    where game_id = ${game.gameId} and (status, is_starter) is distinct from ('inactive', false)
      and player_id <> all(${sql.param(participants.map((participant) => participant.playerId))}::int[])`);
  }
  await tx.execute(sql`
    insert into game_rosters (game_id, player_id, team_id, is_starter, status)
    select ${game.gameId}, seen."playerId", seen."teamId", seen."isStarter",
           case when seen."hasPlayed" then 'active' else 'dnp' end
    from json_to_recordset(${rows}::json)
      as seen("playerId" int, "teamId" int, "isStarter" boolean, "hasPlayed" boolean)
    on conflict (game_id, player_id) do update
    set team_id = excluded.team_id, is_starter = excluded.is_starter, status = excluded.status
    where (game_rosters.team_id, game_rosters.is_starter, game_rosters.status)
          is distinct from (excluded.team_id, excluded.is_starter, excluded.status)`);
}
