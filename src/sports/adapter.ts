import type { Executor } from '../db/database.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { Sport } from '../domain/sport.ts';
import type { CallContext } from '../providers/http/provider-call.ts';

/** Under which season, game and claim lines are written. */
export type LineTarget = { game: GameToSeed; providerGame: ProviderGame; fence: number };

/** A line that is in the database now, whether this run changed it or found it the same. */
export type WrittenLine = {
  entityType: 'player' | 'team';
  providerEntityId: string;
  entityId: number;
  contentHash: string;
  isChanged: boolean;
};

/** Lines that one call brought, checked and ready to be written. */
export type FetchedPart = {
  /** 0 when the provider has no lines (yet). */
  lineCount: number;
  /** Writes the lines inside the transaction that holds the fence. */
  write: (tx: Executor, target: LineTarget) => Promise<readonly WrittenLine[]>;
};

/** One piece of a game's statistics, asked for on its own and checkpointed on its own. */
export type SeedPart = {
  entityType: 'player' | 'team';
  fetch: (game: GameToSeed, providerGame: ProviderGame, context: CallContext) => Promise<FetchedPart>;
};

/** What differs between sports: how a game is found and what its statistics consist of. */
export type SportAdapter = {
  sport: Sport;
  /** The provider's view of a game; undefined when the provider does not know it. */
  findGame: (game: GameToSeed, context: CallContext) => Promise<ProviderGame | undefined>;
  parts: readonly SeedPart[];
};
