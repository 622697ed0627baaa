import type { Leagues } from '../../domain/league.ts';
import type { ResolvedGame } from '../resolve-game.ts';
import type { TeamKey } from '../../reference/names/resolvable-team.ts';
import {
  type ExistingGame,
  type GameChange,
  type ScheduleConflict,
  type SchedulePlan,
  type UnchangedGame,
} from './change-types.ts';
import { type GameComparison, compareGame } from './compare-game.ts';
import { areDoubleheader } from './doubleheaders.ts';
import { matchGames, sidesKey } from './match-games.ts';
import { type ListExtent, extentOf, joinExtents } from './match-rules.ts';
import { sortExchangedSides } from './exchanged-sides.ts';
import {
  type Accepted,
  type Coverage,
  coverageOf,
  questionDates,
  questionMeetings,
  withoutOldDates,
} from './question-meetings.ts';
import {
  type OpenGames,
  type VanishedPolicy,
  coveredBy,
  judgeVanished,
  openGamesOf,
  vanishedOf,
} from './vanished-games.ts';

export type PlanInput<Key extends TeamKey> = VanishedPolicy & {
  /** Every game that the database has of the leagues and season of the file. */
  existing: readonly ExistingGame<Key>[];
  incoming: readonly ResolvedGame<Key>[];
  leagues: Leagues;
  /** What somebody has said about rows that contradict known games. */
  accepted?: Accepted;
  /** Whether the rows are some that waited, each on its own, rather than a list. */
  isRetry?: boolean;
  /** What the whole list covers, where the games are a part of it. */
  whole?: WholeList | undefined;
};

/** What is to be known of a list of which a part is compared. */
export type WholeList = {
  extent: ListExtent;
  covered: Coverage;
  /** Of a list whose vanished games are judged after its last part; all known games are of its leagues. */
  open?: OpenGames;
};

/**
 * Compares a file with the games that are there and says what to do, without doing it.
 * Every incoming game is in exactly one of `add`, `move`, `confirmTime`, `update`, `unchanged` and `conflicts`.
 */
export function planScheduleChanges<Key extends TeamKey>(input: PlanInput<Key>): SchedulePlan<Key> {
  const accepted: Accepted = input.accepted ?? new Set();
  const { single, duplicates } = toldOnce(input.incoming, accepted, input.leagues);
  const areSeparate = input.isRetry === true && accepted.has('second-meeting');
  const { matches, unmatchedIncoming, unmatchedExisting, idClashes } = matchGames(input.existing, single, {
    leagues: input.leagues,
    areSeparate,
    extent: input.whole?.extent,
  });
  const sides = sortExchangedSides(
    unmatchedIncoming,
    {
      existing: input.existing,
      unmatchedExisting: new Set(unmatchedExisting),
      matchedIncoming: matches.map(({ incoming }) => incoming),
      leagues: input.leagues,
    },
    accepted,
  );
  const comparisons = matches.map(({ existing, incoming }) => compareGame(existing, incoming, input.leagues));
  const { unchanged, ...changed } = byKind([...comparisons, ...sides.exchanged]);
  const dates = questionDates(unchanged, accepted);
  const meetings = questionMeetings(
    sides.add,
    {
      existing: input.existing,
      incoming: single,
      matches,
      leagues: input.leagues,
      covered: input.whole?.covered,
    },
    accepted,
  );
  const asked = [...sides.conflicts, ...meetings.questions, ...dates.questions];
  const claimed = new Set([
    ...asked.map((conflict) => conflict.existing),
    ...sides.exchanged.map(({ change }) => change.existing),
  ]);
  const unlisted = unmatchedExisting.filter((game) => !claimed.has(game));
  const { vanished, ...judged } = judgeUnlisted(unlisted, input);
  return {
    ...(vanished ? { vanished } : {}),
    add: [...meetings.add, ...dates.add],
    ...changed,
    unchanged: dates.unchanged,
    cancel: judged.cancel,
    conflicts: [...duplicates, ...idClashes.map(clashOf), ...asked, ...judged.conflicts],
  };
}

/** What becomes of known games that the list does not name; those of a part are left to be judged with all others. */
function judgeUnlisted<Key extends TeamKey>(
  unlisted: readonly ExistingGame<Key>[],
  input: PlanInput<Key>,
): Pick<SchedulePlan<Key>, 'vanished' | 'cancel' | 'conflicts'> {
  if (input.whole?.open) return { vanished: vanishedOf(unlisted, input), cancel: [], conflicts: [] };
  const vanished = vanishedOf(coveredBy(input.incoming, unlisted), input);
  if (vanished.length === 0) return { cancel: [], conflicts: [] };
  return judgeVanished(vanished, openGamesOf(coveredBy(input.incoming, input.existing), input), input);
}

type Changes<Key extends TeamKey> = Pick<SchedulePlan<Key>, 'move' | 'confirmTime' | 'update' | 'unchanged'>;

function byKind<Key extends TeamKey>(comparisons: readonly GameComparison<Key>[]): Changes<Key> {
  const move: GameChange<Key>[] = [];
  const confirmTime: GameChange<Key>[] = [];
  const update: GameChange<Key>[] = [];
  const unchanged: UnchangedGame<Key>[] = [];
  for (const comparison of comparisons) {
    if (comparison.kind === 'unchanged') unchanged.push(comparison.game);
    else if (comparison.kind === 'move') move.push(comparison.change);
    else if (comparison.kind === 'confirm_time') confirmTime.push(comparison.change);
    else update.push(comparison.change);
  }
  return { move, confirmTime, update, unchanged };
}

function clashOf<Key extends TeamKey>({
  existing,
  incoming,
}: {
  existing: ExistingGame<Key>;
  incoming: ResolvedGame<Key>;
}): ScheduleConflict<Key> {
  return {
    reason: 'external_id_of_other_teams',
    existing,
    incoming,
    summary: `the id ${incoming.externalGameId} belongs to a game of other teams`,
  };
}

/** What a list covers with one more part of it. */
export function addPart(
  known: WholeList | undefined,
  { existing, incoming, leagues, accepted = new Set(), ...policy }: PartInput,
): WholeList {
  const { single } = toldOnce(incoming, accepted, leagues);
  const extent = extentOf(existing, single);
  return {
    extent: known ? joinExtents(known.extent, extent) : extent,
    covered: coverageOf(single, known?.covered),
    ...(policy.sync ? { open: openGamesOf(existing, policy, known?.open) } : {}),
  };
}

type PartInput = Pick<
  PlanInput<TeamKey>,
  'existing' | 'incoming' | 'leagues' | 'accepted' | 'sync' | 'nowMs'
>;

function toldOnce<Key extends TeamKey>(
  incoming: readonly ResolvedGame<Key>[],
  accepted: Accepted,
  leagues: Leagues,
): ReturnType<typeof withoutDuplicates<Key>> {
  return withoutDuplicates(withoutOldDates(incoming, accepted, leagues), leagues);
}

/** The same sides on the same date twice, after the names became teams, is a mistake of the file. */
function withoutDuplicates<Key extends TeamKey>(
  incoming: readonly ResolvedGame<Key>[],
  leagues: Leagues,
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
    if (twin !== undefined && !hasOtherId && !areDoubleheader(leagues, twin, game)) {
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
