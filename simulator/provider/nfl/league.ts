import type { AnswerContext } from '../simulated-api.ts';
import { type BoxScore, buildBoxScore } from './box-score.ts';
import { correctBoxScore, correctionMs } from './corrections.ts';
import { type GameResult, gameResult } from './game-result.ts';
import { type GameState, gameState } from './game-state.ts';
import { createNflGames, type NflGame, type NflGames } from './nfl-games.ts';
import { createRosters, type Rosters } from './roster.ts';

/** The simulated NFL: who plays, when, and how it ends. */
export type NflLeague = {
  games: NflGames;
  rosters: Rosters;
  resultOf: (game: NflGame) => GameResult;
  stateOf: (game: NflGame, context: AnswerContext) => GameState;
  /** The box score as the provider has it at that moment, corrections included; undefined before kick-off. */
  boxScoreOf: (game: NflGame, context: AnswerContext) => (BoxScore & { fraction: number }) | undefined;
};

/** Makes up a league from a seed. Results are kept, box scores are built when asked for. */
export function createNflLeague(seed: number): NflLeague {
  const games = createNflGames();
  const rosters = createRosters(seed);
  const results = new Map<number, GameResult>();

  function resultOf(game: NflGame): GameResult {
    const known = results.get(game.id);
    if (known !== undefined) return known;
    const result = gameResult(seed, game);
    results.set(game.id, result);
    return result;
  }

  function stateOf(game: NflGame, { dials, nowMs }: AnswerContext): GameState {
    return gameState(game, resultOf(game), { dials, nowMs, seed });
  }

  return {
    games,
    rosters,
    resultOf,
    stateOf,
    boxScoreOf(game, context) {
      const { isFinal, hasBegun, fraction, finalMs } = stateOf(game, context);
      if (!hasBegun) return undefined;
      const box = buildBoxScore(seed, game, resultOf(game), rosters);
      const corrected = finalMs === null ? undefined : correctionMs(seed, game.id, finalMs, context.dials);
      const isCorrected = isFinal && corrected !== undefined && context.nowMs >= corrected;
      return { ...(isCorrected ? correctBoxScore(seed, game.id, box) : box), fraction };
    },
  };
}
