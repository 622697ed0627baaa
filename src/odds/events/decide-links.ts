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
  /** Another event of the provider is the game. */
  isTaken: boolean;
  /** Somebody has said that the two are not the same. */
  isKnownWrong: boolean;
  isCancelled: boolean;
};

/** What is to become of an event. */
export type LinkDecision =
  | { eventId: number; gameId: number }
  | { eventId: number; question: EventQuestion; candidates: readonly EventCandidate[] };

/**
 * Which game each event is: the only game that its teams play within a day and a half of its start, if no other event
 * may be that game as well. Anything else is a question, with the games that it may be and what is against each.
 */
export function decideLinks(
  events: readonly OpenEvent[],
  candidates: readonly CandidateGame[],
): LinkDecision[] {
  const ofEvent = Map.groupBy(candidates, ({ eventId }) => eventId);
  const claims = new Map<number, number>();
  for (const { game_id: gameId } of candidates.filter(isPossible)) {
    claims.set(gameId, (claims.get(gameId) ?? 0) + 1);
  }
  return events.map(({ eventId, problem }): LinkDecision => {
    const found = ofEvent.get(eventId) ?? [];
    const evidence = found.map((one) => evidenceOf(one, problem, (claims.get(one.game_id) ?? 0) > 1));
    if (problem !== undefined) return { eventId, question: problem, candidates: evidence };
    const possible = found.filter(isPossible);
    const [only] = possible;
    if (possible.length === 1 && only && claims.get(only.game_id) === 1) {
      return { eventId, gameId: only.game_id };
    }
    return { eventId, question: questionOf(found, possible.length), candidates: evidence };
  });
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
