import type { NbaPlayerLine, NbaTeamLine } from '../../domain/nba-lines.ts';
import type { SportAdapter } from '../adapter.ts';
import type { SlateBoxScorePort } from '../../providers/ports.ts';
import { createSlateAdapter } from '../slate-adapter.ts';
import { NBA_CHECKS } from './checks.ts';
import { NBA_PLAYER_FORM, NBA_TEAM_FORM } from './columns.ts';
import { findNbaGaps } from './gaps.ts';
import { NBA_PLAYER_RULES, NBA_TEAM_RULES } from './line-rules.ts';
import { isNbaSide } from './sides.ts';

/** The NBA: a game costs two calls and its share of the slate. Three in four start on the UTC day after their own. */
export function createNbaAdapter(client: SlateBoxScorePort<NbaPlayerLine, NbaTeamLine>): SportAdapter {
  return createSlateAdapter({
    sport: 'NBA',
    client,
    isSide: isNbaSide,
    ...NBA_CHECKS,
    playerForm: NBA_PLAYER_FORM,
    teamForm: NBA_TEAM_FORM,
    playerRules: NBA_PLAYER_RULES,
    teamRules: NBA_TEAM_RULES,
    entities: { playersBy: 'player', teamsBy: 'game' },
    findGaps: findNbaGaps,
  });
}
