import type { ResolvedGame } from '../teams/resolve-game.ts';
import type { TeamKey } from '../teams/resolvable-team.ts';
import {
  type ExistingGame,
  type GameChange,
  type ScheduleConflict,
  type SchedulePlan,
  type UnchangedGame,
} from './change-types.ts';
import { compareGame } from './compare-game.ts';
import { matchGames, sidesKey } from './match-games.ts';
import { type VanishedPolicy, judgeVanished } from './vanished-games.ts';

export type PlanInput<Key extends TeamKey> = VanishedPolicy & {
  /** Every game that the database has of the leagues and season of the file. */
  existing: readonly ExistingGame<Key>[];
  incoming: readonly ResolvedGame<Key>[];
};

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
  const vanished = judgeVanished(
    unmatchedExisting.filter((game) => !swappedExisting.has(game)),
    input,
    input,
  );
  return {
    add,
    move,
    confirmTime,
    update,
    unchanged,
    cancel: vanished.cancel,
    conflicts: [...duplicates, ...clashes, ...swapped, ...vanished.conflicts],
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
