import { type ColumnName, columnName } from '../../db/schema/column-names.ts';
import { nflPlayerGameStats, nflTeamGameStats } from '../../db/schema/nfl-lines.ts';
import {
  NFL_PLAYER_COUNTS,
  NFL_TEAM_COUNTS,
  type NflPlayerCount,
  type NflPlayerLine,
  type NflTeamCount,
  type NflTeamLine,
} from '../../domain/nfl-lines.ts';
import { playerLineTable, teamLineTable } from '../line-table.ts';
import type { PlayerLineForm, TeamLineForm } from '../draft-lines.ts';

export const NFL_PLAYER_LINES = playerLineTable(nflPlayerGameStats, {
  contextColumns: ['team_id'],
  valueColumns: NFL_PLAYER_COUNTS.map(playerColumn),
});

export const NFL_TEAM_LINES = teamLineTable(nflTeamGameStats, {
  contextColumns: ['is_home'],
  valueColumns: NFL_TEAM_COUNTS.map(teamColumn),
});

/**
 * How the NFL's player lines are stored. Only who did something countable is listed, so that others of the roster may
 * have played too; nobody says who started, and no positions are named.
 */
export const NFL_PLAYER_FORM: PlayerLineForm<NflPlayerLine> = {
  table: NFL_PLAYER_LINES,
  listsEverybody: false,
  columns: (line) => Object.fromEntries(NFL_PLAYER_COUNTS.map((name) => [playerColumn(name), line[name]])),
  position: () => null,
  isStarter: () => false,
  hasPlayed: () => true,
};

/** How the NFL's team lines are stored. */
export const NFL_TEAM_FORM: TeamLineForm<NflTeamLine> = {
  table: NFL_TEAM_LINES,
  columns: (line) => Object.fromEntries(NFL_TEAM_COUNTS.map((name) => [teamColumn(name), line[name]])),
};

/** Counts are called as the schema calls their columns: `fieldGoalsFrom20To29` is `field_goals_from_20_to_29`. */
function playerColumn(name: NflPlayerCount): ColumnName<typeof nflPlayerGameStats> {
  return columnName(nflPlayerGameStats[name]);
}

function teamColumn(name: NflTeamCount): ColumnName<typeof nflTeamGameStats> {
  return columnName(nflTeamGameStats[name]);
}
