import type { PublishedLayout } from './layout.ts';
import { nbaPlayerBoxScores } from './nba-player-boxscores.ts';
import { nflversePlayerWeek } from './nflverse-player-week.ts';
import { nflverseTeamWeek } from './nflverse-team-week.ts';

/** The layouts of published box scores. A new one is a file here and an entry. */
export const PUBLISHED_LAYOUTS: readonly PublishedLayout[] = [
  nflversePlayerWeek,
  nflverseTeamWeek,
  nbaPlayerBoxScores,
];
