import type { Leagues } from '../../domain/league.ts';
import type { ResolvedGame } from '../resolve-game.ts';
import { daysApart, type ExistingGame, isFinished } from './change-types.ts';
import { meetingRule } from './meeting-rules.ts';

/** Decides whether a game of the database and one of the file, with the same sides, can be the same game. */
export type MatchRules = { mayBeSame: (existing: ExistingGame, incoming: ResolvedGame) => boolean };

/** Publishers whose ids hold the week, so that a game that moves to another week gets a new one. */
const RENUMBERING_SOURCES = new Set(['nflverse']);

/** From this many games on, a list is looked at as to whether it is a whole schedule or a piece of one. */
const SMALLEST_SLICE = 20;

/** A list that names fewer than this share of the open games' pairings is a piece (one month, one round). */
const WHOLE_SCHEDULE_SHARE = 0.5;

/** A result that arrives again under another date is the same game within this time; meetings repeat after it. */
const RESULT_CORRECTION_DAYS = 3;

/** A list of one month must not move the games of another: outside of its dates a game is the same within a day. */
const SLICE_EDGE_DAYS = 1;

type RuleOptions = {
  leagues: Leagues;
  areSeparate?: boolean;
  /** What the whole list covers, where the games are a part of it. */
  extent?: ListExtent | undefined;
};

/**
 * Builds the rules for one file against the games that are there. With `areSeparate`, games on other dates are other
 * meetings, as somebody has said.
 */
export function createMatchRules(
  existing: readonly ExistingGame[],
  incoming: readonly ResolvedGame[],
  { leagues, areSeparate = false, extent = extentOf(existing, incoming) }: RuleOptions,
): MatchRules {
  const existingIds = new Set(existing.map((game) => game.externalGameId));
  const incomingIds = new Set(incoming.map((game) => game.externalGameId));
  const slice = sliceOf(extent);

  function idsAllow(one: ExistingGame, other: ResolvedGame): boolean {
    if (one.externalGameId === null || other.externalGameId === null) return true;
    if (one.externalSource !== other.externalSource) return true;
    if (one.externalGameId === other.externalGameId) return true;
    const isRenumbered = !incomingIds.has(one.externalGameId) && !existingIds.has(other.externalGameId);
    return isRenumbered && RENUMBERING_SOURCES.has(other.externalSource ?? '');
  }

  return {
    mayBeSame(one, other) {
      if (!idsAllow(one, other)) return false;
      const days = daysApart(one.slateDate, other.slateDate);
      if (days === 0) return true;
      if (areSeparate) return false;
      if (leagues.named(one.leagueName)?.slates.meetings === 'once') return true;
      if (meetingRule(leagues, one.leagueName).isSameMeeting(one, other)) return true;
      // A team meets the same opponent again in the playoffs; that is no moved regular-season game.
      if ((one.gameType === 'playoff') !== (other.gameType === 'playoff')) return days <= SLICE_EDGE_DAYS;
      // Sides that meet day after day may well end two games alike.
      if (isFinished(one) && leagues.named(one.leagueName)?.slates.playsSeries === true) return false;
      if (isFinished(one)) return hasSameResult(one, other) && days <= RESULT_CORRECTION_DAYS;
      const isOutside = slice !== undefined && (one.slateDate < slice.first || one.slateDate > slice.last);
      return !isOutside || days <= SLICE_EDGE_DAYS;
    },
  };
}

/** Whether a row tells the result of a played game. */
export function hasSameResult(one: ExistingGame, other: ResolvedGame): boolean {
  return one.homeScore !== null && one.homeScore === other.homeScore && one.awayScore === other.awayScore;
}

/** How much of what is known a list names: what tells a piece of a schedule from a revision of all of it. */
export type ListExtent = {
  rows: number;
  /** The first and the last date; empty texts without rows. */
  first: string;
  last: string;
  /** Known games that are still to be played, and those of them whose pairing the list names. */
  open: number;
  named: number;
};

/** What a list covers, or a part of it that holds all games of its pairs of teams. */
export function extentOf(existing: readonly ExistingGame[], incoming: readonly ResolvedGame[]): ListExtent {
  const pairings = new Set(incoming.map((game) => `${game.homeTeamKey}|${game.awayTeamKey}`));
  const open = existing.filter((game) => !isFinished(game));
  const named = open.filter((game) => pairings.has(`${game.homeTeamKey}|${game.awayTeamKey}`));
  let first = incoming[0]?.slateDate ?? '';
  let last = first;
  for (const { slateDate } of incoming) {
    if (slateDate < first) first = slateDate;
    if (slateDate > last) last = slateDate;
  }
  return { rows: incoming.length, first, last, open: open.length, named: named.length };
}

/** What two parts of a list cover together. */
export function joinExtents(one: ListExtent, other: ListExtent): ListExtent {
  if (one.rows === 0 || other.rows === 0) {
    const { first, last } = one.rows === 0 ? other : one;
    return { ...sumsOf(one, other), first, last };
  }
  return {
    ...sumsOf(one, other),
    first: one.first < other.first ? one.first : other.first,
    last: one.last > other.last ? one.last : other.last,
  };
}

function sumsOf(one: ListExtent, other: ListExtent): Omit<ListExtent, 'first' | 'last'> {
  return {
    rows: one.rows + other.rows,
    open: one.open + other.open,
    named: one.named + other.named,
  };
}

/** The dates that a list covers, when it is a piece of a schedule rather than a revision of all of it. */
function sliceOf({
  rows,
  first,
  last,
  open,
  named,
}: ListExtent): { first: string; last: string } | undefined {
  if (rows < SMALLEST_SLICE || named >= open * WHOLE_SCHEDULE_SHARE) return undefined;
  return { first, last };
}
