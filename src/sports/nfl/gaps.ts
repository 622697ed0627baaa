import { sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { nflPlayerGameStats, nflTeamGameStats } from '../../db/schema/nfl-lines.ts';
import { createGapFinder } from '../find-gaps.ts';
import { NFL_PLAYER_LINES, NFL_TEAM_LINES } from './columns.ts';

const LINE = alias(nflPlayerGameStats, 'line');
const TEAM_LINE = alias(nflTeamGameStats, 'line');

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
  credited: sql`6 * (coalesce(${LINE.rushingTouchdowns}, 0) + coalesce(${LINE.receivingTouchdowns}, 0))
                + 3 * coalesce(${LINE.fieldGoalsMade}, 0) + coalesce(${LINE.extraPointsMade}, 0)`,
  mayBeCredited: sql`
    6 * (coalesce(${LINE.interceptionTouchdowns}, 0) + coalesce(${LINE.kickReturnTouchdowns}, 0)
         + coalesce(${LINE.puntReturnTouchdowns}, 0) + coalesce(${LINE.fumbleRecoveryTouchdowns}, 0))
    + 2 * (coalesce(${LINE.rushingTwoPointConversions}, 0) + coalesce(${LINE.receivingTwoPointConversions}, 0)
           + coalesce(${LINE.conversionReturns}, 0))`,
  mayBeCreditedToTeam: sql`2 * ${TEAM_LINE.safeties}`,
});
