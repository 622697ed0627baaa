import type { Executor } from '../db/database.ts';
import type { ProviderGame, ProviderPlayer } from '../domain/box-score.ts';
import type { LineTarget, WrittenLine } from './adapter.ts';
import { learnTeamIds } from '../reference/identities/learn-team-ids.ts';
import { type LineRow, type LineTable, contentHash } from './line-table.ts';
import { oneLineForEachPlayer } from './one-line-a-player.ts';
import { markTeamsSeeded, saveParticipants, savePlayers } from '../reference/players/save-players.ts';
import { teamIdsByProvider } from '../reference/identities/pick-game.ts';
import { writeLines } from './write-lines.ts';

/** How a sport's player lines are stored, and what they say about the player. */
export type PlayerLineForm<Line> = {
  table: LineTable;
  /** Whether everybody who was there has a line; otherwise the rest of the roster is left as it is. */
  listsEverybody: boolean;
  /** The table's value columns of a line. */
  columns: (line: Line) => LineRow;
  /** Null where the provider names none. */
  position: (line: Line) => string | null;
  isStarter: (line: Line) => boolean;
  hasPlayed: (line: Line) => boolean;
};

/** Writes the lines of both teams' players, the players themselves, and who took part. */
export async function writePlayerLines<Line extends { player: ProviderPlayer; providerTeamId: string }>(
  tx: Executor,
  { game, providerGame, fence, origin, isPartOfLines }: LineTarget,
  form: PlayerLineForm<Line>,
  lines: readonly Line[],
): Promise<readonly WrittenLine[]> {
  const teamIds = teamIdsByProvider(game, providerGame);
  const withTeam = lines.map((line) => ({
    line,
    teamId: required(teamIds.get(line.providerTeamId), 'team'),
  }));
  const playerIds = await savePlayers(
    tx,
    game,
    withTeam.map(({ line, teamId }) => ({
      externalId: line.player.providerPlayerId,
      firstName: line.player.firstName,
      lastName: line.player.lastName,
      teamId,
      position: form.position(line),
    })),
    { isFirstReading: isFirstReading(origin), provider: providerGame.source, runId: origin.runId },
  );
  const seen = withTeam.map(({ line, teamId }) => {
    const playerId = required(playerIds.get(line.player.providerPlayerId), 'player');
    const row = { player_id: playerId, team_id: teamId, ...form.columns(line) } satisfies LineRow;
    return { line, playerId, teamId, row };
  });
  const written = oneLineForEachPlayer(seen, form, providerGame);
  const changed = await writeLines(
    tx,
    form.table,
    {
      seasonYear: game.seasonYear,
      gameId: game.gameId,
      fence,
      origin,
      source: sourceOf(providerGame),
      isPartOfLines,
    },
    written.map(({ row }) => row),
  );
  await saveParticipants(
    tx,
    game,
    written.map(({ line, playerId, teamId }) => ({
      playerId,
      teamId,
      isStarter: form.isStarter(line),
      hasPlayed: form.hasPlayed(line),
    })),
    {
      areAll: form.listsEverybody && !isPartOfLines,
      source: sourceOf(providerGame),
      runId: origin.runId,
    },
  );
  const writtenOf = new Map(written.map((one) => [one.playerId, one]));
  return seen.map((one) => {
    const { line, playerId } = one;
    const { row } = writtenOf.get(playerId) ?? one;
    return {
      entityType: 'player',
      providerEntityId: line.player.providerPlayerId,
      entityId: playerId,
      contentHash: contentHash(form.table, row),
      isChanged: changed.has(playerId) && row === one.row,
    };
  });
}

/** How a sport's team lines are stored. */
export type TeamLineForm<Line> = { table: LineTable; columns: (line: Line) => LineRow };

/** Writes the line of each of the two teams, and keeps the provider's ids of teams that were known by name only. */
export async function writeTeamLines<Line extends { providerTeamId: string }>(
  tx: Executor,
  { game, providerGame, fence, origin, isPartOfLines }: LineTarget,
  form: TeamLineForm<Line>,
  lines: readonly Line[],
): Promise<readonly WrittenLine[]> {
  const rows = lines.map((line) => {
    const isHome = line.providerTeamId === providerGame.home.providerTeamId;
    const teamId = isHome ? game.home.teamId : game.away.teamId;
    const row = { team_id: teamId, is_home: isHome, ...form.columns(line) } satisfies LineRow;
    return { providerTeamId: line.providerTeamId, teamId, row };
  });
  const changed = await writeLines(
    tx,
    form.table,
    {
      seasonYear: game.seasonYear,
      gameId: game.gameId,
      fence,
      origin,
      source: sourceOf(providerGame),
      isPartOfLines,
    },
    rows.map(({ row }) => row),
  );
  if (isFirstReading(origin)) await markTeamsSeeded(tx, game);
  await learnTeamIds(tx, { game, providerGame });
  return rows.map(({ providerTeamId, teamId, row }) => ({
    entityType: 'team',
    providerEntityId: providerTeamId,
    entityId: teamId,
    contentHash: contentHash(form.table, row),
    isChanged: changed.has(teamId),
  }));
}

/** Lines that nobody chose a source for say so. */
function sourceOf({ source }: ProviderGame): string {
  return source ?? 'unknown';
}

/** A later look at a game that finds nothing new leaves everything as it is. */
function isFirstReading({ pass }: LineTarget['origin']): boolean {
  return pass === 'first';
}

function required(id: number | undefined, what: string): number {
  if (id === undefined) throw new Error(`a line names a ${what} that was not saved`);
  return id;
}
