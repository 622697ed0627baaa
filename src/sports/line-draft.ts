import type { SQL } from 'drizzle-orm';
import type { SeenPlayer } from '../reference/players/seen-in-game.ts';
import type { ToldFacts } from '../reference/players/write-player-facts.ts';
import type { WriteOrigin } from './line-changes.ts';
import type { LineRow, LineTable } from './line-table.ts';

/** A line that is in the database now, whether this run changed it or found it the same. */
export type WrittenLine = {
  entityType: 'player' | 'team';
  providerEntityId: string;
  entityId: number;
  isChanged: boolean;
};

/** All lines of one game and kind, or some of them, ready to be written. */
export type LineDraft = {
  table: LineTable;
  scope: {
    seasonYear: number;
    gameId: number;
    fence: number;
    origin: WriteOrigin;
    /** Who says so; it stands on each line that is written. */
    source: string;
    /** Lines of entities that are not listed stay; otherwise they are removed. */
    isPartOfLines: boolean;
  };
  /** One for each entity. */
  rows: readonly LineRow[];
  /** Whom the provider listed. One who is listed twice has one row, and `hasRow` on the entry that it is of. */
  listed: readonly (Omit<WrittenLine, 'isChanged'> & { hasRow: boolean })[];
  /** What is written along with the lines: further parts of the statement, `name as (…)` each. */
  alsoWrite: readonly SQL[];
  /** The players of the lines who were known before; `noteSeen` notes them. */
  known: readonly SeenPlayer[];
  /** What the lines say of their players beside the names; `noteSeen` keeps it. */
  told: readonly ToldFacts[];
};
