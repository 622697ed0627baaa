import type { TeamKey } from '../../reference/names/resolvable-team.ts';
import type { ResolvedGame } from '../resolve-game.ts';
import {
  type ExistingGame,
  isFinished,
  knownStartMs,
  type ScheduleConflict,
  type SchedulePlan,
} from './change-types.ts';

/** What to do about known games that a list does not name any more. */
export type VanishedPolicy = {
  /** Whether games that the list does not name are to be cancelled. */
  sync: boolean;
  /** With `sync`: cancel only games that the provider listed before. */
  isCautious?: boolean;
  /** Somebody has looked and wants the games cancelled, however many they are. */
  areCancellationsConfirmed?: boolean;
  /** Games that the provider has no more, as it said when asked about each; absent where nobody was asked. */
  goneIds?: ReadonlySet<number>;
  nowMs: number;
  /** Rows of the list that were refused and may be the vanished games; with any of them nothing is cancelled. */
  rejectedRows?: number;
  /** The provider's ids of rows that were refused: these games are listed, whatever is wrong with them. */
  refusedProviderIds?: ReadonlySet<string>;
};

type Verdict<Key extends TeamKey> = {
  cancel: SchedulePlan<Key>['cancel'];
  conflicts: readonly ScheduleConflict<Key>[];
};

/**
 * Shares of what is still to be played that do not vanish at once in real leagues: half of a day's or a week's games,
 * or a twentieth of a season's. Fewer than the second figure are believed, whatever share they are: a play-off series
 * that is over leaves its last games out.
 */
const GUARDS = [
  { name: 'slate', share: 0.5, fewest: 3 },
  { name: 'round', share: 0.5, fewest: 3 },
  { name: 'season', share: 0.05, fewest: 5 },
] as const;

const MS_PER_DAY = 86_400_000;

/** How many known games are still to be played, by what leagues do not call off at once. */
export type OpenGames = ReadonlyMap<string, number>;

/** The known games that are still to be played, added to those of other parts of a list. */
export function openGamesOf(
  existing: readonly ExistingGame[],
  { nowMs }: Pick<VanishedPolicy, 'nowMs'>,
  others?: OpenGames,
): OpenGames {
  const counts = new Map(others);
  for (const game of existing) {
    if (!isStillToBePlayed(game, nowMs)) continue;
    for (const { name } of GUARDS) {
      const group = groupers[name](game);
      if (group !== undefined) counts.set(group, (counts.get(group) ?? 0) + 1);
    }
  }
  return counts;
}

/** The games of the leagues and seasons that a list is about. */
export function coveredBy<Key extends TeamKey>(
  incoming: readonly ResolvedGame<Key>[],
  existing: readonly ExistingGame<Key>[],
): readonly ExistingGame<Key>[] {
  const covered = new Set(incoming.map(seasonOf));
  return existing.filter((game) => covered.has(seasonOf(game)));
}

/** Those of the unmatched games that a list should name, because they are still to be played. */
export function vanishedOf<Key extends TeamKey>(
  unmatched: readonly ExistingGame<Key>[],
  policy: VanishedPolicy,
): readonly ExistingGame<Key>[] {
  if (!policy.sync) return [];
  const isOurs = ({ providerGameId = null }: ExistingGame<Key>): boolean =>
    (!policy.isCautious || providerGameId !== null) &&
    !(providerGameId !== null && policy.refusedProviderIds?.has(providerGameId));
  return unmatched.filter((game) => isStillToBePlayed(game, policy.nowMs) && isOurs(game));
}

/**
 * Decides about vanished games. When the share of a day, a round or a season that is gone is more than leagues call
 * off, the list is not whole, and none is cancelled.
 */
export function judgeVanished<Key extends TeamKey>(
  vanished: readonly ExistingGame<Key>[],
  open: OpenGames,
  policy: VanishedPolicy,
): Verdict<Key> {
  if (vanished.length === 0) return { cancel: [], conflicts: [] };
  if (!policy.areCancellationsConfirmed) {
    const suspicion = suspicionOf(vanished, open);
    if (suspicion !== undefined) return heldBack(vanished, 'vanished_too_many', suspicion);
    if ((policy.rejectedRows ?? 0) > 0)
      return heldBack(vanished, 'vanished_but_rows_rejected', ROWS_REJECTED);
  }
  const isCertain = ({ gameId, providerGameId = null }: ExistingGame<Key>): boolean =>
    policy.goneIds === undefined ||
    policy.areCancellationsConfirmed === true ||
    providerGameId === null ||
    policy.goneIds.has(gameId);
  return {
    cancel: vanished
      .filter(isCertain)
      .map((game) => ({ existing: game, summary: 'not in the file any more' })),
    conflicts: vanished
      .filter((game) => !isCertain(game))
      .map((game) => conflictOf(game, 'vanished_unconfirmed', UNCONFIRMED)),
  };
}

const ROWS_REJECTED =
  'not in the file any more, but the file has rows that could not be read; mend them and ingest it again';

const UNCONFIRMED =
  'not listed any more, but the provider could not be asked about the game itself; the next refresh asks again';

function heldBack<Key extends TeamKey>(
  vanished: readonly ExistingGame<Key>[],
  reason: ScheduleConflict<Key>['reason'],
  summary: string,
): Verdict<Key> {
  return { cancel: [], conflicts: vanished.map((game) => conflictOf(game, reason, summary)) };
}

function conflictOf<Key extends TeamKey>(
  existing: ExistingGame<Key>,
  reason: ScheduleConflict<Key>['reason'],
  summary: string,
): ScheduleConflict<Key> {
  return { reason, existing, incoming: null, summary };
}

/** Why so many games cannot all have been called off; undefined when they can. */
function suspicionOf(vanished: readonly ExistingGame[], open: OpenGames): string | undefined {
  for (const guard of GUARDS) {
    const gone = Map.groupBy(vanished, groupers[guard.name]);
    for (const [group, games] of gone) {
      if (group === undefined) continue;
      const total = open.get(group) ?? games.length;
      if (games.length < guard.fewest || games.length < total * guard.share) continue;
      return `not listed any more, but neither are ${games.length} of the ${total} games ${group}: the list may not be whole`;
    }
  }
  return undefined;
}

const groupers: Readonly<
  Record<(typeof GUARDS)[number]['name'], (game: ExistingGame) => string | undefined>
> = {
  slate: ({ leagueName, slateDate }) => `of ${leagueName} on ${slateDate}`,
  // The games of a play-off series that is over are gone together.
  round: ({ leagueName, week, gameType }) =>
    week === null || gameType === 'playoff' ? undefined : `of ${leagueName} in week ${week}`,
  season: ({ leagueName, gameType }) =>
    gameType === 'playoff' ? undefined : `of ${leagueName} that are still to be played`,
};

function seasonOf({ leagueName, seasonYear }: { leagueName: string; seasonYear: number }): string {
  return `${leagueName}|${seasonYear}`;
}

function isStillToBePlayed(game: ExistingGame, nowMs: number): boolean {
  return (
    !isFinished(game) &&
    game.status !== 'cancelled' &&
    game.status !== 'in_progress' &&
    startsAfter(game, nowMs)
  );
}

function startsAfter(game: ExistingGame, nowMs: number): boolean {
  const startMs = knownStartMs(game);
  // Without a time the game has not started while its date is not over anywhere in the league's country.
  return startMs === null ? Date.parse(game.slateDate) + MS_PER_DAY > nowMs : startMs > nowMs;
}
