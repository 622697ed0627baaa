import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import { type From, fixedText } from '../../db/fixed-text.ts';
import { gameRosters } from '../../db/schema/games.ts';
import { teams } from '../../db/schema/reference.ts';
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
    seededWith: { game, isFirstReading },
  });
}

/** The part of the statement that locks the two teams of a game. */
export const SEEN_TEAMS = sql`seen_teams`;

/**
 * Notes that the two teams of a game were seeded; lines of other games may go on naming them meanwhile. Parts of the
 * statement that writes their lines.
 */
export function seededTeamParts({ home, away, gameDate }: GameToSeed): readonly SQL[] {
  const ids = [home.teamId, away.teamId].sort((a, b) => a - b);
  return [seenTeamsPart({ ids }), seededTeamsPart({ gameDate })];
}

const seenTeamsPart = fixedText(
  (from: From<{ ids: readonly number[] }>) => sql`${SEEN_TEAMS} as (
      select ${teams.id} from ${teams} where ${teams.id} = any(${from(({ ids }) => ids)}::int[])
      order by ${teams.id} for no key update)`,
);

const seededTeamsPart = fixedText((from: From<Pick<GameToSeed, 'gameDate'>>) => {
  const name = bareColumns;
  return sql`seeded_teams as (
      update ${teams}
      set ${name(teams.lastSeededAt)} = now(), ${name(teams.updatedAt)} = now(),
          ${name(teams.lastGameDate)} = greatest(${teams.lastGameDate}, ${from(({ gameDate }) => gameDate)}::date)
      from ${SEEN_TEAMS} as seen where ${teams.id} = seen.id)`;
});

/**
 * Notes who was listed in a box score: active, or dnp. Where the list is whole, the others of the expected roster
 * become inactive. Parts of the statement that writes their lines.
 */
export function participantParts(
  { gameId }: GameToSeed,
  participants: readonly { playerId: number; teamId: number; isStarter: boolean; hasPlayed: boolean }[],
  { areAll, source, runId }: { areAll: boolean; source: string; runId: string },
): readonly SQL[] {
  const listed = listedPart({ gameId, participants: JSON.stringify(participants), source, runId });
  if (!areAll) return [listed];
  return [othersPart({ gameId, ids: participants.map(({ playerId }) => playerId), runId }), listed];
}

const othersPart = fixedText((from: From<{ gameId: number; ids: readonly number[]; runId: string }>) => {
  const { playerId, isStarter, status } = gameRosters;
  const name = bareColumns;
  return sql`others as (
    update ${gameRosters}
    set ${name(status)} = 'inactive', ${name(isStarter)} = false, ${name(gameRosters.runId)} = ${from(({ runId }) => runId)}
    where ${gameRosters.gameId} = ${from(({ gameId }) => gameId)}
      and (${status}, ${isStarter}) is distinct from ('inactive', false)
      and ${playerId} <> all(${from(({ ids }) => ids)}::int[]))`;
});

type Listed = { gameId: number; participants: string; source: string; runId: string };

const listedPart = fixedText((from: From<Listed>) => {
  const { gameId, playerId, teamId, isStarter, status, source, runId } = gameRosters;
  const name = bareColumns;
  const told = [teamId, isStarter, status];
  const excluded = told.map((column) => sql`excluded.${name(column)}`);
  return sql`participants as (
    insert into ${gameRosters} (${name(gameId, playerId, teamId, isStarter, status, source, runId)})
    select ${from((listed) => listed.gameId)}::int, seen."playerId", seen."teamId", seen."isStarter",
           case when seen."hasPlayed" then 'active' else 'dnp' end, ${from((listed) => listed.source)},
           ${from((listed) => listed.runId)}
    from json_to_recordset(${from((listed) => listed.participants)}::json)
      as seen("playerId" int, "teamId" int, "isStarter" boolean, "hasPlayed" boolean)
    on conflict (${name(gameId, playerId)}) do update
    set (${name(...told, source, runId)})
        = (${sql.join(excluded, sql`, `)}, excluded.${name(source)}, excluded.${name(runId)})
    where (${sql.join(told, sql`, `)}) is distinct from (${sql.join(excluded, sql`, `)}))`;
});
