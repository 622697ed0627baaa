import type { NbaPlayerLine, NbaTeamLine } from '../../domain/box-score.ts';
import type { SportAdapter } from '../adapter.ts';
import { type SlateClient, createSlateAdapter } from '../slate-adapter.ts';
import { checkPlayerLines, checkTeamLines } from './checks.ts';
import { pointShortfalls } from './shortfalls.ts';
import { NBA_PLAYER_FORM, NBA_TEAM_FORM } from './columns.ts';

/** The NBA: a game costs two calls and its share of the slate. Three in four start on the UTC day after their own. */
export function createNbaAdapter(client: SlateClient<NbaPlayerLine, NbaTeamLine>): SportAdapter {
  return createSlateAdapter({
    sport: 'NBA',
    client,
    checkPlayerLines,
    checkTeamLines,
    playerForm: NBA_PLAYER_FORM,
    teamForm: NBA_TEAM_FORM,
    entities: { playersBy: 'player', teamsBy: 'game', shortfalls: pointShortfalls },
  });
}
