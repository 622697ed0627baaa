import { NFL_PLAYER_COUNTS, type NflPlayerCount, type NflPlayerLine } from '../../../domain/nfl-lines.ts';
import { NFL_PLAYER_FORM } from '../../../sports/nfl/columns.ts';
import {
  type Cells,
  type PublishedLayout,
  type RowFault,
  count,
  missingCell,
  unreadableNumber,
  unreadableWeek,
} from './layout.ts';
import { lineThere, linesAtHand } from './lines-at-hand.ts';
import { WEEK_COLUMNS, WEEK_TYPE, lostYards, partOf, unknownSeasonType, weekOf } from './nflverse-weeks.ts';

/** Figures of every release, by our names; some are called otherwise since 2025. */
const FIGURES = {
  completions: ['completions'],
  attempts: ['attempts'],
  passingYards: ['passing_yards'],
  passingTouchdowns: ['passing_tds'],
  passingInterceptions: ['interceptions', 'passing_interceptions'],
  sacks: ['sacks', 'sacks_suffered'],
  sackYards: ['sack_yards', 'sack_yards_lost'],
  sackFumbles: ['sack_fumbles'],
  sackFumblesLost: ['sack_fumbles_lost'],
  passingConversions: ['passing_2pt_conversions'],
  carries: ['carries'],
  rushingYards: ['rushing_yards'],
  rushingTouchdowns: ['rushing_tds'],
  rushingFumbles: ['rushing_fumbles'],
  rushingFumblesLost: ['rushing_fumbles_lost'],
  rushingConversions: ['rushing_2pt_conversions'],
  receptions: ['receptions'],
  targets: ['targets'],
  receivingYards: ['receiving_yards'],
  receivingTouchdowns: ['receiving_tds'],
  receivingFumbles: ['receiving_fumbles'],
  receivingFumblesLost: ['receiving_fumbles_lost'],
  receivingConversions: ['receiving_2pt_conversions'],
  specialTeamsTouchdowns: ['special_teams_tds'],
} as const;

/** Figures of newer releases, which list kickers and defenders too. */
const NEWER_FIGURES = {
  fieldGoalsMade: ['fg_made'],
  fieldGoalsAttempted: ['fg_att'],
  longestFieldGoal: ['fg_long'],
  extraPointsMade: ['pat_made'],
  extraPointsAttempted: ['pat_att'],
  passesDefended: ['def_pass_defended'],
  quarterbackHits: ['def_qb_hits'],
  forcedFumbles: ['def_fumbles_forced'],
  interceptions: ['def_interceptions'],
  interceptionYards: ['def_interception_yards'],
  puntReturns: ['punt_returns'],
  puntReturnYards: ['punt_return_yards'],
  kickReturns: ['kickoff_returns'],
  kickReturnYards: ['kickoff_return_yards'],
} as const;

const NOTHING = Object.fromEntries(NFL_PLAYER_COUNTS.map((name) => [name, null])) as Record<
  NflPlayerCount,
  null
>;

/** Points are published with two decimals. */
const POINTS_ROUNDING = 0.011;

/** nflverse's `player_stats`: a row for each player and week, with the league's ids (`00-0019596`). */
export const nflversePlayerWeek: PublishedLayout = {
  preset: 'nflverse-player-week',
  what: 'players of NFL games by week',
  sport: 'NFL',
  leagueName: 'NFL',
  source: 'nflverse',
  entityType: 'player',
  table: NFL_PLAYER_FORM.table,
  parts: ['player'],
  columns: {
    ...WEEK_COLUMNS,
    team: ['recent_team', 'team'],
    playerId: ['player_id'],
    name: ['player_display_name', 'player_name'],
    ...FIGURES,
  },
  optional: {
    ...WEEK_TYPE,
    ...NEWER_FIGURES,
    fantasyPoints: ['fantasy_points'],
    fantasyPointsPpr: ['fantasy_points_ppr'],
  },
  without: [],
  faultOf: (row) =>
    missingCell(row, ['season', 'week', 'team', 'playerId', 'name']) ??
    unreadableId(row) ??
    unreadableNumber(row, ['season', 'week', ...Object.keys(FIGURES), ...Object.keys(NEWER_FIGURES)]) ??
    unreadableWeek(row) ??
    unknownSeasonType(row) ??
    wrongFantasyPoints(row),
  placeOf: weekOf,
  ownerColumn: 'playerId',
  ownerOf: (row) => ({ id: row['playerId'] ?? '', name: row['name'] ?? null }),
  lineKey: ['playerId', 'season', 'week'],
  figuresOf: (row) => NFL_PLAYER_FORM.columns(lineOf(row)),
  portsOf: (rows, { there, lacking }) => {
    const standing = there.map((line) => lineThere<NflPlayerLine>(NFL_PLAYER_FORM.table, line));
    const players = { rows: [...rows.map(lineOf), ...standing], refused: lacking };
    return { NFL: { boxScore: linesAtHand({ players }) } };
  },
};

/** Ids of the league's statistics: `00-0019596`, and for some `XX-0000001`. */
const ID = /^[A-Z0-9]{2}-\d{7}$/;

function unreadableId(row: Cells): RowFault | undefined {
  if (ID.test(row['playerId'] ?? '')) return undefined;
  return {
    reason: 'unreadable_id',
    column: 'playerId',
    problem: 'this is no id of the league',
    remedy: 'Ids are written like 00-0019596; a name alone does not say who it is.',
  };
}

function lineOf(row: Cells): NflPlayerLine {
  const [firstName = '', ...others] = (row['name'] ?? '').split(' ');
  return {
    ...NOTHING,
    player: { providerPlayerId: row['playerId'] ?? '', firstName, lastName: others.join(' ') },
    providerTeamId: row['team'] ?? '',
    ...partOf({
      passingCompletions: count(row, 'completions'),
      passingAttempts: count(row, 'attempts'),
      passingYards: count(row, 'passingYards'),
      passingTouchdowns: count(row, 'passingTouchdowns'),
      passingInterceptions: count(row, 'passingInterceptions'),
      timesSacked: count(row, 'sacks'),
      sackYardsLost: lostYards(row, 'sackYards'),
      passingTwoPointConversions: count(row, 'passingConversions'),
    }),
    ...partOf({
      rushingAttempts: count(row, 'carries'),
      rushingYards: count(row, 'rushingYards'),
      rushingTouchdowns: count(row, 'rushingTouchdowns'),
      rushingTwoPointConversions: count(row, 'rushingConversions'),
    }),
    ...partOf({
      receivingTargets: count(row, 'targets'),
      receptions: count(row, 'receptions'),
      receivingYards: count(row, 'receivingYards'),
      receivingTouchdowns: count(row, 'receivingTouchdowns'),
      receivingTwoPointConversions: count(row, 'receivingConversions'),
    }),
    ...partOf({
      fumbles: sum(row, ['sackFumbles', 'rushingFumbles', 'receivingFumbles']),
      fumblesLost: sum(row, ['sackFumblesLost', 'rushingFumblesLost', 'receivingFumblesLost']),
    }),
    ...partOf({
      fieldGoalsMade: count(row, 'fieldGoalsMade'),
      fieldGoalsAttempted: count(row, 'fieldGoalsAttempted'),
      longestFieldGoal: count(row, 'longestFieldGoal'),
      extraPointsMade: count(row, 'extraPointsMade'),
      extraPointsAttempted: count(row, 'extraPointsAttempted'),
    }),
    ...partOf({
      passesDefended: count(row, 'passesDefended'),
      quarterbackHits: count(row, 'quarterbackHits'),
      forcedFumbles: count(row, 'forcedFumbles'),
      interceptions: count(row, 'interceptions'),
      interceptionYards: count(row, 'interceptionYards'),
    }),
    ...partOf({ puntReturns: count(row, 'puntReturns'), puntReturnYards: count(row, 'puntReturnYards') }),
    ...partOf({ kickReturns: count(row, 'kickReturns'), kickReturnYards: count(row, 'kickReturnYards') }),
  };
}

function sum(row: Cells, columns: readonly string[]): number {
  return columns.reduce((total, column) => total + (count(row, column) ?? 0), 0);
}

/**
 * Fantasy points follow from the figures: a yard counts 1/25 (passing) or 1/10, touchdowns 4 (passing) or 6, two points
 * 2, and each interception and lost fumble -2; a reception counts 1 in the other reckoning. So in 5,629 of 5,629 rows
 * of 2022. A row that says otherwise has a figure that is wrong.
 */
function wrongFantasyPoints(row: Cells): RowFault | undefined {
  const points = standardPoints(row);
  const told: readonly [string, number][] = [
    ['fantasyPoints', points],
    ['fantasyPointsPpr', points + (count(row, 'receptions') ?? 0)],
  ];
  const wrong = told.find(
    ([column, expected]) =>
      row[column] !== undefined && !(Math.abs(Number(row[column]) - expected) < POINTS_ROUNDING),
  );
  if (wrong === undefined) return undefined;
  const [column, expected] = wrong;
  return {
    reason: 'contradicts_itself',
    column,
    problem: `the figures of the row make ${Number(expected.toFixed(2))}`,
    remedy: 'One figure of the row is wrong: compare it with another release of the file.',
  };
}

function standardPoints(row: Cells): number {
  const yards =
    sum(row, ['passingYards']) / 25 + (sum(row, ['rushingYards']) + sum(row, ['receivingYards'])) / 10;
  const touchdowns =
    4 * sum(row, ['passingTouchdowns']) +
    6 * sum(row, ['rushingTouchdowns', 'receivingTouchdowns', 'specialTeamsTouchdowns']);
  const conversions = 2 * sum(row, ['passingConversions', 'rushingConversions', 'receivingConversions']);
  const lost =
    2 * sum(row, ['passingInterceptions', 'sackFumblesLost', 'rushingFumblesLost', 'receivingFumblesLost']);
  return yards + touchdowns + conversions - lost;
}
