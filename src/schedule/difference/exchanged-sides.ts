import type { Leagues } from '../../domain/league.ts';
import { acceptAnswer } from '../accepted-readings.ts';
import type { TeamKey } from '../../reference/names/resolvable-team.ts';
import type { ResolvedGame } from '../resolve-game.ts';
import { type ExistingGame, type GameChange, isFinished, type ScheduleConflict } from './change-types.ts';
import { compareGame, type GameComparison } from './compare-game.ts';
import { sidesKey } from './match-games.ts';
import { isSameWithSidesExchanged, meetingRule } from './meeting-rules.ts';
import type { Accepted } from './question-meetings.ts';

type Sorted<Key extends TeamKey> = {
  add: readonly ResolvedGame<Key>[];
  conflicts: readonly ScheduleConflict<Key>[];
  /** Known games whose sides are exchanged, because somebody has said that the row is right. */
  exchanged: readonly Exclude<GameComparison<Key>, { kind: 'unchanged' }>[];
};

/** A game with the sides of the row the other way round: known, or from another row. */
type Mirror<Key extends TeamKey> = {
  existing: ExistingGame<Key> | null;
  row: ResolvedGame<Key> | null;
  isFree: boolean;
  slateDate: string;
  gameType: ResolvedGame['gameType'];
};

/**
 * Two teams do not meet twice on a day, in the NFL not twice in a week: such a new game is another one with home and
 * away exchanged. Where somebody has said that the row is right, the known game takes its sides.
 */
export function sortExchangedSides<Key extends TeamKey>(
  unmatched: readonly ResolvedGame<Key>[],
  {
    existing,
    unmatchedExisting,
    matchedIncoming,
    leagues,
  }: {
    existing: readonly ExistingGame<Key>[];
    unmatchedExisting: ReadonlySet<ExistingGame<Key>>;
    matchedIncoming: readonly ResolvedGame<Key>[];
    leagues: Leagues;
  },
  accepted: Accepted,
): Sorted<Key> {
  const mirrors = new Map<string, Mirror<Key>[]>();
  const note = (
    game: ExistingGame<Key> | ResolvedGame<Key>,
    mirror: Pick<Mirror<Key>, 'existing' | 'row' | 'isFree'>,
  ) => {
    const key = sidesKey(mirrored(game));
    const all = mirrors.get(key) ?? [];
    mirrors.set(key, [...all, { ...mirror, slateDate: game.slateDate, gameType: game.gameType }]);
  };
  for (const game of existing) {
    const isFree = unmatchedExisting.has(game);
    if (isFree && game.status !== 'cancelled') note(game, { existing: game, row: null, isFree });
  }
  for (const game of matchedIncoming) note(game, { existing: null, row: game, isFree: false });
  const add: ResolvedGame<Key>[] = [];
  const conflicts: ScheduleConflict<Key>[] = [];
  const exchanged: Sorted<Key>['exchanged'][number][] = [];
  for (const game of unmatched) {
    const found = mirrors
      .get(sidesKey(game))
      ?.find((mirror) => isSameWithSidesExchanged(meetingRule(leagues, game.leagueName), game, mirror));
    const isMeant = found !== undefined && found.isFree && accepted.has('exchanged-sides');
    if (found === undefined || (accepted.has('second-meeting') && found.slateDate !== game.slateDate)) {
      add.push(game);
      note(game, { existing: null, row: game, isFree: false });
    } else if (isMeant && found.existing && mayExchange(found.existing)) {
      exchanged.push(exchange(found.existing, game, leagues));
    } else conflicts.push(conflictOf(game, found));
  }
  return { add, conflicts, exchanged };
}

function mirrored<Game extends { homeTeamKey: unknown; awayTeamKey: unknown }>(game: Game): Game {
  return { ...game, homeTeamKey: game.awayTeamKey, awayTeamKey: game.homeTeamKey };
}

/** What has been played or seeded has lines that belong to its sides. */
function mayExchange(game: ExistingGame): boolean {
  return !isFinished(game) && game.status !== 'in_progress';
}

function conflictOf<Key extends TeamKey>(game: ResolvedGame<Key>, found: Mirror<Key>): ScheduleConflict<Key> {
  const { existing, row, slateDate } = found;
  const what = `${game.awayName} at ${game.homeName} on ${game.slateDate}`;
  const which = existing ? `game ${existing.gameId}` : `line ${row?.line}`;
  const isSameDay = slateDate === game.slateDate;
  const day = isSameDay ? '' : ` on ${slateDate}`;
  const played = existing && !mayExchange(existing) ? '; that game has been played, and its sides stay' : '';
  return {
    reason: 'sides_swapped',
    incoming: game,
    existing,
    summary: `${what} is ${which}${day} with home and away exchanged${played}`,
    answers: [
      ...(existing && found.isFree && mayExchange(existing) ? [acceptAnswer('exchanged-sides')] : []),
      ...(isSameDay ? [] : [acceptAnswer('second-meeting')]),
    ],
  };
}

function exchange<Key extends TeamKey>(
  existing: ExistingGame<Key>,
  incoming: ResolvedGame<Key>,
  leagues: Leagues,
): Sorted<Key>['exchanged'][number] {
  const comparison = compareGame(existing, incoming, leagues);
  const words = `home and away exchanged: ${incoming.awayName} at ${incoming.homeName}`;
  const sides = {
    field: 'sides',
    from: `${incoming.homeName} at ${incoming.awayName}`,
    to: `${incoming.awayName} at ${incoming.homeName}`,
  } as const;
  const withSides = (change: Omit<GameChange<Key>, 'exchangesSides'>): GameChange<Key> => ({
    ...change,
    fields: [sides, ...change.fields],
    summary: change.summary === '' ? words : `${words}; ${change.summary}`,
    exchangesSides: true,
  });
  if (comparison.kind !== 'unchanged') return { ...comparison, change: withSides(comparison.change) };
  const { status, startMs, slateDate, isTimeConfirmed, homeScore, awayScore, week, gameType, venue } =
    existing;
  const { externalGameId, externalSource } = existing;
  const target = {
    status,
    startMs,
    slateDate,
    isTimeConfirmed,
    homeScore,
    awayScore,
    week,
    gameType,
    venue,
    externalGameId,
    externalSource,
  };
  return { kind: 'update', change: withSides({ existing, incoming, target, fields: [], summary: '' }) };
}
