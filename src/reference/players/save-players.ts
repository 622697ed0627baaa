import { sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import { players } from '../../db/schema/reference.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';
import { type ListedPlayer, playersByExternalId } from './players-by-external-id.ts';

/** A player who is in a box score. */
export type SeenPlayer = ListedPlayer & { teamId: number };

/**
 * Makes sure that every player of a box score exists, and notes that they were seeded. A player's current team
 * follows the newest game, so that a late seeding of an old game moves nobody back. A later look at the same game
 * writes only players about whom something is new. Ids are those of the provider,
 * the primary one unless it is named. Returns our ids by the provider's.
 */
export async function savePlayers(
  tx: Executor,
  game: GameToSeed,
  seen: readonly SeenPlayer[],
  {
    isFirstReading,
    provider,
    runId,
  }: { isFirstReading: boolean; provider?: string | undefined; runId: string },
): Promise<ReadonlyMap<string, number>> {
  return playersByExternalId(tx, game.sportId, seen, {
    provider,
    runId,
    added: { lastSeededAt: sql`now()`, lastGameDate: sql`${game.gameDate}::date` },
    alsoWrite: sql`, held as (
      select ${players.id}, named.* from ${players} join named on named.known_id = ${players.id}
      where ${isFirstReading}
         or (${players.firstName}, ${players.lastName}, ${players.position}) is distinct from
            (named.first_name, named.last_name, coalesce(named.position, ${players.position}))
      order by named.external_id collate "C" for no key update of ${players}
    ), changed as (
      update ${players}
      set ${bareColumns(players.firstName)} = held.first_name, ${bareColumns(players.lastName)} = held.last_name,
          ${bareColumns(players.fullName)} = held.full_name, ${bareColumns(players.position)} = coalesce(held.position, ${players.position}),
          ${bareColumns(players.currentTeamId)} = case when ${players.lastGameDate} is null or ${players.lastGameDate} <= ${game.gameDate}::date
                                 then held.team_id else ${players.currentTeamId} end,
          ${bareColumns(players.lastGameDate)} = greatest(${players.lastGameDate}, ${game.gameDate}::date),
          ${bareColumns(players.lastSeededAt)} = now(), ${bareColumns(players.updatedAt)} = now(),
          ${bareColumns(players.runId)} = ${runId}
      from held where ${players.id} = held.known_id
    )`,
  });
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
  { areAll, source, runId }: { areAll: boolean; source: string; runId: string },
): Promise<void> {
  const rows = JSON.stringify(participants);
  if (areAll) {
    await tx.execute(sql`
    update game_rosters set status = 'inactive', is_starter = false, run_id = ${runId}
    where game_id = ${game.gameId} and (status, is_starter) is distinct from ('inactive', false)
      and player_id <> all(${sql.param(participants.map((participant) => participant.playerId))}::int[])`);
  }
  await tx.execute(sql`
    insert into game_rosters (game_id, player_id, team_id, is_starter, status, source, run_id)
    select ${game.gameId}, seen."playerId", seen."teamId", seen."isStarter",
           case when seen."hasPlayed" then 'active' else 'dnp' end, ${source}, ${runId}
    from json_to_recordset(${rows}::json)
      as seen("playerId" int, "teamId" int, "isStarter" boolean, "hasPlayed" boolean)
    on conflict (game_id, player_id) do update
    set team_id = excluded.team_id, is_starter = excluded.is_starter, status = excluded.status,
        source = excluded.source, run_id = excluded.run_id
    where (game_rosters.team_id, game_rosters.is_starter, game_rosters.status)
          is distinct from (excluded.team_id, excluded.is_starter, excluded.status)`);
}
