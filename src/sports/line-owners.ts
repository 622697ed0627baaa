import type { ProviderGame, ProviderPlayer } from '../domain/box-score.ts';
import type { RefusedRow } from '../domain/refused-row.ts';

type Owner = Omit<RefusedRow, 'problem'>;

/** Whom a player's line is about. */
export function playerOwner({
  player,
  providerTeamId,
}: {
  player: ProviderPlayer;
  providerTeamId: string;
}): Owner {
  const name = `${player.firstName} ${player.lastName}`.trim() || null;
  return { entityType: 'player', providerEntityId: player.providerPlayerId, providerTeamId, name };
}

/** Whom a team's line of a game is about. */
export function teamOwnerIn({ home, away }: ProviderGame) {
  return ({ providerTeamId }: { providerTeamId: string }): Owner => {
    const name = [home, away].find((side) => side.providerTeamId === providerTeamId)?.name ?? null;
    return { entityType: 'team', providerEntityId: providerTeamId, providerTeamId, name };
  };
}

/** Whether there are lines of both sides. */
export function areOfBothSides(
  lines: readonly { providerTeamId: string }[],
  { home, away }: ProviderGame,
): boolean {
  return [home, away].every((side) => lines.some((line) => line.providerTeamId === side.providerTeamId));
}

/**
 * What a list of a whole game's lines lacks: a row for each side of which it has none. Nothing where it has no line at
 * all: then there is nothing yet.
 */
export function missingSides(
  entityType: 'player' | 'team',
  lines: readonly { providerTeamId: string }[],
  { home, away }: ProviderGame,
): readonly RefusedRow[] {
  if (lines.length === 0) return [];
  const absent = [home, away].filter(
    (side) => !lines.some((line) => line.providerTeamId === side.providerTeamId),
  );
  return absent.map(({ providerTeamId, name }) =>
    entityType === 'player'
      ? {
          entityType,
          providerEntityId: null,
          providerTeamId,
          name: null,
          problem: `the list has no player of ${name}`,
        }
      : {
          entityType,
          providerEntityId: providerTeamId,
          providerTeamId,
          name,
          problem: 'the list has no line of it',
        },
  );
}

/** The rows of team lines that were left out, and those that should be there; a team is named once. */
export function withMissingTeams(
  { rows, refused }: { rows: readonly { providerTeamId: string }[]; refused: readonly RefusedRow[] },
  game: ProviderGame,
): readonly RefusedRow[] {
  const told = new Set(refused.map(({ providerEntityId }) => providerEntityId));
  const missing = missingSides('team', rows, game);
  return [...refused, ...missing.filter(({ providerEntityId }) => !told.has(providerEntityId))];
}
