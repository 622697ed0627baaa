import type { SportDefinition } from '../sport-definition.ts';
import { createNbaAdapter } from './adapter.ts';
import { NBA_PLAYER_LINES, NBA_TEAM_LINES } from './columns.ts';
import { NBA_PLAYER_SEASON, NBA_TEAM_SEASON } from './season-form.ts';

export const NBA: SportDefinition = {
  sport: 'NBA',
  lines: { player: NBA_PLAYER_LINES, team: NBA_TEAM_LINES },
  seasons: { player: NBA_PLAYER_SEASON, team: NBA_TEAM_SEASON },
  leaders: { player: 'points', team: 'points' },
  openAdapter: ({ ports }) => ports.NBA?.boxScore && createNbaAdapter(ports.NBA.boxScore),
};
