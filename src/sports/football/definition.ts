import type { SportDefinition } from '../sport-definition.ts';
import { FOOTBALL_PLAYER_LINES, FOOTBALL_TEAM_LINES } from './columns.ts';
import { openFootballAdapter } from './open-adapter.ts';
import { FOOTBALL_PLAYER_SEASON, FOOTBALL_TEAM_SEASON } from './season-form.ts';

export const FOOTBALL: SportDefinition = {
  sport: 'FOOTBALL',
  lines: { player: FOOTBALL_PLAYER_LINES, team: FOOTBALL_TEAM_LINES },
  seasons: { player: FOOTBALL_PLAYER_SEASON, team: FOOTBALL_TEAM_SEASON },
  leaders: { player: 'goals', team: 'goals' },
  openAdapter: openFootballAdapter,
};
