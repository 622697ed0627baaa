import type { z } from 'zod';
import { withLeagueNamed } from '../../domain/league-filter.ts';
import type { Leagues } from '../../domain/league.ts';
import type { GameListQuery } from '../requests/games.ts';
import type { TaskListQuery } from '../requests/tasks.ts';

/** The filter of a list of games as the services take it; throws UnknownLeagueError. */
export function toGameList(
  leagues: Leagues,
  { q, seeding_status, ...rest }: Partial<z.output<typeof GameListQuery>>,
) {
  return withLeagueNamed(leagues, { ...rest, text: q, seedingStatus: seeding_status });
}

/** The filter of a list of tasks as the services take it; throws UnknownLeagueError. */
export function toTaskList(
  leagues: Leagues,
  {
    game_id,
    hold_reason,
    held,
    overdue,
    error_type,
    q,
    games,
    ...rest
  }: Partial<z.output<typeof TaskListQuery>>,
) {
  return {
    ...rest,
    gameId: game_id,
    holdReason: hold_reason,
    isHeld: held,
    isOverdue: overdue,
    errorType: error_type,
    games: games && toGameList(leagues, games),
    text: q,
  };
}
