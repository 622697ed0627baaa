import type { Sport } from '../../domain/sport.ts';
import { takeTurn } from '../turns.ts';
import { type ResultDeps, type ResultOutcome, updateResults } from './update-results.ts';
import { settledWithoutTasks, unsettledOfDaysBefore, unsettledWithoutTasks } from './unsettled-games.ts';

type FollowDeps = ResultDeps & {
  sports: readonly Sport[];
  /** Pause between two looks at the games of a sport. */
  stepMs: Readonly<Record<Sport, number>>;
};

/**
 * Looks for the results of games that no task asks for, from when they may be over on: one look of the fleet a step
 * and sport.
 */
export async function followResults(deps: FollowDeps, signal: AbortSignal): Promise<ResultOutcome> {
  const waiting = Map.groupBy(await unsettledWithoutTasks(deps.db, deps.sports), ({ sport }) => sport);
  const games = [];
  for (const [sport, ofSport] of waiting)
    if (await takeTurn(deps.db, `results ${sport}`, deps.stepMs[sport])) games.push(...ofSport);
  return updateResults(deps, { games, priority: 'first_pass', actor: 'follow-results', signal });
}

/**
 * Asks for every game of the days before today that has no result yet, whatever its sport, and looks once more at the
 * results of the last nights of sports without box scores, which no later pass of a task reads again.
 */
export async function updateGames(
  deps: Omit<FollowDeps, 'stepMs'>,
  signal: AbortSignal,
): Promise<ResultOutcome> {
  const settled = await settledWithoutTasks(deps.db, deps.sports);
  const games = [
    ...(await unsettledOfDaysBefore(deps.db, deps.sports)),
    ...settled.map((game) => ({ ...game, isFinal: true })),
  ];
  return updateResults(deps, { games, priority: 'correction', actor: 'update_games', signal });
}
