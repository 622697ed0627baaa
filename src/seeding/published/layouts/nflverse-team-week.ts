import { NFL_TEAM_COUNTS, type NflTeamCount, type NflTeamLine } from '../../../domain/nfl-lines.ts';
import { NFL_TEAM_FORM } from '../../../sports/nfl/columns.ts';
import {
  type Cells,
  type PublishedLayout,
  count,
  missingCell,
  unreadableNumber,
  unreadableWeek,
} from './layout.ts';
import { lineThere, linesAtHand } from './lines-at-hand.ts';
import { WEEK_COLUMNS, WEEK_TYPE, lostYards, unknownSeasonType, weekOf } from './nflverse-weeks.ts';

const FIGURES = {
  completions: ['completions'],
  attempts: ['attempts'],
  passingYards: ['passing_yards'],
  passingInterceptions: ['passing_interceptions', 'interceptions'],
  sacksSuffered: ['sacks_suffered', 'sacks'],
  sackYards: ['sack_yards_lost', 'sack_yards'],
  carries: ['carries'],
  rushingYards: ['rushing_yards'],
  passingFirstDowns: ['passing_first_downs'],
  rushingFirstDowns: ['rushing_first_downs'],
  penalties: ['penalties'],
  penaltyYards: ['penalty_yards'],
  interceptions: ['def_interceptions'],
  safeties: ['def_safeties'],
  fumblesRecovered: ['fumble_recovery_opp'],
} as const;

const NOTHING = Object.fromEntries(NFL_TEAM_COUNTS.map((name) => [name, null])) as Record<NflTeamCount, null>;

/** Two players share a sack, and so may two teams' counts of them. */
const HALVES = /^\d{1,2}(\.[05])?$/;

/**
 * nflverse's `stats_team`: a row for each team and week. It has no first downs by penalty, so that their sum is not told;
 * nor are lost fumbles, of which it has those of runs and catches only.
 */
export const nflverseTeamWeek: PublishedLayout = {
  preset: 'nflverse-team-week',
  what: 'teams of NFL games by week',
  sport: 'NFL',
  leagueName: 'NFL',
  source: 'nflverse',
  entityType: 'team',
  table: NFL_TEAM_FORM.table,
  parts: ['team'],
  columns: { ...WEEK_COLUMNS, team: ['team'], sacks: ['def_sacks'], ...FIGURES },
  optional: WEEK_TYPE,
  without: ['player_id'],
  faultOf: (row) =>
    missingCell(row, ['season', 'week', 'team']) ??
    unreadableNumber(row, ['season', 'week', ...Object.keys(FIGURES)]) ??
    unreadableSacks(row) ??
    unreadableWeek(row) ??
    unknownSeasonType(row),
  placeOf: weekOf,
  ownerColumn: 'team',
  ownerOf: (row) => ({ id: row['team'] ?? '', name: row['team'] ?? null }),
  lineKey: ['team', 'season', 'week'],
  figuresOf: (row) => NFL_TEAM_FORM.columns(lineOf(row)),
  portsOf: (rows, { there, lacking }) => {
    const standing = there.map((line) => lineThere<NflTeamLine>(NFL_TEAM_FORM.table, line));
    const teams = { rows: [...rows.map(lineOf), ...standing], refused: lacking };
    return { NFL: { boxScore: linesAtHand({ teams }) } };
  },
};

function unreadableSacks(row: Cells) {
  const { sacks } = row;
  if (sacks === undefined || HALVES.test(sacks)) return undefined;
  return {
    reason: 'unreadable_number',
    column: 'sacks',
    problem: 'this is no number of sacks',
    remedy: 'Write it in whole and half sacks, or leave the row out.',
  };
}

/** Yards by passes are before the sacks in the file, and after them in our lines. */
function lineOf(row: Cells): NflTeamLine {
  const sackYardsLost = lostYards(row, 'sackYards');
  const passingYards = count(row, 'passingYards');
  const rushingYards = count(row, 'rushingYards');
  const netPassingYards =
    passingYards === null || sackYardsLost === null ? null : passingYards - sackYardsLost;
  const plays = ['attempts', 'carries', 'sacksSuffered'].map((column) => count(row, column));
  return {
    ...NOTHING,
    providerTeamId: row['team'] ?? '',
    passingFirstDowns: count(row, 'passingFirstDowns'),
    rushingFirstDowns: count(row, 'rushingFirstDowns'),
    plays: plays.some((part) => part === null)
      ? null
      : plays.reduce<number>((total, part) => total + (part ?? 0), 0),
    totalYards: netPassingYards === null || rushingYards === null ? null : netPassingYards + rushingYards,
    netPassingYards,
    passingCompletions: count(row, 'completions'),
    passingAttempts: count(row, 'attempts'),
    passingInterceptions: count(row, 'passingInterceptions'),
    timesSacked: count(row, 'sacksSuffered'),
    sackYardsLost,
    rushingYards,
    rushingAttempts: count(row, 'carries'),
    penalties: count(row, 'penalties'),
    penaltyYards: count(row, 'penaltyYards'),
    interceptions: count(row, 'interceptions'),
    fumblesRecovered: count(row, 'fumblesRecovered'),
    sacks: row['sacks'] === undefined ? null : Number(row['sacks']),
    safeties: count(row, 'safeties'),
  };
}
