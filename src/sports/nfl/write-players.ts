import type { Executor } from '../../db/database.ts';
import type { NflPlayerLine } from '../../domain/nfl-lines.ts';
import type { LineTarget, WrittenLine } from '../adapter.ts';
import { type LineRow, contentHash, writeLines } from '../line-table.ts';
import { saveParticipants, savePlayers } from '../players.ts';
import { teamIdsByProvider } from '../sides.ts';
import { NFL_PLAYER_LINES, playerColumns } from './columns.ts';

/** Writes the lines of both teams' players, the players themselves, and who took part. */
export async function writePlayerLines(
  tx: Executor,
  { game, providerGame, fence }: LineTarget,
  lines: readonly NflPlayerLine[],
): Promise<readonly WrittenLine[]> {
  const teamIds = teamIdsByProvider(game, providerGame);
  const teamIdOf = (line: NflPlayerLine): number => required(teamIds.get(line.providerTeamId), 'team');
  const playerIds = await savePlayers(
    tx,
    game,
    lines.map((line) => ({
      apiSportsId: line.player.providerPlayerId,
      firstName: line.player.firstName,
      lastName: line.player.lastName,
      teamId: teamIdOf(line),
      // A box score of this provider names no positions.
      position: null,
    })),
  );
  const playerIdOf = (line: NflPlayerLine): number =>
    required(playerIds.get(line.player.providerPlayerId), 'player');

  const rows = lines.map((line) => ({
    providerPlayerId: line.player.providerPlayerId,
    playerId: playerIdOf(line),
    row: {
      player_id: playerIdOf(line),
      team_id: teamIdOf(line),
      ...playerColumns(line),
    } satisfies LineRow,
  }));
  const changed = await writeLines(
    tx,
    NFL_PLAYER_LINES,
    { seasonYear: game.seasonYear, gameId: game.gameId, fence },
    rows.map(({ row }) => row),
  );
  await saveParticipants(
    tx,
    game,
    // Only who did something countable is listed, and nobody says who started.
    lines.map((line) => ({
      playerId: playerIdOf(line),
      teamId: teamIdOf(line),
      isStarter: false,
      hasPlayed: true,
    })),
  );
  return rows.map(({ providerPlayerId, playerId, row }) => ({
    entityType: 'player',
    providerEntityId: providerPlayerId,
    entityId: playerId,
    contentHash: contentHash(NFL_PLAYER_LINES, row),
    isChanged: changed.has(playerId),
  }));
}

function required(id: number | undefined, what: string): number {
  if (id === undefined) throw new Error(`a line names a ${what} that was not saved`);
  return id;
}
