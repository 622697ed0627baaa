import type { Executor } from '../../db/database.ts';
import type { FootballPlayerLine } from '../../domain/football-lines.ts';
import type { LineTarget, WrittenLine } from '../adapter.ts';
import { type LineRow, contentHash, writeLines } from '../line-table.ts';
import { saveParticipants, savePlayers } from '../players.ts';
import { teamIdsByProvider } from '../sides.ts';
import { FOOTBALL_PLAYER_LINES, playerColumns } from './columns.ts';

/** Writes the lines of both teams' players, the players themselves, and who took part. */
export async function writePlayerLines(
  tx: Executor,
  { game, providerGame, fence }: LineTarget,
  lines: readonly FootballPlayerLine[],
): Promise<readonly WrittenLine[]> {
  const teamIds = teamIdsByProvider(game, providerGame);
  const teamIdOf = (line: FootballPlayerLine): number => required(teamIds.get(line.providerTeamId), 'team');
  const playerIds = await savePlayers(
    tx,
    game,
    lines.map((line) => ({
      apiSportsId: line.player.providerPlayerId,
      firstName: line.player.firstName,
      lastName: line.player.lastName,
      teamId: teamIdOf(line),
      position: line.position,
    })),
  );
  const seen = lines.map((line) => {
    const playerId = required(playerIds.get(line.player.providerPlayerId), 'player');
    const teamId = teamIdOf(line);
    const row = { player_id: playerId, team_id: teamId, ...playerColumns(line) } satisfies LineRow;
    return { line, playerId, teamId, row };
  });
  const changed = await writeLines(
    tx,
    FOOTBALL_PLAYER_LINES,
    { seasonYear: game.seasonYear, gameId: game.gameId, fence },
    seen.map(({ row }) => row),
  );
  await saveParticipants(
    tx,
    game,
    seen.map(({ line, playerId, teamId }) => ({
      playerId,
      teamId,
      isStarter: !line.isSubstitute,
      hasPlayed: (line.minutes ?? 0) > 0,
    })),
  );
  return seen.map(({ line, playerId, row }) => ({
    entityType: 'player',
    providerEntityId: line.player.providerPlayerId,
    entityId: playerId,
    contentHash: contentHash(FOOTBALL_PLAYER_LINES, row),
    isChanged: changed.has(playerId),
  }));
}

function required(id: number | undefined, what: string): number {
  if (id === undefined) throw new Error(`a line names a ${what} that was not saved`);
  return id;
}
