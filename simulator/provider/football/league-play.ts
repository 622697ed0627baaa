import type { AnswerContext } from '../simulated-api.ts';
import { buildBoxScore, type MatchBox } from './box-score.ts';
import { correctBoxScore, correctionMs } from './corrections.ts';
import { type MatchResult, matchResult } from './match-result.ts';
import { isFinal, type MatchState, matchState } from './match-state.ts';
import { createMatches, type Match, type Matches } from './matches.ts';
import { createSquads, type Squads } from './squads.ts';

/** The simulated football leagues: who plays, when, and how it ends. */
export type FootballPlay = {
  matches: Matches;
  squads: Squads;
  resultOf: (match: Match, context: AnswerContext) => MatchResult;
  stateOf: (match: Match, context: AnswerContext) => MatchState;
  /** The lines of a finished match as the provider has them at that moment; undefined for every other match. */
  boxOf: (match: Match, context: AnswerContext) => MatchBox | undefined;
  /** Line-ups and events exist from kick-off, also of a match that was broken off. */
  liveBoxOf: (match: Match, context: AnswerContext) => MatchBox | undefined;
  /** The same before the kick-off, for what is known then: who begins. */
  sheetsOf: (match: Match, context: AnswerContext) => MatchBox;
};

/** Makes up the leagues from a seed. Results are kept, lines are built when asked for. */
export function createFootballPlay(seed: number): FootballPlay {
  const matches = createMatches();
  const squads = createSquads(seed);
  const results = new Map<string, MatchResult>();

  function resultOf(match: Match, { dials }: AnswerContext): MatchResult {
    const demanded = dials.games[String(match.id)]?.ending ?? undefined;
    const key = `${match.id} ${demanded ?? ''}`;
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = matchResult(seed, match, demanded);
    results.set(key, result);
    return result;
  }

  const stateOf = (match: Match, context: AnswerContext): MatchState =>
    matchState(match, resultOf(match, context), { ...context, seed });

  const sheetsOf: FootballPlay['sheetsOf'] = (match, context) =>
    buildBoxScore(seed, match, resultOf(match, context), squads);

  return {
    matches,
    squads,
    sheetsOf,
    resultOf,
    stateOf,
    boxOf(match, context) {
      const { status, finalMs } = stateOf(match, context);
      if (!isFinal(status)) return undefined;
      const box = buildBoxScore(seed, match, resultOf(match, context), squads);
      const corrected = finalMs === null ? undefined : correctionMs(seed, match.id, finalMs, context.dials);
      const isCorrected = corrected !== undefined && context.nowMs >= corrected;
      return isCorrected ? correctBoxScore(seed, match.id, box) : box;
    },
    liveBoxOf(match, context) {
      const { elapsed } = stateOf(match, context);
      return elapsed === null ? undefined : sheetsOf(match, context);
    },
  };
}
