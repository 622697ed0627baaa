import { PROVIDER_SOURCE } from '../provided/provider-source.ts';
import type { ResolvedGame } from '../resolve-game.ts';
import type { TeamKey } from '../../reference/names/resolvable-team.ts';
import { assignInOrder } from './assign-meetings.ts';
import { daysApart, type ExistingGame, isFinished, knownStartMs } from './change-types.ts';
import { createMatchRules, type MatchRules } from './match-rules.ts';

type GameMatch<Key extends TeamKey> = { existing: ExistingGame<Key>; incoming: ResolvedGame<Key> };

export type GameMatching<Key extends TeamKey> = {
  matches: readonly GameMatch<Key>[];
  /** In the file only. */
  unmatchedIncoming: readonly ResolvedGame<Key>[];
  /** In the database only. */
  unmatchedExisting: readonly ExistingGame<Key>[];
  /** Same id of the same publisher, but other teams. */
  idClashes: readonly GameMatch<Key>[];
};

const MS_PER_DAY = 86_400_000;

/** Hours only decide between dates that are equally far. */
const CLOCK_WEIGHT = 0.001;

/** A cancelled game is taken up again only where no live one fits. */
const CANCELLED_PENALTY_DAYS = 1000;

/**
 * Finds out which game of a file is which game of the database.
 * First by external id. Then, among the meetings of the same sides at the same place in the season: those on the
 * same date, and of the rest as many as possible with the smallest total move, so that a game put in between
 * two others does not shift them.
 */
export function matchGames<Key extends TeamKey>(
  existing: readonly ExistingGame<Key>[],
  incoming: readonly ResolvedGame<Key>[],
  options: Parameters<typeof createMatchRules>[2],
): GameMatching<Key> {
  const byId = matchByExternalId(existing, incoming);
  const rules = createMatchRules(existing, incoming, options);
  const matches = [...byId.matches];
  const groups = new Map<string, { existing: ExistingGame<Key>[]; incoming: ResolvedGame<Key>[] }>();
  const groupOf = (game: ExistingGame<Key> | ResolvedGame<Key>) => {
    const key = sidesKey(game);
    const group = groups.get(key) ?? { existing: [], incoming: [] };
    groups.set(key, group);
    return group;
  };
  for (const game of byId.restExisting) groupOf(game).existing.push(game);
  for (const game of byId.restIncoming) groupOf(game).incoming.push(game);

  const unmatchedIncoming: ResolvedGame<Key>[] = [];
  const unmatchedExisting: ExistingGame<Key>[] = [];
  for (const group of groups.values()) {
    const onSameDate = matchSameDate(group.existing, group.incoming, rules);
    const moved = matchNearest(onSameDate.restExisting, onSameDate.restIncoming, rules);
    matches.push(...onSameDate.matches, ...moved.matches);
    unmatchedExisting.push(...moved.restExisting);
    unmatchedIncoming.push(...moved.restIncoming);
  }
  return { matches, unmatchedIncoming, unmatchedExisting, idClashes: byId.clashes };
}

type PartialMatching<Key extends TeamKey> = {
  matches: GameMatch<Key>[];
  restExisting: ExistingGame<Key>[];
  restIncoming: ResolvedGame<Key>[];
};

/** League, season and sides as one text. */
export function sidesKey(game: ExistingGame | ResolvedGame): string {
  return `${game.leagueName}|${game.seasonYear}|${game.homeTeamKey}|${game.awayTeamKey}`;
}

function matchByExternalId<Key extends TeamKey>(
  existing: readonly ExistingGame<Key>[],
  incoming: readonly ResolvedGame<Key>[],
): PartialMatching<Key> & { clashes: GameMatch<Key>[] } {
  const known = new Map<string, ExistingGame<Key>>();
  for (const game of existing) {
    const id = externalKey(game);
    if (id !== undefined) known.set(id, game);
  }
  for (const game of existing) {
    const externalGameId = game.providerGameId ?? null;
    const id = externalKey({ ...game, externalSource: game.provider ?? PROVIDER_SOURCE, externalGameId });
    if (id !== undefined && !known.has(id)) known.set(id, game);
  }
  const matches: GameMatch<Key>[] = [];
  const clashes: GameMatch<Key>[] = [];
  const taken = new Set<ExistingGame<Key>>();
  const restIncoming: ResolvedGame<Key>[] = [];
  for (const game of incoming) {
    const id = externalKey(game);
    const found = id === undefined ? undefined : known.get(id);
    if (found === undefined || taken.has(found)) {
      restIncoming.push(game);
      continue;
    }
    taken.add(found);
    const pair = { existing: found, incoming: game };
    if (sidesKey(found) === sidesKey(game)) matches.push(pair);
    else clashes.push(pair);
  }
  return { matches, clashes, restIncoming, restExisting: existing.filter((game) => !taken.has(game)) };
}

function externalKey(game: ExistingGame | ResolvedGame): string | undefined {
  if (game.externalGameId === null || game.externalSource === null) return undefined;
  return `${game.leagueName}|${game.externalSource}|${game.externalGameId}`;
}

function matchSameDate<Key extends TeamKey>(
  existing: readonly ExistingGame<Key>[],
  incoming: readonly ResolvedGame<Key>[],
  rules: MatchRules,
): PartialMatching<Key> {
  const matches: GameMatch<Key>[] = [];
  const free = new Set(existing);
  const restIncoming: ResolvedGame<Key>[] = [];
  for (const game of incoming) {
    const candidates = [...free].filter(
      (candidate) => candidate.slateDate === game.slateDate && rules.mayBeSame(candidate, game),
    );
    const atSameTime = candidates.find((candidate) => knownStartMs(candidate) === game.startMs);
    const found =
      atSameTime ?? candidates.find((candidate) => candidate.status !== 'cancelled') ?? candidates[0];
    if (found === undefined) {
      restIncoming.push(game);
      continue;
    }
    free.delete(found);
    matches.push({ existing: found, incoming: game });
  }
  return { matches, restExisting: [...free], restIncoming };
}

function matchNearest<Key extends TeamKey>(
  existing: readonly ExistingGame<Key>[],
  incoming: readonly ResolvedGame<Key>[],
  rules: MatchRules,
): PartialMatching<Key> {
  if (existing.length === 0 || incoming.length === 0) {
    return { matches: [], restExisting: [...existing], restIncoming: [...incoming] };
  }
  const left = existing.toSorted(byTime);
  const right = incoming.toSorted(byTime);
  const pairs = assignInOrder(left, right, (one, other) => moveCost(one, other, rules));
  const matches: GameMatch<Key>[] = [];
  for (const [leftIndex, rightIndex] of pairs) {
    const one = left[leftIndex];
    const other = right[rightIndex];
    if (one !== undefined && other !== undefined) matches.push({ existing: one, incoming: other });
  }
  const matched = new Set(matches.flatMap((match) => [match.existing, match.incoming] as const));
  return {
    matches,
    restExisting: left.filter((game) => !matched.has(game)),
    restIncoming: right.filter((game) => !matched.has(game)),
  };
}

/** Days moved, and less than a day for the hours; undefined where the two cannot be the same game. */
function moveCost(one: ExistingGame, other: ResolvedGame, rules: MatchRules): number | undefined {
  if (!rules.mayBeSame(one, other)) return undefined;
  const startMs = knownStartMs(one);
  const daysByClock =
    startMs === null || other.startMs === null ? 0 : Math.abs(startMs - other.startMs) / MS_PER_DAY;
  const penalty = one.status === 'cancelled' && !isFinished(one) ? CANCELLED_PENALTY_DAYS : 0;
  return daysApart(one.slateDate, other.slateDate) + daysByClock * CLOCK_WEIGHT + penalty;
}

function byTime(one: ExistingGame | ResolvedGame, other: ExistingGame | ResolvedGame): number {
  if (one.slateDate !== other.slateDate) return one.slateDate < other.slateDate ? -1 : 1;
  return (knownStartMs(one) ?? 0) - (knownStartMs(other) ?? 0);
}
