import type { ProviderGame } from '../domain/box-score.ts';
import type { Database } from '../db/database.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import { ProviderError, type ProviderErrorKind } from '../domain/provider-error.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import { teachIds } from '../reference/identities/external-ids.ts';

/** A provider that is asked about single games, by its own ids. */
export type GameSource = {
  /** As it stands on rows. */
  name: string;
  /** The same game, under the ids that this source gives it and its teams; null where they are not known. */
  asKnownThere: (game: GameToSeed) => Promise<GameToSeed>;
  /** Looks for the game on the slates of the source; absent where it has none. */
  findGame?: ((game: GameToSeed, context: CallContext) => Promise<ProviderGame | undefined>) | undefined;
};

/** The ids of a game and its teams at a source. */
export type GameIds = { providerGameId: string; homeTeamId: string; awayTeamId: string };

/**
 * The ids of a game at a source: those that are known, or else those on its slate, which are kept. Undefined where the
 * source does not have the game. Rejects with ProviderError.
 */
export async function idsAt(
  db: Database,
  source: GameSource,
  game: GameToSeed,
  context: CallContext,
): Promise<GameIds | undefined> {
  const there = await source.asKnownThere(game);
  const { providerGameId, home, away } = there;
  if (providerGameId !== null && home.externalId !== null && away.externalId !== null)
    return { providerGameId, homeTeamId: home.externalId, awayTeamId: away.externalId };
  const found = await source.findGame?.(there, context);
  if (!found) return undefined;
  const ids = {
    providerGameId: found.providerGameId,
    homeTeamId: found.home.providerTeamId,
    awayTeamId: found.away.providerTeamId,
  };
  const lesson = { learnedBy: 'schedule', provider: source.name } as const;
  await db.transaction(async (tx) => {
    await teachIds(tx, { ...lesson, entityType: 'game' }, [
      { entityId: game.gameId, externalId: ids.providerGameId },
    ]);
    await teachIds(tx, { ...lesson, entityType: 'team' }, [
      { entityId: game.home.teamId, externalId: ids.homeTeamId },
      { entityId: game.away.teamId, externalId: ids.awayTeamId },
    ]);
  });
  return ids;
}

/** Failures that the next game meets as well: the source is left alone until the next run. */
const OF_THE_SOURCE: ReadonlySet<ProviderErrorKind> = new Set<ProviderErrorKind>([
  'credential',
  'quota_day',
  'rate_limit',
  'plan',
  'breaker_open',
  'local',
  'aborted',
]);

/** What a failed look at a game means; rethrows what is no failure of a provider. */
export function failureOf(error: unknown): { problem: string; isOfSource: boolean } {
  if (!(error instanceof ProviderError)) throw error;
  return { problem: error.message, isOfSource: OF_THE_SOURCE.has(error.facts.kind) };
}
