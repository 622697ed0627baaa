import { pairGroup, PAIR_GROUPS } from './pairs-of-teams.ts';
import { type PackedText, packText, unpackText } from '../loads/json/packed-text.ts';
import { shortHash } from './parse/short-hash.ts';
import type { ResolvedGame } from './resolve-game.ts';

type Game = ResolvedGame<number>;

/**
 * Games in little memory, by the group of their pair of teams. Groups in which one id of a publisher occurs belong
 * together: whoever compares games by teams and ids can look at such a set of groups without any other.
 */
export type PackedGames = {
  add: (game: Game) => void;
  count: () => number;
  all: () => Iterable<Game>;
  /** Says that a pair of teams has a game with this id as well. */
  link: (id: GameId, homeTeamId: number, awayTeamId: number) => void;
  /** Whether any game has an id of its publisher. */
  hasIds: () => boolean;
  /** Sets of groups of which none needs another, each with at least so many games where there are so many. */
  sets: (leastGames: number) => readonly (readonly number[])[];
  /** The games of a set, in the order of their lines. */
  ofSet: (groups: readonly number[]) => Game[];
};

type GameId = { leagueName: string; externalSource: string | null; externalGameId: string | null };

/** Games of one pack: enough that what they have in common is worth packing. */
const PACK_GAMES = 32;

export function createPackedGames(): PackedGames {
  const groups = Array.from({ length: PAIR_GROUPS }, () => ({
    packs: [] as PackedText[],
    loose: [] as Game[],
  }));
  const counts = new Uint32Array(PAIR_GROUPS);
  const groupOfId = new Map<number, number>();
  const roots = Array.from({ length: PAIR_GROUPS }, (_, group) => group);
  const rootOf = (group: number): number => {
    const above = roots[group] ?? group;
    return above === group ? group : rootOf(above);
  };
  const join = (one: number, other: number): void => {
    roots[rootOf(one)] = rootOf(other);
  };
  return {
    add(game) {
      const number = pairGroup(game.homeTeamKey, game.awayTeamKey);
      const group = groups[number];
      group?.loose.push(game);
      if (group?.loose.length === PACK_GAMES)
        group.packs.push(packText(JSON.stringify(group.loose.splice(0))));
      counts[number] = (counts[number] ?? 0) + 1;
      noteId(game, number);
    },
    count: () => counts.reduce((sum, count) => sum + count, 0),
    *all() {
      for (const group of groups) yield* gamesIn(group);
    },
    link(id, homeTeamId, awayTeamId) {
      const known = id.externalGameId === null ? undefined : groupOfId.get(keyOf(id));
      if (known !== undefined) join(known, pairGroup(homeTeamId, awayTeamId));
    },
    hasIds: () => groupOfId.size > 0,
    sets: (leastGames) => joined([...Map.groupBy(roots.keys(), rootOf).values()], counts, leastGames),
    ofSet: (numbers) =>
      numbers
        .flatMap((number) => [...gamesIn(groups[number] ?? { packs: [], loose: [] })])
        .sort((one, other) => one.line - other.line),
  };

  function noteId(game: Game, group: number): void {
    if (game.externalGameId === null) return;
    const key = keyOf(game);
    const known = groupOfId.get(key);
    if (known === undefined) groupOfId.set(key, group);
    else join(known, group);
  }
}

function keyOf({ leagueName, externalSource, externalGameId }: GameId): number {
  return shortHash(`${leagueName}|${externalSource}|${externalGameId}`);
}

function* gamesIn({
  packs,
  loose,
}: {
  packs: readonly PackedText[];
  loose: readonly Game[];
}): Generator<Game> {
  for (const one of packs) yield* JSON.parse(unpackText(one)) as Game[];
  yield* loose;
}

/** Joins sets until each has enough games. */
function joined(
  sets: readonly (readonly number[])[],
  counts: Uint32Array,
  leastGames: number,
): (readonly number[])[] {
  const found: number[][] = [];
  let current: number[] = [];
  let games = 0;
  for (const groups of sets) {
    current.push(...groups);
    for (const group of groups) games += counts[group] ?? 0;
    if (games < leastGames) continue;
    found.push(current);
    current = [];
    games = 0;
  }
  const last = found.at(-1);
  if (last) last.push(...current);
  else found.push(current);
  return found;
}
