import type { NflPlayerLine, NflTeamLine } from '../../domain/nfl-lines.ts';
import type { SportAdapter } from '../adapter.ts';
import type { SlateBoxScorePort } from '../../providers/ports.ts';
import { createSlateAdapter } from '../slate-adapter.ts';
import { checkPlayerLines, checkTeamLines } from './checks.ts';
import { NFL_PLAYER_FORM, NFL_TEAM_FORM } from './columns.ts';
import { findNflGaps } from './gaps.ts';
import { NFL_PLAYER_RULES, NFL_TEAM_RULES } from './line-rules.ts';
import { isNflSide } from './sides.ts';

/** The NFL: a game costs two calls and its share of the slate. Night games lie on the UTC day after their own. */
export function createNflAdapter(client: SlateBoxScorePort<NflPlayerLine, NflTeamLine>): SportAdapter {
  return createSlateAdapter({
    sport: 'NFL',
    client,
    isSide: isNflSide,
    checkPlayerLines,
    checkTeamLines,
    playerForm: NFL_PLAYER_FORM,
    teamForm: NFL_TEAM_FORM,
    playerRules: NFL_PLAYER_RULES,
    teamRules: NFL_TEAM_RULES,
    // A call brings a whole side.
    entities: { playersBy: 'team', teamsBy: 'team' },
    findGaps: findNflGaps,
  });
}
