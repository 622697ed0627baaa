import { sql } from 'drizzle-orm';
import { createGapFinder } from '../find-gaps.ts';
import { NFL_PLAYER_LINES, NFL_TEAM_LINES } from './columns.ts';

/**
 * An NFL game is whole when each side's lines have its points but for one touchdown and two: blocked kicks and some
 * recoveries in the end zone are in nobody's line. With every score credited, the published lines of 2022 make the
 * score in 568 of 568 team games; with rushing, receiving and kicking alone they never have more. Returns and
 * recoveries are told in several groups, so that they may only fill up what is missing. The shortest published list of
 * one side, which has no defenders, names six.
 */
export const findNflGaps = createGapFinder({
  players: NFL_PLAYER_LINES,
  teams: NFL_TEAM_LINES,
  rule: { unit: 'points', minimumPlayers: 5, maxUncredited: 8, mayCreditNobody: false },
  credited: sql`6 * (coalesce(line.rushing_touchdowns, 0) + coalesce(line.receiving_touchdowns, 0))
                + 3 * coalesce(line.field_goals_made, 0) + coalesce(line.extra_points_made, 0)`,
  mayBeCredited: sql`
    6 * (coalesce(line.interception_touchdowns, 0) + coalesce(line.kick_return_touchdowns, 0)
         + coalesce(line.punt_return_touchdowns, 0) + coalesce(line.fumble_recovery_touchdowns, 0))
    + 2 * (coalesce(line.rushing_two_point_conversions, 0) + coalesce(line.receiving_two_point_conversions, 0)
           + coalesce(line.conversion_returns, 0))`,
  mayBeCreditedToTeam: sql`2 * line.safeties`,
});
