import type { SportDefinition } from '../sport-definition.ts';
import { createNflAdapter } from './adapter.ts';
import { NFL_PLAYER_LINES, NFL_TEAM_LINES } from './columns.ts';
import { NFL_PLAYER_SEASON, NFL_TEAM_SEASON } from './season-form.ts';

export const NFL: SportDefinition = {
  sport: 'NFL',
  lines: { player: NFL_PLAYER_LINES, team: NFL_TEAM_LINES },
  seasons: { player: NFL_PLAYER_SEASON, team: NFL_TEAM_SEASON },
  leaders: { player: 'passing_yards', team: 'total_yards' },
  openAdapter: ({ ports }) => ports.NFL?.boxScore && createNflAdapter(ports.NFL.boxScore),
};
