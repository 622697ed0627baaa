import { z } from 'zod';
import type { NbaCounts } from '../../domain/nba-lines.ts';
import { Count, PlayingTime } from './fields.ts';

/** What a player or team has counted, in the spelling of the third version and of cdn.nba.com. */
export const Statistics = z.object({
  minutes: PlayingTime,
  points: Count,
  fieldGoalsMade: Count,
  fieldGoalsAttempted: Count,
  threePointersMade: Count,
  threePointersAttempted: Count,
  freeThrowsMade: Count,
  freeThrowsAttempted: Count,
  reboundsOffensive: Count,
  reboundsDefensive: Count,
  reboundsTotal: Count,
  assists: Count,
  steals: Count,
  blocks: Count,
  turnovers: Count,
  foulsPersonal: Count,
  plusMinusPoints: Count,
});

/** What cdn.nba.com tells of a team beside it. Its total of rebounds holds those of nobody, unlike that of players. */
export const TeamStatistics = Statistics.extend({
  reboundsPersonal: Count,
  pointsAgainst: Count,
  pointsFastBreak: Count,
  pointsInThePaint: Count,
  pointsSecondChance: Count,
  pointsFromTurnovers: Count,
  biggestLead: Count,
  biggestScoringRun: Count,
});
export type TeamStatistics = z.infer<typeof TeamStatistics>;

export function countsOf(line: z.infer<typeof Statistics>): NbaCounts {
  return {
    points: line.points,
    fieldGoalsMade: line.fieldGoalsMade,
    fieldGoalsAttempted: line.fieldGoalsAttempted,
    threePointersMade: line.threePointersMade,
    threePointersAttempted: line.threePointersAttempted,
    freeThrowsMade: line.freeThrowsMade,
    freeThrowsAttempted: line.freeThrowsAttempted,
    offensiveRebounds: line.reboundsOffensive,
    defensiveRebounds: line.reboundsDefensive,
    totalRebounds: line.reboundsTotal,
    assists: line.assists,
    steals: line.steals,
    blocks: line.blocks,
    turnovers: line.turnovers,
    personalFouls: line.foulsPersonal,
    plusMinus: line.plusMinusPoints,
  };
}
