import { nbaPlayerGameStats, nbaTeamGameStats } from '../../db/schema/nba-lines.ts';
import type { NbaCounts, NbaPlayerLine, NbaTeamLine } from '../../domain/nba-lines.ts';
import { type LineRow, playerLineTable, teamLineTable } from '../line-table.ts';
import type { PlayerLineForm, TeamLineForm } from '../draft-lines.ts';
import { hasPlayedNba } from './line-rules.ts';

export const NBA_COUNT_COLUMNS = [
  'points',
  'field_goals_made',
  'field_goals_attempted',
  'three_pointers_made',
  'three_pointers_attempted',
  'free_throws_made',
  'free_throws_attempted',
  'offensive_rebounds',
  'defensive_rebounds',
  'total_rebounds',
  'assists',
  'steals',
  'blocks',
  'turnovers',
  'personal_fouls',
  'plus_minus',
] as const;

export const NBA_PLAYER_LINES = playerLineTable(nbaPlayerGameStats, {
  contextColumns: ['team_id'],
  valueColumns: [...NBA_COUNT_COLUMNS, 'seconds_played', 'start_position', 'comment'],
});

export const NBA_TEAM_LINES = teamLineTable(nbaTeamGameStats, {
  contextColumns: ['is_home'],
  valueColumns: [
    ...NBA_COUNT_COLUMNS,
    'seconds_played',
    'fast_break_points',
    'points_in_paint',
    'second_chance_points',
    'points_off_turnovers',
    'biggest_lead',
    'longest_run',
  ],
});

/** The shared counts of a line, by column. */
function countColumns(line: NbaCounts): LineRow {
  return {
    points: line.points,
    field_goals_made: line.fieldGoalsMade,
    field_goals_attempted: line.fieldGoalsAttempted,
    three_pointers_made: line.threePointersMade,
    three_pointers_attempted: line.threePointersAttempted,
    free_throws_made: line.freeThrowsMade,
    free_throws_attempted: line.freeThrowsAttempted,
    offensive_rebounds: line.offensiveRebounds,
    defensive_rebounds: line.defensiveRebounds,
    total_rebounds: line.totalRebounds,
    assists: line.assists,
    steals: line.steals,
    blocks: line.blocks,
    turnovers: line.turnovers,
    personal_fouls: line.personalFouls,
    plus_minus: line.plusMinus,
  };
}

/** How the NBA's player lines are stored. A starter has a position; who did not play is listed with a comment. */
export const NBA_PLAYER_FORM: PlayerLineForm<NbaPlayerLine> = {
  table: NBA_PLAYER_LINES,
  listsEverybody: true,
  columns: (line) => ({
    ...countColumns(line),
    seconds_played: line.secondsPlayed,
    // As long as the columns hold them.
    start_position: line.startPosition?.slice(0, 5) ?? null,
    comment: line.comment?.slice(0, 200) ?? null,
  }),
  position: (line) => line.startPosition,
  isStarter: (line) => line.startPosition !== null,
  hasPlayed: hasPlayedNba,
};

/** How the NBA's team lines are stored. */
export const NBA_TEAM_FORM: TeamLineForm<NbaTeamLine> = {
  table: NBA_TEAM_LINES,
  columns: (line) => ({
    ...countColumns(line),
    seconds_played: line.secondsPlayed,
    fast_break_points: line.fastBreakPoints,
    points_in_paint: line.pointsInPaint,
    second_chance_points: line.secondChancePoints,
    points_off_turnovers: line.pointsOffTurnovers,
    biggest_lead: line.biggestLead,
    longest_run: line.longestRun,
  }),
};
