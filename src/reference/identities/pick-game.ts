import type { ProviderGame } from '../../domain/box-score.ts';
import type { GameToSeed } from '../../domain/game-to-seed.ts';

/** A meeting may be found this far from its scheduled time: it was moved and our schedule has not followed. */
const MOVED_GAME_WINDOW_MS = 36 * 3_600_000;

/** Whether a side of the provider's is one of ours. */
export type SideMatcher = (ours: GameToSeed['home'], theirs: ProviderGame['home']) => boolean;

/**
 * Picks our game among the provider's: by its id when we know it, else the meeting of the same two sides that
 * is nearest to our tip-off, within a day and a half or what the caller says. Sides are matched by the provider's id, or by the full name
 * while the id is not known, unless the caller knows better.
 */
export function pickGame<Game extends ProviderGame>(
  game: Pick<GameToSeed, 'providerGameId' | 'tipOffMs' | 'home' | 'away'>,
  candidates: readonly Game[],
  isSide: SideMatcher = isSameSide,
  withinMs = MOVED_GAME_WINDOW_MS,
): Game | undefined {
  const known = candidates.find((candidate) => candidate.providerGameId === game.providerGameId);
  if (known) return known;
  return candidates
    .filter((candidate) => isSide(game.home, candidate.home) && isSide(game.away, candidate.away))
    .map((candidate) => ({ candidate, distanceMs: Math.abs(candidate.startMs - game.tipOffMs) }))
    .filter(({ distanceMs }) => distanceMs <= withinMs)
    .sort((a, b) => a.distanceMs - b.distanceMs)[0]?.candidate;
}

/** By the provider's id, or by the full name while the id is not known. */
export function isSameSide(ours: GameToSeed['home'], theirs: ProviderGame['home']): boolean {
  if (ours.externalId !== null) return ours.externalId === theirs.providerTeamId;
  return ours.name.toLowerCase() === theirs.name.toLowerCase();
}

/** Our team id for each of the provider's two. */
export function teamIdsByProvider(game: GameToSeed, providerGame: ProviderGame): Map<string, number> {
  return new Map([
    [providerGame.home.providerTeamId, game.home.teamId],
    [providerGame.away.providerTeamId, game.away.teamId],
  ]);
}
