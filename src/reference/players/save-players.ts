import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import { gameRosters } from '../../db/schema/games.ts';
import { players, teams } from '../../db/schema/reference.ts';
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

/** The part of the statement that locks the two teams of a game. */
export const SEEN_TEAMS = sql`seen_teams`;

/**
 * Notes that the two teams of a game were seeded; lines of other games may go on naming them meanwhile. Parts of the
 * statement that writes their lines.
 */
export function seededTeamParts(game: GameToSeed): readonly SQL[] {
  const ids = [game.home.teamId, game.away.teamId].sort((a, b) => a - b);
  const name = bareColumns;
  return [
    sql`${SEEN_TEAMS} as (
      select ${teams.id} from ${teams} where ${teams.id} = any(${sql.param(ids)}::int[]) order by ${teams.id} for no key update)`,
    sql`seeded_teams as (
      update ${teams}
      set ${name(teams.lastSeededAt)} = now(), ${name(teams.updatedAt)} = now(),
          ${name(teams.lastGameDate)} = greatest(${teams.lastGameDate}, ${game.gameDate}::date)
      from ${SEEN_TEAMS} as seen where ${teams.id} = seen.id)`,
  ];
}

/**
 * Notes who was listed in a box score: active, or dnp. Where the list is whole, the others of the expected roster
 * become inactive. Parts of the statement that writes their lines.
 */
export function participantParts(
  game: GameToSeed,
  participants: readonly { playerId: number; teamId: number; isStarter: boolean; hasPlayed: boolean }[],
  { areAll, source, runId }: { areAll: boolean; source: string; runId: string },
): readonly SQL[] {
  const { gameId, playerId, teamId, isStarter, status } = gameRosters;
  const name = bareColumns;
  const told = [teamId, isStarter, status];
  const excluded = told.map((column) => sql`excluded.${name(column)}`);
  const ids = sql`${sql.param(participants.map((one) => one.playerId))}::int[]`;
  const others = sql`others as (
    update ${gameRosters}
    set ${name(status)} = 'inactive', ${name(isStarter)} = false, ${name(gameRosters.runId)} = ${runId}
    where ${gameId} = ${game.gameId} and (${status}, ${isStarter}) is distinct from ('inactive', false)
      and ${playerId} <> all(${ids}))`;
  const listed = sql`participants as (
    insert into ${gameRosters} (${name(gameId, playerId, teamId, isStarter, status, gameRosters.source, gameRosters.runId)})
    select ${game.gameId}::int, seen."playerId", seen."teamId", seen."isStarter",
           case when seen."hasPlayed" then 'active' else 'dnp' end, ${source}, ${runId}
    from json_to_recordset(${JSON.stringify(participants)}::json)
      as seen("playerId" int, "teamId" int, "isStarter" boolean, "hasPlayed" boolean)
    on conflict (${name(gameId, playerId)}) do update
    set (${name(...told, gameRosters.source, gameRosters.runId)})
        = (${sql.join(excluded, sql`, `)}, excluded.${name(gameRosters.source)}, excluded.${name(gameRosters.runId)})
    where (${sql.join(told, sql`, `)}) is distinct from (${sql.join(excluded, sql`, `)}))`;
  return areAll ? [others, listed] : [listed];
}
