import { and, eq, sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { bareColumns } from '../../db/bare-columns.ts';
import { changedRows } from '../../db/rows.ts';
import { gameRosters, games } from '../../db/schema/games.ts';
import { players, teams } from '../../db/schema/reference.ts';
import type { RosterMember } from '../../domain/scheduled-game.ts';
import { externalIdOf } from '../../reference/identities/external-ids.ts';
import { playersByExternalId } from '../../reference/players/players-by-external-id.ts';
import { type ToldFacts, writePlayerFacts } from '../../reference/players/write-player-facts.ts';
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
  {
    lookAheadMs,
    isOnDemand,
    source,
    runId,
  }: { lookAheadMs: number; isOnDemand: boolean; source: string; runId: string },
): Promise<SavedRoster> {
  return db.transaction(async (tx) => {
    let expectedIn = 0;
    const { ids, candidates } = await playersByExternalId(
      tx,
      team.sportId,
      members.map(({ providerPlayerId, ...member }) => ({
        ...member,
        teamId: team.teamId,
        externalId: providerPlayerId,
      })),
      { provider: source, runId, seasonYear: team.seasonYear },
    );
    if (ids.size > 0) {
      await updateMembers(tx, team, members, { ids, candidates, isOnDemand, runId });
      await writePlayerFacts(
        tx,
        { source, seasonYear: team.seasonYear, runId },
        toldFacts(team, members, ids),
      );
      await recordSeasonRoster(tx, team, [...ids.values()], runId);
      expectedIn = await rebuildExpected(tx, team.teamId, [...ids.values()], { lookAheadMs, source, runId });
    }
    await tx
      .update(teams)
      .set({ rosterRefreshedAt: sql`now()`, rosterRetryAt: null })
      .where(eq(teams.id, team.teamId));
    return { players: ids.size, games: expectedIn };
  });
}

function toldFacts(
  { teamId }: TeamPlayingSoon,
  members: readonly RosterMember[],
  ids: ReadonlyMap<string, number>,
): readonly ToldFacts[] {
  return members.flatMap(({ providerPlayerId, facts }) => {
    const playerId = ids.get(providerPlayerId);
    return playerId === undefined ? [] : [{ playerId, teamId, facts }];
  });
}

/** Who is on the list is expected in the games that are about to be played; returns how many games those are. */
async function rebuildExpected(
  tx: Executor,
  teamId: number,
  playerIds: readonly number[],
  { lookAheadMs, source, runId }: { lookAheadMs: number; source: string; runId: string },
): Promise<number> {
  const coming = sql`
    select ${games.id} from ${games}
    where ${teamId} in (${games.homeTeamId}, ${games.awayTeamId}) and ${comingGames(lookAheadMs)}`;
  await tx
    .delete(gameRosters)
    .where(and(eq(gameRosters.teamId, teamId), sql`${gameRosters.gameId} in (${coming})`));
  await tx.execute(sql`
    insert into ${gameRosters} (${bareColumns(
      gameRosters.gameId,
      gameRosters.playerId,
      gameRosters.teamId,
      gameRosters.source,
      gameRosters.runId,
    )})
    select game.id, ${players.id}, ${teamId}, ${source}, ${runId}
    from (${coming}) as game
    join ${players} on ${players.id} = any(${sql.param([...playerIds])}::int[]) and ${players.isActive}
    on conflict (${bareColumns(gameRosters.gameId, gameRosters.playerId)}) do nothing`);
  return changedRows(tx, sql`select 1 from (${coming}) as game`);
}

/**
 * Writes what the list says of players who were known, and takes from the team who is not on it. Whoever writes the
 * same players locks them in the same order.
 */
async function updateMembers(
  tx: Executor,
  { sportId, teamId }: TeamPlayingSoon,
  members: readonly RosterMember[],
  {
    ids,
    candidates,
    isOnDemand,
    runId,
  }: {
    ids: ReadonlyMap<string, number>;
    /** Who may be meant by a member who is in question: they stay in the team. */
    candidates: readonly number[];
    isOnDemand: boolean;
    runId: string;
  },
): Promise<void> {
  const listed = [...new Map(members.map((member) => [member.providerPlayerId, member])).values()].map(
    (member) => ({ ...member, id: ids.get(member.providerPlayerId) }),
  );
  const known = sql`${sql.param([...ids.values()])}::int[]`;
  const idThere = externalIdOf('player', players.id);
  await tx.execute(sql`
    select ${players.id} from ${players}
    where ${players.id} = any(${known}) or (${players.sportId} = ${sportId} and ${players.currentTeamId} = ${teamId})
    order by ${idThere} collate "C" for update of ${players}`);
  const takesProfile = sql`${players.lastSeededAt} is null and (${isOnDemand} or ${players.profileFetchedAt} is null)`;
  await tx.execute(sql`
    update ${players}
    set ${bareColumns(players.firstName)} = case when ${takesProfile} then left(listed."firstName", 100) else ${players.firstName} end,
        ${bareColumns(players.lastName)} = case when ${takesProfile} then left(listed."lastName", 100) else ${players.lastName} end,
        ${bareColumns(players.fullName)} = case when ${takesProfile}
          then left(trim(concat_ws(' ', listed."firstName", listed."lastName")), 200) else ${players.fullName} end,
        ${bareColumns(players.position)} = coalesce(${players.position}, left(listed.position, 20)),
        ${bareColumns(players.profileFetchedAt)} = case when ${isOnDemand} then now() else coalesce(${players.profileFetchedAt}, now()) end,
        ${bareColumns(players.isActive)} = coalesce(listed."isActive", true),
        ${bareColumns(players.currentTeamId)} = case
          when ${players.isStandIn} then null
          when ${players.currentTeamId} is null or ${players.lastGameDate} is null
            or ${players.lastGameDate} < current_date - ${BOX_SCORE_HOLDS_DAYS}::int then ${teamId}
          else ${players.currentTeamId} end,
        ${bareColumns(players.runId)} = ${runId}, ${bareColumns(players.updatedAt)} = now()
    from json_to_recordset(${JSON.stringify(listed)}::json) as listed(
      id int, "firstName" text, "lastName" text, position text, "isActive" boolean)
    where ${players.id} = listed.id`);
  await tx.execute(sql`
    update ${players} set ${bareColumns(players.currentTeamId)} = null, ${bareColumns(players.runId)} = ${runId},
        ${bareColumns(players.updatedAt)} = now()
    where ${players.sportId} = ${sportId} and ${players.currentTeamId} = ${teamId} and ${players.id} <> all(${known})
      and ${players.id} <> all(${sql.param([...candidates])}::int[])
      and ${idThere} is not null`);
}
