import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/rows.ts';
import type { EntityReader } from '../adapter.ts';

/**
 * Sides whose players' points in the database do not sum to the score (they did in 2,346 of 2,346 recorded team
 * games): a player who is not on our roster, or one of whom the provider had nothing when asked.
 */
export const pointShortfalls: EntityReader['shortfalls'] = async (executor, game, providerGame) => {
  const rows = await rowsOf<{ team_id: number; points: number }>(
    executor,
    sql`select team_id, sum(points) as points from nba_player_game_stats
        where season_year = ${game.seasonYear} and game_id = ${game.gameId} group by team_id`,
  );
  const sides = [
    { ours: game.home, theirs: providerGame.home, score: providerGame.homeScore },
    { ours: game.away, theirs: providerGame.away, score: providerGame.awayScore },
  ];
  return sides.flatMap(({ ours, theirs, score }) => {
    const points = rows.find((row) => row.team_id === ours.teamId)?.points ?? 0;
    if (score === null || points === score) return [];
    const problem = `the players of ${theirs.name} have ${points} points together, the score says ${score}`;
    return [{ providerTeamId: theirs.providerTeamId, problem }];
  });
};
