import type { Executor } from '../db/database.ts';
import type { ProviderGame, ProviderPlayer } from '../domain/box-score.ts';
import type { LineTarget } from './adapter.ts';
import { learnedTeamParts } from '../reference/identities/learn-team-ids.ts';
import type { LineRow, LineTable } from './line-table.ts';
import { type SeenLine, oneLineForEachPlayer } from './one-line-a-player.ts';
import {
  SEEN_TEAMS,
  participantParts,
  savePlayers,
  seededTeamParts,
} from '../reference/players/save-players.ts';
import { teamIdsByProvider } from '../reference/identities/pick-game.ts';
import type { LineDraft } from './line-draft.ts';

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

/**
 * Drafts the lines of both teams' players: makes sure that each of the players is known, and says what is written of them
 * and of who took part.
 */
export async function draftPlayerLines<Line extends { player: ProviderPlayer; providerTeamId: string }>(
  tx: Executor,
  target: LineTarget,
  form: PlayerLineForm<Line>,
  lines: readonly Line[],
): Promise<LineDraft> {
  const { game, providerGame, origin } = target;
  const seen = await withPlayers(tx, target, form, lines);
  const written = oneLineForEachPlayer(seen, form, providerGame);
  const rowOf = new Map(written.map((one) => [one.playerId, one.row]));
  const scope = scopeOf(target);
  return {
    table: form.table,
    scope,
    rows: written.map(({ row }) => row),
    listed: seen.map(({ line, playerId, row }) => {
      const own = rowOf.get(playerId) ?? row;
      return {
        entityType: 'player',
        providerEntityId: line.player.providerPlayerId,
        entityId: playerId,
        hasRow: row === own,
      };
    }),
    alsoWrite: participantParts(
      game,
      written.map(({ line, playerId, teamId }) => ({
        playerId,
        teamId,
        isStarter: form.isStarter(line),
        hasPlayed: form.hasPlayed(line),
      })),
      {
        areAll: form.listsEverybody && !scope.isPartOfLines,
        source: scope.source,
        runId: origin.runId,
      },
    ),
  };
}

/** The lines with our ids of their players and teams; players whom nobody knows yet are added. */
async function withPlayers<Line extends { player: ProviderPlayer; providerTeamId: string }>(
  tx: Executor,
  { game, providerGame, origin }: LineTarget,
  form: PlayerLineForm<Line>,
  lines: readonly Line[],
): Promise<readonly SeenLine<Line>[]> {
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
  return withTeam.map(({ line, teamId }) => {
    const playerId = required(playerIds.get(line.player.providerPlayerId), 'player');
    return {
      line,
      playerId,
      teamId,
      row: { player_id: playerId, team_id: teamId, ...form.columns(line) },
    };
  });
}

/** How a sport's team lines are stored. */
export type TeamLineForm<Line> = { table: LineTable; columns: (line: Line) => LineRow };

/** Drafts the line of each of the two teams, and keeps the provider's ids of teams that were known by name only. */
export function draftTeamLines<Line extends { providerTeamId: string }>(
  target: LineTarget,
  form: TeamLineForm<Line>,
  lines: readonly Line[],
): LineDraft {
  const { game, providerGame, origin } = target;
  const drafted = lines.map((line) => {
    const isHome = line.providerTeamId === providerGame.home.providerTeamId;
    const teamId = isHome ? game.home.teamId : game.away.teamId;
    const row = { team_id: teamId, is_home: isHome, ...form.columns(line) } satisfies LineRow;
    return { providerTeamId: line.providerTeamId, teamId, row };
  });
  return {
    table: form.table,
    scope: scopeOf(target),
    rows: drafted.map(({ row }) => row),
    listed: drafted.map(({ providerTeamId, teamId }) => ({
      entityType: 'team',
      providerEntityId: providerTeamId,
      entityId: teamId,
      hasRow: true,
    })),
    alsoWrite: isFirstReading(origin)
      ? [...seededTeamParts(game), ...learnedTeamParts({ game, providerGame }, SEEN_TEAMS)]
      : learnedTeamParts({ game, providerGame }),
  };
}

function scopeOf({
  game,
  providerGame,
  fence,
  origin,
  isPartOfLines = false,
}: LineTarget): LineDraft['scope'] {
  const { seasonYear, gameId } = game;
  return { seasonYear, gameId, fence, origin, source: sourceOf(providerGame), isPartOfLines };
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
