import type { ResolvedGame } from '../teams/resolve-game.ts';
import type { TeamKey } from '../teams/resolvable-team.ts';
import {
  type ExistingGame,
  type GameChange,
  isFinished,
  knownStartMs,
  type ScheduleConflict,
  type SchedulePlan,
  type UnchangedGame,
} from './change-types.ts';
import { compareGame } from './compare-game.ts';
import { matchGames, sidesKey } from './match-games.ts';

export type PlanInput<Key extends TeamKey> = {
  /** Every game that the database has of the leagues and season of the file. */
  existing: readonly ExistingGame<Key>[];
  incoming: readonly ResolvedGame<Key>[];
  /** Whether games that the file does not name any more are to be cancelled. */
  sync: boolean;
  /**
   * With `sync`: cancel only games that the provider listed before, and none when more vanished at once than
   * leagues call off, because then it is the list that is not whole.
   */
  isCautious?: boolean;
  nowMs: number;
  /** Rows of the file that were refused. They may be the vanished games, so with any of them nothing is cancelled. */
  rejectedRows?: number;
};

const MS_PER_DAY = 86_400_000;

/** So many games may vanish at once: the play-off games of a round that are not needed, or a day of storm. */
const VANISHED_AT_ONCE = 15;

/**
 * Compares a file with the games that are there and says what to do, without doing it.
 * Every incoming game is in exactly one of `add`, `move`, `confirmTime`, `update`, `unchanged` and `conflicts`.
 */
export function planScheduleChanges<Key extends TeamKey>(input: PlanInput<Key>): SchedulePlan<Key> {
  const { single, duplicates } = withoutDuplicates(input.incoming);
  const { matches, unmatchedIncoming, unmatchedExisting, idClashes } = matchGames(input.existing, single);
  const move: GameChange<Key>[] = [];
  const confirmTime: GameChange<Key>[] = [];
  const update: GameChange<Key>[] = [];
  const unchanged: UnchangedGame<Key>[] = [];
  for (const { existing, incoming } of matches) {
    const comparison = compareGame(existing, incoming);
    if (comparison.kind === 'unchanged') unchanged.push(comparison.game);
    else if (comparison.kind === 'move') move.push(comparison.change);
    else if (comparison.kind === 'confirm_time') confirmTime.push(comparison.change);
    else update.push(comparison.change);
  }
  const { add, swapped } = withoutSwappedSides(unmatchedIncoming, unmatchedExisting);
  const clashes = idClashes.map(
    ({ existing, incoming }): ScheduleConflict<Key> => ({
      reason: 'external_id_of_other_teams',
      existing,
      incoming,
      summary: `the id ${incoming.externalGameId} belongs to a game of other teams`,
    }),
  );
  const swappedExisting = new Set(swapped.map((conflict) => conflict.existing));
  const vanished = input.sync
    ? vanishedGames(unmatchedExisting, input.incoming, input.nowMs).filter(
        (game) => !swappedExisting.has(game) && (!input.isCautious || (game.providerGameId ?? null) !== null),
      )
    : [];
  const isTooMany = input.isCautious === true && vanished.length > VANISHED_AT_ONCE;
  const isCertain = (input.rejectedRows ?? 0) === 0 && !isTooMany;
  return {
    add,
    move,
    confirmTime,
    update,
    unchanged,
    cancel: isCertain ? vanished.map((existing) => ({ existing, summary: 'not in the file any more' })) : [],
    conflicts: [
      ...duplicates,
      ...clashes,
      ...swapped,
      ...(isCertain ? [] : vanished.map(isTooMany ? massVanish : uncertainVanish)),
    ],
  };
}

/** The same sides on the same date twice, after the names became teams, is a mistake of the file. */
function withoutDuplicates<Key extends TeamKey>(
  incoming: readonly ResolvedGame<Key>[],
): { single: ResolvedGame<Key>[]; duplicates: ScheduleConflict<Key>[] } {
  const seen = new Map<string, ResolvedGame<Key>>();
  const single: ResolvedGame<Key>[] = [];
  const duplicates: ScheduleConflict<Key>[] = [];
  for (const game of incoming) {
    const isOff = game.status === 'postponed' || game.status === 'cancelled';
    const key = `${sidesKey(game)}|${game.slateDate}`;
    const twin = isOff ? undefined : seen.get(key);
    const hasOtherId =
      twin !== undefined &&
      twin.externalGameId !== null &&
      game.externalGameId !== null &&
      twin.externalGameId !== game.externalGameId;
    if (twin !== undefined && !hasOtherId) {
      duplicates.push({
        reason: 'duplicate_in_file',
        incoming: game,
        existing: null,
        summary: `line ${game.line} is the game of line ${twin.line}: the same teams on ${game.slateDate}`,
      });
      continue;
    }
    if (!isOff) seen.set(key, game);
    single.push(game);
  }
  return { single, duplicates };
}

/** Two teams do not meet twice on a day: the new game is the known one with home and away exchanged. */
function withoutSwappedSides<Key extends TeamKey>(
  incoming: readonly ResolvedGame<Key>[],
  existing: readonly ExistingGame<Key>[],
): { add: ResolvedGame<Key>[]; swapped: ScheduleConflict<Key>[] } {
  const known = new Map(existing.map((game) => [`${sidesKey(game)}|${game.slateDate}`, game]));
  const add: ResolvedGame<Key>[] = [];
  const swapped: ScheduleConflict<Key>[] = [];
  for (const game of incoming) {
    const mirrored = { ...game, homeTeamKey: game.awayTeamKey, awayTeamKey: game.homeTeamKey };
    const found = known.get(`${sidesKey(mirrored)}|${game.slateDate}`);
    if (found === undefined) add.push(game);
    else {
      swapped.push({
        reason: 'sides_swapped',
        incoming: game,
        existing: found,
        summary: `${game.awayName} at ${game.homeName} on ${game.slateDate} is known with home and away exchanged`,
      });
    }
  }
  return { add, swapped };
}

/** Unstarted games of the leagues that the file is about, which it does not name. */
function vanishedGames<Key extends TeamKey>(
  unmatched: readonly ExistingGame<Key>[],
  incoming: readonly ResolvedGame<Key>[],
  nowMs: number,
): ExistingGame<Key>[] {
  const covered = new Set(incoming.map((game) => `${game.leagueName}|${game.seasonYear}`));
  return unmatched.filter(
    (game) =>
      covered.has(`${game.leagueName}|${game.seasonYear}`) &&
      !isFinished(game) &&
      game.status !== 'cancelled' &&
      game.status !== 'in_progress' &&
      startsAfter(game, nowMs),
  );
}

function startsAfter(game: ExistingGame, nowMs: number): boolean {
  const startMs = knownStartMs(game);
  // Without a time the game has not started while its date is not over anywhere in the league's country.
  return startMs === null ? Date.parse(game.slateDate) + MS_PER_DAY > nowMs : startMs > nowMs;
}

function massVanish<Key extends TeamKey>(existing: ExistingGame<Key>): ScheduleConflict<Key> {
  return {
    reason: 'vanished_too_many',
    existing,
    incoming: null,
    summary: `not listed any more, but neither are more than ${VANISHED_AT_ONCE} others: the list may not be whole`,
  };
}

function uncertainVanish<Key extends TeamKey>(existing: ExistingGame<Key>): ScheduleConflict<Key> {
  return {
    reason: 'vanished_but_rows_rejected',
    existing,
    incoming: null,
    summary:
      'not in the file any more, but the file has rows that could not be read; mend them and ingest it again',
  };
}
