import type { Executor } from '../../db/database.ts';
import type { NbaTeamLine } from '../../domain/box-score.ts';
import type { LineTarget, WrittenLine } from '../adapter.ts';
import { type LineRow, contentHash, writeLines } from '../line-table.ts';
import { markTeamsSeeded } from '../players.ts';
import { NBA_TEAM_LINES, countColumns } from './columns.ts';

/** Writes the line of each of the two teams. */
export async function writeTeamLines(
  tx: Executor,
  { game, providerGame, fence }: LineTarget,
  lines: readonly NbaTeamLine[],
): Promise<readonly WrittenLine[]> {
  const rows = lines.map((line) => {
    const isHome = line.providerTeamId === providerGame.home.providerTeamId;
    const teamId = isHome ? game.home.teamId : game.away.teamId;
    const row = {
      team_id: teamId,
      is_home: isHome,
      ...countColumns(line),
      seconds_played: line.secondsPlayed,
      fast_break_points: line.fastBreakPoints,
      points_in_paint: line.pointsInPaint,
      second_chance_points: line.secondChancePoints,
      points_off_turnovers: line.pointsOffTurnovers,
      biggest_lead: line.biggestLead,
      longest_run: line.longestRun,
    } satisfies LineRow;
    return { providerTeamId: line.providerTeamId, teamId, row };
  });
  const changed = await writeLines(
    tx,
    NBA_TEAM_LINES,
    { seasonYear: game.seasonYear, gameId: game.gameId, fence },
    rows.map(({ row }) => row),
  );
  await markTeamsSeeded(tx, game);
  return rows.map(({ providerTeamId, teamId, row }) => ({
    entityType: 'team',
    providerEntityId: providerTeamId,
    entityId: teamId,
    contentHash: contentHash(NBA_TEAM_LINES, row),
    isChanged: changed.has(teamId),
  }));
}
