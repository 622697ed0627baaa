import type { FoundGame } from './find-game.ts';
import type { Cells } from './layouts/layout.ts';
import type { PublishedRow } from './read-rows.ts';

/** The rows of one game, whatever order the file has them in. */
export type GameRows = {
  gameId: number;
  seasonYear: number;
  /** What its rows call the two sides; undefined where it has no row of one. */
  home: string | undefined;
  away: string | undefined;
  rows: readonly PublishedRow[];
};

type Group = { seasonYear: number; home?: string; away?: string; packed: string[] };

export type RowGroups = {
  /** Rows that have a game. */
  readonly rows: number;
  add: (game: FoundGame, row: PublishedRow) => void;
  /** In the order of the games' first rows. */
  all: () => Iterable<GameRows>;
};

/**
 * Groups rows by game. A file has those of a game far apart, player by player, so that all of them are held until it is
 * read; each as one short text of the cells that count, about 150 bytes.
 */
export function groupRows(columns: readonly string[]): RowGroups {
  const groups = new Map<number, Group>();
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    add({ gameId, seasonYear, isHome }, { line, cells }) {
      const group = groups.get(gameId) ?? { seasonYear, packed: [] };
      groups.set(gameId, group);
      // A file that spells a team in two ways has one word for it here.
      const team = (group[isHome ? 'home' : 'away'] ??= cells['team'] ?? '');
      const told: Cells = { ...cells, team };
      rows += 1;
      group.packed.push(JSON.stringify([line, ...columns.map((name) => told[name] ?? null)]));
    },
    *all() {
      for (const [gameId, { seasonYear, home, away, packed }] of groups)
        yield { gameId, seasonYear, home, away, rows: packed.map((text) => unpacked(text, columns)) };
    },
  };
}

function unpacked(text: string, columns: readonly string[]): PublishedRow {
  const [line, ...values] = JSON.parse(text) as [number, ...(string | null)[]];
  const told = columns.flatMap((name, index) => {
    const value = values[index] ?? null;
    return value === null ? [] : [[name, value] as const];
  });
  return { line, cells: Object.fromEntries(told) satisfies Cells };
}
