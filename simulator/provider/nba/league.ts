import type { AnswerContext } from '../simulated-api.ts';
import { type BoxScore, buildBoxScore } from './box-score.ts';
import { correctBoxScore, correctionMs } from './corrections.ts';
import { type GameResult, gameResult } from './game-result.ts';
import { type GameState, gameState } from './game-state.ts';
import { createNbaGames, type NbaGame, type NbaGames } from './nba-games.ts';
import { createRosters, type Rosters } from './roster.ts';

/** The simulated NBA: who plays, when, and how it ends. */
export type NbaLeague = {
  games: NbaGames;
  rosters: Rosters;
  resultOf: (game: NbaGame) => GameResult;
  stateOf: (game: NbaGame, context: AnswerContext) => GameState;
  /** The box score as the provider has it at that moment, corrections included; undefined before tip-off. */
  boxScoreOf: (game: NbaGame, context: AnswerContext) => (BoxScore & { fraction: number }) | undefined;
  /** Who begins and who sits on the bench, of whom nothing is counted yet, from half an hour before the tip-off until then. */
  sheetsOf: (game: NbaGame, context: AnswerContext) => (BoxScore & { fraction: 0 }) | undefined;
};

/** Teams hand in who begins this long before the tip-off. */
const SHEETS_BEFORE_MS = 30 * 60_000;
const SCHEDULED = 1;

/** Makes up a league from a seed. Results are kept, box scores are built when asked for. */
export function createNbaLeague(seed: number): NbaLeague {
  const games = createNbaGames();
  const rosters = createRosters(seed);
  const results = new Map<number, GameResult>();

  function resultOf(game: NbaGame): GameResult {
    const known = results.get(game.id);
    if (known !== undefined) return known;
    const result = gameResult(seed, game);
    results.set(game.id, result);
    return result;
  }

  function stateOf(game: NbaGame, { dials, nowMs }: AnswerContext): GameState {
    return gameState(game, resultOf(game), { dials, nowMs, seed });
  }

  return {
    games,
    rosters,
    resultOf,
    stateOf,
    sheetsOf(game, context) {
      const { status, startMs } = stateOf(game, context);
      if (status !== SCHEDULED || context.nowMs < startMs - SHEETS_BEFORE_MS) return undefined;
      return { ...buildBoxScore(seed, game, resultOf(game), rosters), fraction: 0 };
    },
    boxScoreOf(game, context) {
      const { status, fraction, finalMs } = stateOf(game, context);
      if (status !== 2 && status !== 3) return undefined;
      const box = buildBoxScore(seed, game, resultOf(game), rosters);
      const corrected = finalMs === null ? undefined : correctionMs(seed, game.id, finalMs, context.dials);
      const isCorrected = status === 3 && corrected !== undefined && context.nowMs >= corrected;
      return { ...(isCorrected ? correctBoxScore(seed, game.id, box) : box), fraction };
    },
  };
}
