import type { Database } from '../db/database.ts';
import { gameRosters } from '../db/schema/games.ts';
import { seedRunId } from '../jobs/runs/run-id.ts';
import type { Sport } from '../domain/sport.ts';
import { playersByExternalId } from '../reference/players/players-by-external-id.ts';
import { writePlayerFacts } from '../reference/players/write-player-facts.ts';
import type { LeagueSource } from '../sports/league-source.ts';
import type { RosterFetcher } from './entity-task.ts';
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
    const rosters = sources.get(game.sport);
    if (!rosters) return;
    const team = { teamId, providerTeamId };
    const { members, source } = await rosters.roster(team, game.seasonYear, context);
    const runId = seedRunId(claim);
    await db.transaction(async (tx) => {
      await requireFence(tx, claim);
      const { ids } = await playersByExternalId(
        tx,
        game.sportId,
        members.map(({ providerPlayerId, ...member }) => ({
          ...member,
          teamId,
          externalId: providerPlayerId,
        })),
        { provider: source, runId, seasonYear: game.seasonYear, game },
      );
      if (ids.size > 0)
        await tx
          .insert(gameRosters)
          .values(
            [...ids.values()].map((playerId) => ({
              gameId: game.gameId,
              playerId,
              teamId,
              source,
              runId,
            })),
          )
          .onConflictDoNothing();
      const told = members.flatMap(({ providerPlayerId, facts }) => {
        const playerId = ids.get(providerPlayerId);
        return playerId === undefined ? [] : [{ playerId, teamId, facts }];
      });
      await writePlayerFacts(tx, { source, seasonYear: game.seasonYear, runId }, told);
    });
  };
}
