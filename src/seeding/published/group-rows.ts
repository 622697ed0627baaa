import type { Spool } from '../../loads/spool.ts';
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

/** Where rows stand that are put aside, and those that are not yet. */
type Group = { seasonYear: number; home?: string; away?: string; aside: Range[]; packed: string[] };

type Range = { start: number; end: number };

export type RowGroups = {
  /** Rows that have a game. */
  readonly rows: number;
  add: (game: Omit<FoundGame, 'date'>, row: PublishedRow) => Promise<void>;
  /** In the order of the games' first rows. */
  all: () => AsyncIterable<GameRows>;
};

/** Characters of rows that are held until they are put aside. */
const HELD_CHARACTERS = 4 * 1024 * 1024;

/**
 * Groups rows by game. A file has those of a game far apart, player by player, so that all of them are kept until it is
 * read: each as one short text of the cells that count, about 150 bytes, and in the spool once there are many. What is
 * held grows with the games and hardly with the rows.
 */
export function groupRows(
  columns: readonly string[],
  spool: Pick<Spool, 'add' | 'read'>,
  heldCharacters = HELD_CHARACTERS,
): RowGroups {
  const groups = new Map<number, Group>();
  let rows = 0;
  let held = 0;

  async function putAside(): Promise<void> {
    const texts = [...groups.values()].map(({ packed }) => Buffer.from(packed.join('\n')));
    let start = await spool.add(Buffer.concat(texts));
    for (const [index, group] of [...groups.values()].entries()) {
      const end = start + (texts[index]?.length ?? 0);
      if (end > start) group.aside.push({ start, end });
      group.packed = [];
      start = end;
    }
    held = 0;
  }

  async function rowsOf({ aside, packed }: Group): Promise<PublishedRow[]> {
    const texts: string[] = [];
    for (const { start, end } of aside) texts.push(...(await spool.read(start, end)).toString().split('\n'));
    return [...texts, ...packed].map((text) => unpacked(text, columns));
  }

  return {
    get rows() {
      return rows;
    },
    async add({ gameId, seasonYear, isHome }, { line, cells }) {
      const group = groups.get(gameId) ?? { seasonYear, aside: [], packed: [] };
      groups.set(gameId, group);
      // A file that spells a team in two ways has one word for it here.
      const team = (group[isHome ? 'home' : 'away'] ??= cells['team'] ?? '');
      const told: Cells = { ...cells, team };
      const text = JSON.stringify([line, ...columns.map((name) => told[name] ?? null)]);
      rows += 1;
      held += text.length;
      group.packed.push(text);
      if (held > heldCharacters) await putAside();
    },
    async *all() {
      for (const [gameId, group] of groups) {
        const { seasonYear, home, away } = group;
        yield { gameId, seasonYear, home, away, rows: await rowsOf(group) };
      }
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
