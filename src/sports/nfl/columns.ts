import {
  NFL_PLAYER_COUNTS,
  NFL_TEAM_COUNTS,
  type NflPlayerCount,
  type NflTeamCount,
} from '../../domain/nfl-lines.ts';
import type { LineRow, LineTable } from '../line-table.ts';

export const NFL_PLAYER_LINES: LineTable = {
  table: 'nfl_player_game_stats',
  entityColumn: 'player_id',
  contextColumns: ['team_id'],
  valueColumns: NFL_PLAYER_COUNTS.map(columnOf),
};

export const NFL_TEAM_LINES: LineTable = {
  table: 'nfl_team_game_stats',
  entityColumn: 'team_id',
  contextColumns: ['is_home'],
  valueColumns: NFL_TEAM_COUNTS.map(columnOf),
};

/** A player's counts by column. */
export function playerColumns(line: Readonly<Record<NflPlayerCount, number | null>>): LineRow {
  return Object.fromEntries(NFL_PLAYER_COUNTS.map((name) => [columnOf(name), line[name]]));
}

/** A team's counts by column. */
export function teamColumns(line: Readonly<Record<NflTeamCount, number | null>>): LineRow {
  return Object.fromEntries(NFL_TEAM_COUNTS.map((name) => [columnOf(name), line[name]]));
}

/** Columns are called like the counts: `fieldGoalsFrom20To29` is `field_goals_from_20_to_29`. */
function columnOf(name: NflPlayerCount | NflTeamCount): string {
  return name.replaceAll(/[A-Z]|\d+/g, (part) => `_${part.toLowerCase()}`);
}
