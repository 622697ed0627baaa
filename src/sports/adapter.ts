import type { Executor } from '../db/database.ts';
import type { ProviderGame } from '../domain/box-score.ts';
import type { GameToSeed } from '../domain/game-to-seed.ts';
import type { RefusedRow } from '../domain/refused-row.ts';
import type { Sport } from '../domain/sport.ts';
import type { GapFinder } from './find-gaps.ts';
import type { SideMatcher } from '../reference/identities/pick-game.ts';
import type { CallContext } from '../providers/client/provider-call.ts';
import type { WriteOrigin } from './line-changes.ts';
import type { LineTable } from './line-table.ts';
import type { LineDraft } from './line-draft.ts';

/** Under which season, game and claim lines are written, and by which pass. */
export type LineTarget = {
  game: GameToSeed;
  providerGame: ProviderGame;
  fence: number;
  /** Only some of the game's lines are at hand: those of others stay as they are. */
  isPartOfLines?: boolean;
  origin: WriteOrigin;
};

/** Lines that one call brought, checked and ready to be written. */
export type FetchedPart = {
  /** 0 when the provider has no lines (yet). */
  lineCount: number;
  /**
   * Whether the list says everything of what was asked for: whoever is not in it has no line. Otherwise rows of it were
   * left out, or a side is missing, and lines of others stay as they are.
   */
  isWhole: boolean;
  /** Rows that were left out. */
  refused: readonly RefusedRow[];
  /** What is odd about lines that are kept all the same, in words. */
  remarks: readonly string[];
  /**
   * Makes the lines ready to be written (`writeLines`), inside the transaction that holds the fence: players whom nobody
   * knows yet are added. To be called only where there are lines.
   */
  draft: (tx: Executor, target: LineTarget) => Promise<LineDraft>;
};

/** One piece of a game's statistics, asked for on its own and checkpointed on its own. */
export type SeedPart = {
  entityType: 'player' | 'team';
  fetch: (game: GameToSeed, providerGame: ProviderGame, context: CallContext) => Promise<FetchedPart>;
};

/** What one call of the per-entity plan asks for. */
export type EntityQuestion =
  | { kind: 'player'; providerTeamId: string; providerPlayerId: string }
  | { kind: 'team-players'; providerTeamId: string }
  | { kind: 'team-line'; providerTeamId: string }
  | { kind: 'both-team-lines' };

/** How a sport's players and teams are asked for one by one, by the cheapest calls that its API has. */
export type EntityReader = {
  /** Whether a call about players brings one of them or all of a team. */
  playersBy: 'player' | 'team';
  /** Whether a call about team lines brings one of them or both. */
  teamsBy: 'team' | 'game';
  /** As in SportAdapter, but without a box score where that is how the sport looks at its games. */
  findGame: (game: GameToSeed, context: CallContext) => Promise<ProviderGame | undefined>;
  /** Rejects with ProviderError. No lines: the provider has none of what was asked for. */
  fetch: (question: EntityQuestion, providerGame: ProviderGame, context: CallContext) => Promise<FetchedPart>;
};

/** What differs between sports: how a game is found and what its statistics consist of. */
export type SportAdapter = {
  sport: Sport;
  /** The provider's view of a game; undefined when the provider does not know it. */
  findGame: (game: GameToSeed, context: CallContext) => Promise<ProviderGame | undefined>;
  /** Tells which of the provider's teams is which side of a game, for a league. */
  sideMatcher: (leagueName: string) => Promise<SideMatcher>;
  parts: readonly SeedPart[];
  entities: EntityReader;
  /** The tables of its lines. */
  lines: Readonly<Record<SeedPart['entityType'], LineTable>>;
  /** What the lines in the database lack for the game to be whole; empty when it is. */
  findGaps: GapFinder;
};
