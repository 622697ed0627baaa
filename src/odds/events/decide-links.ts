import type { EventCandidate, EventQuestion } from '../../db/schema/odds.ts';

/** An event that belongs to no game yet. */
export type OpenEvent = {
  eventId: number;
  /** Which of its sides mean no team, or several. */
  problem: 'unknown_team' | 'ambiguous_team' | undefined;
};

/** A game in which both teams of an event meet within a day and a half of its start. */
export type CandidateGame = Omit<EventCandidate, 'why_not'> & {
  eventId: number;
  /** The home team of the one is the away team of the other. */
  areSidesExchanged: boolean;
  /** The sides meet day after day: only its start tells which game an event is. */
  isOfSeries: boolean;
  /** Another event of the provider is the game. */
  isTaken: boolean;
  /** Somebody has said that the two are not the same. */
  isKnownWrong: boolean;
  isCancelled: boolean;
};

/** What is to become of an event. */
export type LinkDecision =
  | { eventId: number; gameId: number; evidence: string }
  | { eventId: number; question: EventQuestion; candidates: readonly EventCandidate[] };

/** Of sides that meet day after day: a game is told by a start that is no farther away, and nearer by this than to any other. */
const SAME_START_HOURS = 3;
const NEARER_HOURS = 2;

/**
 * Which game each event is: the only game that its teams play within a day and a half of its start, if no other event
 * may be that game as well. Where the sides of a league meet day after day, it is the game of that start, if every other
 * is hours farther away. Anything else is a question, with the games that it may be and what is against each.
 */
export function decideLinks(
  events: readonly OpenEvent[],
  candidates: readonly CandidateGame[],
): LinkDecision[] {
  const ofEvent = Map.groupBy(candidates, ({ eventId }) => eventId);
  const isTold = new Set([...ofEvent.values()].flatMap((found) => gameOfStart(found) ?? []));
  const mayBe = (one: CandidateGame): boolean => isPossible(one) && (!one.isOfSeries || isTold.has(one));
  const claims = new Map<number, number>();
  for (const { game_id: gameId } of candidates.filter(mayBe)) {
    claims.set(gameId, (claims.get(gameId) ?? 0) + 1);
  }
  return events.map(({ eventId, problem }): LinkDecision => {
    const found = ofEvent.get(eventId) ?? [];
    const evidence = found.map((one) => evidenceOf(one, problem, (claims.get(one.game_id) ?? 0) > 1));
    if (problem !== undefined) return { eventId, question: problem, candidates: evidence };
    const possible = found.filter(mayBe);
    const [only] = possible;
    if (possible.length === 1 && only && claims.get(only.game_id) === 1) {
      return { eventId, gameId: only.game_id, evidence: linkWords(only) };
    }
    const near = found.filter(
      (one) => isPossible(one) && apart(one) <= SAME_START_HOURS + NEARER_HOURS,
    ).length;
    const fitting = possible.length === 0 && near > 1 ? near : possible.length;
    return { eventId, question: questionOf(found, fitting), candidates: evidence };
  });
}

/** What speaks for a link, in words: `both teams by their names, starts 20 minutes apart; no other game or event fits`. */
function linkWords(game: CandidateGame): string {
  const minutes = Math.round(apart(game) * 60);
  const starts = `starts ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} apart`;
  return `both teams by their names, ${starts}; no other game or event fits`;
}

/** The game whose start is that of an event, among games that are hours apart; undefined where that is not plain. */
function gameOfStart(found: readonly CandidateGame[]): CandidateGame | undefined {
  const possible = found.filter((one) => isPossible(one) && one.isOfSeries);
  const [nearest, next] = possible.toSorted((one, other) => apart(one) - apart(other));
  if (!nearest || apart(nearest) > SAME_START_HOURS) return undefined;
  return next && apart(next) - apart(nearest) < NEARER_HOURS ? undefined : nearest;
}

function apart({ hours_apart: hours }: CandidateGame): number {
  return Math.abs(hours);
}

function isPossible(game: CandidateGame): boolean {
  return whyNot(game) === undefined;
}

function whyNot(game: CandidateGame): string | undefined {
  if (game.isKnownWrong) return 'somebody has said that this is another game';
  if (game.isTaken) return 'another event is this game';
  if (game.areSidesExchanged) return 'home and away are exchanged';
  if (game.isCancelled) return 'the game was cancelled';
  return undefined;
}

function evidenceOf(
  game: CandidateGame,
  problem: OpenEvent['problem'],
  isClaimedTwice: boolean,
): EventCandidate {
  const { game_id, home, away, starts_at, hours_apart } = game;
  const contested = isClaimedTwice ? 'several events may be this game' : 'several games fit';
  const doubt = problem === undefined ? contested : NAME_DOUBTS[problem];
  return { game_id, home, away, starts_at, hours_apart, why_not: whyNot(game) ?? doubt };
}

const NAME_DOUBTS = {
  unknown_team: 'only the other of the two names means a team of it',
  ambiguous_team: 'one of the two names means several teams',
} as const;

function questionOf(found: readonly CandidateGame[], possible: number): EventQuestion {
  if (possible > 1) return 'several_games';
  if (possible === 1) return 'several_events';
  if (found.some(({ isKnownWrong }) => isKnownWrong)) return 'said_wrong';
  if (found.some(({ isTaken }) => isTaken)) return 'game_taken';
  if (found.some(({ areSidesExchanged }) => areSidesExchanged)) return 'sides_exchanged';
  return 'no_game';
}
