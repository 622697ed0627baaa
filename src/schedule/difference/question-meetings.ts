import type { Leagues } from '../../domain/league.ts';
import { type AcceptedReading, acceptAnswer } from '../accepted-readings.ts';
import { PROVIDER_SOURCE } from '../provided/provider-source.ts';
import type { TeamKey } from '../../reference/names/resolvable-team.ts';
import type { ResolvedGame } from '../resolve-game.ts';
import {
  daysApart,
  type ExistingGame,
  isFinished,
  type ScheduleConflict,
  type UnchangedGame,
} from './change-types.ts';
import { sidesKey } from './match-games.ts';
import { hasSameResult } from './match-rules.ts';
import { meetingRule } from './meeting-rules.ts';

export type Accepted = ReadonlySet<AcceptedReading>;

type Matched<Key extends TeamKey> = { existing: ExistingGame<Key>; incoming: ResolvedGame<Key> };

const OFF: ReadonlySet<string | null> = new Set(['postponed', 'cancelled']);

/** Dates that differ by the night: a game that ends on the day after, or a list in another zone. */
const SAME_NIGHT_DAYS = 1;

/**
 * Keeps of several rows of one list the last that tells a meeting which the league knows once, where somebody has said
 * that the others are out of date.
 */
export function withoutOldDates<Key extends TeamKey>(
  incoming: readonly ResolvedGame<Key>[],
  accepted: Accepted,
  leagues: Leagues,
): readonly ResolvedGame<Key>[] {
  if (!accepted.has('moved-games')) return incoming;
  const groups = Map.groupBy(incoming, sidesKey);
  return incoming.filter((game) => {
    const { isSameMeeting } = meetingRule(leagues, game.leagueName);
    const group = groups.get(sidesKey(game)) ?? [];
    const later = group.slice(group.indexOf(game) + 1);
    return !later.some((other) => !OFF.has(other.status) && isSameMeeting(game, other));
  });
}

/**
 * Finds among new games those that the league's rules do not allow beside another one of the same two, and those that
 * stand in the list for a game that has been played on another date. They are questions, not games.
 */
export function questionMeetings<Key extends TeamKey>(
  add: readonly ResolvedGame<Key>[],
  {
    existing,
    incoming,
    matches,
    leagues,
    covered = coverageOf(incoming),
  }: {
    existing: readonly ExistingGame<Key>[];
    incoming: readonly ResolvedGame<Key>[];
    matches: readonly Matched<Key>[];
    leagues: Leagues;
    /** The dates of the whole list, where the games are a part of it. */
    covered?: Coverage | undefined;
  },
  accepted: Accepted,
): { add: readonly ResolvedGame<Key>[]; questions: readonly ScheduleConflict<Key>[] } {
  if (accepted.has('second-meeting')) return { add, questions: [] };
  const matched = new Map(matches.map((match) => [match.existing, match.incoming]));
  const standing = new Map<string, Standing<Key>[]>();
  const stand = (key: string, one: Standing<Key>): void => {
    const all = standing.get(key);
    if (all) all.push(one);
    else standing.set(key, [one]);
  };
  for (const game of existing) {
    const row = matched.get(game);
    if (OFF.has(row?.status ?? game.status)) continue;
    stand(sidesKey(game), { ...game, slateDate: row?.slateDate ?? game.slateDate, existing: game, row });
  }
  const kept: ResolvedGame<Key>[] = [];
  const questions: ScheduleConflict<Key>[] = [];
  for (const game of add) {
    const others = standing.get(sidesKey(game)) ?? [];
    const twin = OFF.has(game.status)
      ? undefined
      : others.find((one) => isOneMeeting(game, one, { covered, leagues }));
    if (twin) {
      questions.push(secondMeeting(game, twin, leagues));
      continue;
    }
    kept.push(game);
    if (!OFF.has(game.status)) {
      stand(sidesKey(game), {
        slateDate: game.slateDate,
        gameType: game.gameType,
        existing: null,
        row: game,
      });
    }
  }
  return { add: kept, questions };
}

/** A game that stands already, known or from another row, with its date as the list has it. */
type Standing<Key extends TeamKey> = Pick<ResolvedGame, 'slateDate' | 'gameType'> & {
  existing: ExistingGame<Key> | null;
  row: ResolvedGame<Key> | undefined;
};

/** The first and the last date that a list has of each league. */
export type Coverage = ReadonlyMap<string, { first: string; last: string }>;

/** The dates of a list, added to those of its other parts. */
export function coverageOf(incoming: readonly ResolvedGame[], others?: Coverage): Coverage {
  const covered = new Map(others);
  for (const { leagueName, slateDate } of incoming) {
    const range = covered.get(leagueName) ?? { first: slateDate, last: slateDate };
    covered.set(leagueName, {
      first: slateDate < range.first ? slateDate : range.first,
      last: slateDate > range.last ? slateDate : range.last,
    });
  }
  return covered;
}

function isOneMeeting(
  game: ResolvedGame,
  other: Standing<TeamKey>,
  { covered, leagues }: { covered: Coverage; leagues: Leagues },
): boolean {
  if (meetingRule(leagues, game.leagueName).isSameMeeting(game, other)) return true;
  // The list is about the date of a played game and does not have it there, but has this one instead.
  const { existing, row } = other;
  if (existing === null || row !== undefined || !isFinished(existing)) return false;
  const range = covered.get(game.leagueName);
  return (
    existing.gameType === game.gameType &&
    range !== undefined &&
    existing.slateDate >= range.first &&
    existing.slateDate <= range.last
  );
}

function secondMeeting<Key extends TeamKey>(
  incoming: ResolvedGame<Key>,
  { existing, row, slateDate }: Standing<Key>,
  leagues: Leagues,
): ScheduleConflict<Key> {
  const which = existing ? `game ${existing.gameId}` : `the game of line ${row?.line}`;
  const pair = `${incoming.awayName} at ${incoming.homeName}`;
  if (existing && isFinished(existing)) return otherDate(existing, incoming);
  return {
    reason: 'same_meeting_twice',
    existing,
    incoming,
    summary: `${pair} on ${incoming.slateDate} beside ${which} on ${slateDate}: ${meetingRule(leagues, incoming.leagueName).words}`,
    answers: [acceptAnswer('moved-games'), acceptAnswer('second-meeting')],
  };
}

/**
 * Takes out of the unchanged games those that have been played and to which the list gives another date without their
 * result. A provider's own list names its games by their ids, so that there is nothing to ask.
 */
export function questionDates<Key extends TeamKey>(
  unchanged: readonly UnchangedGame<Key>[],
  accepted: Accepted,
): {
  unchanged: readonly UnchangedGame<Key>[];
  add: readonly ResolvedGame<Key>[];
  questions: readonly ScheduleConflict<Key>[];
} {
  const isDoubtful = ({ existing, incoming }: UnchangedGame<Key>): boolean =>
    isFinished(existing) &&
    incoming.externalSource !== (existing.provider ?? PROVIDER_SOURCE) &&
    !OFF.has(incoming.status) &&
    daysApart(existing.slateDate, incoming.slateDate) > SAME_NIGHT_DAYS &&
    !hasSameResult(existing, incoming);
  const doubtful = unchanged.filter(isDoubtful);
  if (doubtful.length === 0) return { unchanged, add: [], questions: [] };
  return {
    unchanged: unchanged.filter((game) => !isDoubtful(game)),
    ...(accepted.has('second-meeting')
      ? { add: doubtful.map(({ incoming }) => incoming), questions: [] }
      : { add: [], questions: doubtful.map(({ existing, incoming }) => otherDate(existing, incoming)) }),
  };
}

function otherDate<Key extends TeamKey>(
  existing: ExistingGame<Key>,
  incoming: ResolvedGame<Key>,
): ScheduleConflict<Key> {
  return {
    reason: 'finished_game_other_date',
    existing,
    incoming,
    summary: `${incoming.awayName} at ${incoming.homeName} on ${incoming.slateDate}: game ${existing.gameId} of the two was played on ${existing.slateDate}, and keeps its date`,
    answers: [acceptAnswer('second-meeting')],
  };
}
