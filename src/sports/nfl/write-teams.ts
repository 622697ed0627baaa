import type { Executor } from '../../db/database.ts';
import type { NflTeamLine } from '../../domain/nfl-lines.ts';
import type { LineTarget, WrittenLine } from '../adapter.ts';
import { type LineRow, contentHash, writeLines } from '../line-table.ts';
import { learnTeamIds } from '../learn-team-ids.ts';
import { markTeamsSeeded } from '../players.ts';
import { NFL_TEAM_LINES, teamColumns } from './columns.ts';

/** Writes the line of each of the two teams, and keeps the provider's ids of teams that were known by name only. */
export async function writeTeamLines(
  tx: Executor,
  { game, providerGame, fence }: LineTarget,
  lines: readonly NflTeamLine[],
): Promise<readonly WrittenLine[]> {
  const rows = lines.map((line) => {
    const isHome = line.providerTeamId === providerGame.home.providerTeamId;
    const teamId = isHome ? game.home.teamId : game.away.teamId;
    const row = { team_id: teamId, is_home: isHome, ...teamColumns(line) } satisfies LineRow;
    return { providerTeamId: line.providerTeamId, teamId, row };
  });
  const changed = await writeLines(
    tx,
    NFL_TEAM_LINES,
    { seasonYear: game.seasonYear, gameId: game.gameId, fence },
    rows.map(({ row }) => row),
  );
  await markTeamsSeeded(tx, game);
  await learnTeamIds(tx, { game, providerGame });
  return rows.map(({ providerTeamId, teamId, row }) => ({
    entityType: 'team',
    providerEntityId: providerTeamId,
    entityId: teamId,
    contentHash: contentHash(NFL_TEAM_LINES, row),
    isChanged: changed.has(teamId),
  }));
}
