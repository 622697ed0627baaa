import type { Executor } from '../../db/database.ts';
import type { NbaPlayerLine } from '../../domain/box-score.ts';
import type { LineTarget, WrittenLine } from '../adapter.ts';
import { type LineRow, contentHash, writeLines } from '../line-table.ts';
import { saveParticipants, savePlayers } from '../players.ts';
import { teamIdsByProvider } from '../sides.ts';
import { NBA_PLAYER_LINES, countColumns } from './columns.ts';

/** Writes the lines of both teams' players, the players themselves, and who took part. */
export async function writePlayerLines(
  tx: Executor,
  { game, providerGame, fence }: LineTarget,
  lines: readonly NbaPlayerLine[],
): Promise<readonly WrittenLine[]> {
  const teamIds = teamIdsByProvider(game, providerGame);
  const teamIdOf = (line: NbaPlayerLine): number => required(teamIds.get(line.providerTeamId), 'team');
  const playerIds = await savePlayers(
    tx,
    game,
    lines.map((line) => ({
      apiSportsId: line.player.providerPlayerId,
      firstName: line.player.firstName,
      lastName: line.player.lastName,
      teamId: teamIdOf(line),
      position: line.startPosition,
    })),
  );
  const playerIdOf = (line: NbaPlayerLine): number =>
    required(playerIds.get(line.player.providerPlayerId), 'player');

  const rows = lines.map((line) => ({
    providerPlayerId: line.player.providerPlayerId,
    playerId: playerIdOf(line),
    row: {
      player_id: playerIdOf(line),
      team_id: teamIdOf(line),
      ...countColumns(line),
      seconds_played: line.secondsPlayed,
      start_position: line.startPosition,
      comment: line.comment,
    } satisfies LineRow,
  }));
  const changed = await writeLines(
    tx,
    NBA_PLAYER_LINES,
    { seasonYear: game.seasonYear, gameId: game.gameId, fence },
    rows.map(({ row }) => row),
  );
  await saveParticipants(
    tx,
    game,
    lines.map((line) => ({
      playerId: playerIdOf(line),
      teamId: teamIdOf(line),
      isStarter: line.startPosition !== null,
      hasPlayed: line.secondsPlayed > 0,
    })),
  );
  return rows.map(({ providerPlayerId, playerId, row }) => ({
    entityType: 'player',
    providerEntityId: providerPlayerId,
    entityId: playerId,
    contentHash: contentHash(NBA_PLAYER_LINES, row),
    isChanged: changed.has(playerId),
  }));
}

function required(id: number | undefined, what: string): number {
  if (id === undefined) throw new Error(`a line names a ${what} that was not saved`);
  return id;
}
