import { type PackedGames, createPackedGames } from './packed-games.ts';
import type { ResolvedGame } from './resolve-game.ts';

type Game = ResolvedGame<number>;

/** So many games are held as they are; of a longer file they are packed, and unpacked by parts. */
const HELD_GAMES = 2_500;

/** A part has several times as many, because looking for the known games of a part reads the whole season. */
const PART_FACTOR = 4;

/** Games of a file that can be compared with the known ones of the same pairs of teams without any other. */
export type PartOfFile = {
  games: () => readonly Game[];
  /** The groups of its pairs of teams; undefined where the part is the whole file. */
  pairGroups: readonly number[] | undefined;
};

/**
 * The games of a file, in memory that hardly grows with their number: each round over a long file makes them anew.
 * In the order of their lines as long as the file is short, and within a part.
 */
export type GamesOfFile = Iterable<Game> & {
  readonly length: number;
  push: (game: Game) => void;
  /**
   * The same games, each as `change` makes it whenever it is read; one for which it returns undefined is left out.
   * `without` is how many these are.
   */
  changed: (change: (game: Game) => Game | undefined, without?: number) => GamesOfFile;
  /** The leagues of the games. */
  leagueNames: () => ReadonlySet<string>;
  /** Whether any game may have a result, or be on. */
  hasResults: () => boolean;
  /** The games of a file that is so long that it is looked at by parts. */
  packed: () => PackedGames | undefined;
  parts: () => readonly PartOfFile[];
};

/** The games of a file of which none has been read yet. */
export function createGamesOfFile(first: Iterable<Game> = [], heldGames = HELD_GAMES): GamesOfFile {
  const store = createStore(heldGames);
  for (const game of first) store.push(game);
  return viewOf(store, [], { removed: 0, heldGames });
}

type Store = ReturnType<typeof createStore>;
type Change = Parameters<GamesOfFile['changed']>[0];

function createStore(heldGames: number) {
  let held: Game[] = [];
  let packed: PackedGames | undefined;
  const leagueNames = new Set<string>();
  let hasResults = false;
  return {
    push(game: Game): void {
      leagueNames.add(game.leagueName);
      hasResults ||= mayHaveResult(game);
      if (packed) return packed.add(game);
      held.push(game);
      if (held.length <= heldGames) return;
      packed = createPackedGames();
      for (const one of held) packed.add(one);
      held = [];
    },
    count: () => packed?.count() ?? held.length,
    all: (): Iterable<Game> => packed?.all() ?? held,
    packed: () => packed,
    leagueNames: (): ReadonlySet<string> => leagueNames,
    hasResults: () => hasResults,
    parts(): PartOfFile[] {
      const all = packed;
      if (!all) return [{ games: () => held, pairGroups: undefined }];
      return all
        .sets(PART_FACTOR * heldGames)
        .map((groups) => ({ games: () => all.ofSet(groups), pairGroups: groups }));
    },
  };
}

function mayHaveResult({ homeScore, status }: Game): boolean {
  return homeScore !== null || status === 'completed' || status === 'in_progress';
}

function namesIn(games: Iterable<Game>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { leagueName } of games) names.add(leagueName);
  return names;
}

function viewOf(
  store: Store,
  changes: readonly Change[],
  { removed, heldGames }: { removed: number; heldGames: number },
): GamesOfFile {
  const changed = (game: Game): Game | undefined => {
    let now: Game | undefined = game;
    for (const change of changes) if (now) now = change(now);
    return now;
  };
  const view: GamesOfFile = {
    get length() {
      return store.count() - removed;
    },
    push: (game) => store.push(game),
    *[Symbol.iterator]() {
      for (const game of store.all()) {
        const now = changed(game);
        if (now) yield now;
      }
    },
    changed: (change, without = 0) =>
      store.packed()
        ? viewOf(store, [...changes, change], { removed: removed + without, heldGames })
        : createGamesOfFile(
            [...store.all()].flatMap((game) => change(game) ?? []),
            heldGames,
          ),
    leagueNames: () => (removed === 0 ? store.leagueNames() : namesIn(view)),
    hasResults: store.hasResults,
    packed: store.packed,
    parts: () =>
      store.parts().map(({ games, pairGroups }) => ({
        games: () => games().flatMap((game) => changed(game) ?? []),
        pairGroups,
      })),
  };
  return view;
}
