import { footballPlayerGameStats, footballTeamGameStats } from '../../db/schema/football-lines.ts';
import type { FootballPlayerLine, FootballTeamLine } from '../../domain/football-lines.ts';
import { type LineRow, playerLineTable, teamLineTable } from '../line-table.ts';
import type { PlayerLineForm, TeamLineForm } from '../draft-lines.ts';
import { hasPlayedFootball } from './line-rules.ts';

export const FOOTBALL_PLAYER_LINES = playerLineTable(footballPlayerGameStats, {
  contextColumns: ['team_id'],
  valueColumns: [
    'minutes',
    'shirt_number',
    'position',
    'is_captain',
    'is_substitute',
    'rating',
    'offsides',
    'shots_total',
    'shots_on_target',
    'goals',
    'goals_conceded',
    'assists',
    'saves',
    'passes_total',
    'key_passes',
    'passes_accurate',
    'pass_accuracy_percent',
    'tackles',
    'blocks',
    'interceptions',
    'duels_total',
    'duels_won',
    'dribbles_attempted',
    'dribbles_succeeded',
    'dribbled_past',
    'fouls_drawn',
    'fouls_committed',
    'yellow_cards',
    'red_cards',
    'penalties_won',
    'penalties_committed',
    'penalties_scored',
    'penalties_missed',
    'penalties_saved',
  ],
});

export const FOOTBALL_TEAM_LINES = teamLineTable(footballTeamGameStats, {
  contextColumns: ['is_home'],
  valueColumns: [
    'formation',
    'goals',
    'goals_halftime',
    'goals_fulltime',
    'goals_extra_time',
    'penalty_shootout_goals',
    'shots_on_target',
    'shots_off_target',
    'shots_total',
    'shots_blocked',
    'shots_inside_box',
    'shots_outside_box',
    'fouls',
    'corners',
    'offsides',
    'possession_percent',
    'yellow_cards',
    'red_cards',
    'saves',
    'passes_total',
    'passes_accurate',
    'pass_accuracy_percent',
    'expected_goals',
  ],
});

/** The figures of a player's line, by column. */
function playerColumns(line: FootballPlayerLine): LineRow {
  return {
    minutes: line.minutes,
    shirt_number: line.shirtNumber,
    position: line.position?.slice(0, 5) ?? null,
    is_captain: line.isCaptain,
    is_substitute: line.isSubstitute,
    rating: line.rating,
    offsides: line.offsides,
    shots_total: line.shotsTotal,
    shots_on_target: line.shotsOnTarget,
    goals: line.goals,
    goals_conceded: line.goalsConceded,
    assists: line.assists,
    saves: line.saves,
    passes_total: line.passesTotal,
    key_passes: line.keyPasses,
    passes_accurate: line.passesAccurate,
    pass_accuracy_percent: line.passAccuracyPercent,
    tackles: line.tackles,
    blocks: line.blocks,
    interceptions: line.interceptions,
    duels_total: line.duelsTotal,
    duels_won: line.duelsWon,
    dribbles_attempted: line.dribblesAttempted,
    dribbles_succeeded: line.dribblesSucceeded,
    dribbled_past: line.dribbledPast,
    fouls_drawn: line.foulsDrawn,
    fouls_committed: line.foulsCommitted,
    yellow_cards: line.yellowCards,
    red_cards: line.redCards,
    penalties_won: line.penaltiesWon,
    penalties_committed: line.penaltiesCommitted,
    penalties_scored: line.penaltiesScored,
    penalties_missed: line.penaltiesMissed,
    penalties_saved: line.penaltiesSaved,
  };
}

/** The figures of a team's line, by column. */
function teamColumns(line: FootballTeamLine): LineRow {
  return {
    formation: line.formation?.slice(0, 20) ?? null,
    goals: line.goals,
    goals_halftime: line.phaseGoals.halftime,
    goals_fulltime: line.phaseGoals.fulltime,
    goals_extra_time: line.phaseGoals.extraTime,
    penalty_shootout_goals: line.phaseGoals.penaltyShootout,
    shots_on_target: line.shotsOnTarget,
    shots_off_target: line.shotsOffTarget,
    shots_total: line.shotsTotal,
    shots_blocked: line.shotsBlocked,
    shots_inside_box: line.shotsInsideBox,
    shots_outside_box: line.shotsOutsideBox,
    fouls: line.fouls,
    corners: line.corners,
    offsides: line.offsides,
    possession_percent: line.possessionPercent,
    yellow_cards: line.yellowCards,
    red_cards: line.redCards,
    saves: line.saves,
    passes_total: line.passesTotal,
    passes_accurate: line.passesAccurate,
    pass_accuracy_percent: line.passAccuracyPercent,
    expected_goals: line.expectedGoals,
  };
}

/** How football's player lines are stored. Unused substitutes are listed, without minutes. */
export const FOOTBALL_PLAYER_FORM: PlayerLineForm<FootballPlayerLine> = {
  table: FOOTBALL_PLAYER_LINES,
  listsEverybody: true,
  columns: playerColumns,
  position: (line) => line.position,
  isStarter: (line) => !line.isSubstitute,
  hasPlayed: hasPlayedFootball,
};

/** How football's team lines are stored. */
export const FOOTBALL_TEAM_FORM: TeamLineForm<FootballTeamLine> = {
  table: FOOTBALL_TEAM_LINES,
  columns: teamColumns,
};
