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
