import type { Executor } from '../db/database.ts';
import type { ProviderGame, ProviderPlayer } from '../domain/box-score.ts';
import type { LineTarget } from './adapter.ts';
import type { LineRow, LineTable } from './line-table.ts';
import { type SeenLine, oneLineForEachPlayer } from './one-line-a-player.ts';
import { participantParts } from '../reference/players/participants.ts';
import { playersByExternalId } from '../reference/players/players-by-external-id.ts';
import type { SeenPlayer } from '../reference/players/seen-in-game.ts';
import type { ToldFacts } from '../reference/players/write-player-facts.ts';
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
  const { seen, known, told } = await withPlayers(tx, target, form, lines);
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
    known,
    told,
  };
}

/** The lines with our ids of their players and teams; players whom nobody knows yet are added. */
async function withPlayers<Line extends { player: ProviderPlayer; providerTeamId: string }>(
  tx: Executor,
  { game, providerGame, origin }: LineTarget,
  form: PlayerLineForm<Line>,
  lines: readonly Line[],
): Promise<{ seen: readonly SeenLine<Line>[]; known: readonly SeenPlayer[]; told: readonly ToldFacts[] }> {
  const teamIds = teamIdsByProvider(game, providerGame);
  const read = lines.map((line) => ({ line, figures: form.columns(line) }));
  const listed = read.map(({ line, figures }) => ({
    externalId: line.player.providerPlayerId,
    firstName: line.player.firstName,
    lastName: line.player.lastName,
    teamId: required(teamIds.get(line.providerTeamId), 'team'),
    position: form.position(line),
    facts: line.player.facts,
    figures,
  }));
  const { ids, added } = await playersByExternalId(tx, game.sportId, listed, {
    provider: providerGame.source,
    runId: origin.runId,
    seededOn: game.gameDate,
    seasonYear: game.seasonYear,
    game,
    // A line in question hangs on who stands in: none is lost, and the game is whole.
    hasStandIns: true,
  });
  const seen = read.map(({ line, figures }) => {
    const playerId = required(ids.get(line.player.providerPlayerId), 'player');
    const teamId = required(teamIds.get(line.providerTeamId), 'team');
    return { line, playerId, teamId, row: { player_id: playerId, team_id: teamId, ...figures } };
  });
  const known = listed
    .filter(({ externalId }) => !added.has(externalId))
    .map(({ externalId, firstName, lastName, position, teamId }) => ({
      id: required(ids.get(externalId), 'player'),
      firstName,
      lastName,
      position,
      teamId,
    }));
  const told = listed.map(({ externalId, teamId, facts }) => ({
    playerId: required(ids.get(externalId), 'player'),
    teamId,
    facts,
  }));
  return { seen, known, told };
}

/** How a sport's team lines are stored. */
export type TeamLineForm<Line> = { table: LineTable; columns: (line: Line) => LineRow };

/** Drafts the line of each of the two teams. */
export function draftTeamLines<Line extends { providerTeamId: string }>(
  target: LineTarget,
  form: TeamLineForm<Line>,
  lines: readonly Line[],
): LineDraft {
  const { game, providerGame } = target;
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
    alsoWrite: [],
    known: [],
    told: [],
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

function required(id: number | undefined, what: string): number {
  if (id === undefined) throw new Error(`a line names a ${what} that was not saved`);
  return id;
}
