import type { BoxSections } from './box.ts';

/** What a box score must agree with, and what of it is wanted. */
export type ExpectedBox = {
  providerGameId: string;
  /** The game's teams, where they are known. */
  providerTeamIds?: readonly string[];
  onlyPlayerId?: string | undefined;
  onlyTeamId?: string | undefined;
};

/** Why a box score is of another game than the one that was asked for; undefined where it is of that one. */
export function problemOfBox(
  { gameId, sides }: BoxSections,
  { providerGameId, providerTeamIds, onlyTeamId }: ExpectedBox,
): string | undefined {
  if (gameId !== providerGameId) return `the answer is about game ${gameId}, not ${providerGameId}`;
  if (!providerTeamIds || onlyTeamId !== undefined) return undefined;
  const foreign = sides.find(({ providerTeamId }) => !providerTeamIds.includes(providerTeamId));
  return foreign && `team ${foreign.providerTeamId} does not play in game ${providerGameId}`;
}
