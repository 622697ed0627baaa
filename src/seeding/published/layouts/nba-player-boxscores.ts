import type { NbaCounts, NbaPlayerLine, NbaTeamLine } from '../../../domain/nba-lines.ts';
import { isRealDate } from '../../../domain/real-date.ts';
import { lacksSomebodyOf } from '../../../sports/line-rules.ts';
import { NBA_PLAYER_FORM } from '../../../sports/nba/columns.ts';
import {
  type Cells,
  type GamePlace,
  type PublishedLayout,
  type RowFault,
  count,
  missingCell,
  unreadableNumber,
} from './layout.ts';
import { lineThere, linesAtHand } from './lines-at-hand.ts';

const FIGURES = {
  minutes: ['minutes'],
  points: ['points'],
  fieldGoalsMade: ['fgm'],
  fieldGoalsAttempted: ['fga'],
  threePointersMade: ['3pm'],
  threePointersAttempted: ['3pa'],
  freeThrowsMade: ['ftm'],
  freeThrowsAttempted: ['fta'],
  offensiveRebounds: ['oreb'],
  defensiveRebounds: ['dreb'],
  totalRebounds: ['reb'],
  assists: ['ast'],
  // The file names these three columns wrongly: a team has 7.4, 5.1 and 12.9 of them in a game, which are its steals,
  // blocks and turnovers.
  steals: ['to'],
  blocks: ['stl'],
  turnovers: ['blk'],
  personalFouls: ['pf'],
  plusMinus: ['+/-'],
} as const;

/**
 * Player lines of NBA games with minutes in whole numbers, names without ids, and no lines of teams. What a team has is
 * what its players have, but for rebounds and turnovers, of which it has some of its own: those are not told.
 */
export const nbaPlayerBoxScores: PublishedLayout = {
  preset: 'nba-player-boxscores',
  what: 'players of NBA games',
  sport: 'NBA',
  leagueName: 'NBA',
  source: 'nba-player-boxscores',
  entityType: 'player',
  table: NBA_PLAYER_FORM.table,
  parts: ['player', 'team'],
  columns: { name: ['player'], team: ['team'], pairing: ['opponent'], date: ['date'], ...FIGURES },
  optional: { spi: ['spi'] },
  without: ['player_id'],
  faultOf: (row) =>
    missingCell(row, ['name', 'team', 'pairing', 'date', 'minutes', 'points']) ??
    unreadableName(row) ??
    unreadableNumber(row, Object.keys(FIGURES)) ??
    unreadableDate(row) ??
    unreadablePairing(row),
  placeOf,
  ownerColumn: 'name',
  // The spelling is all that the publisher has for an id.
  ownerOf: (row) => ({ id: row['name'] ?? '', name: row['name'] ?? null }),
  lineKey: ['name', 'team', 'date'],
  figuresOf: (row) => ({ ...NBA_PLAYER_FORM.columns(lineOf(row)), seconds_played: null }),
  portsOf: (rows, { sides, there, lacking }) => {
    const standing = there.map((line) => lineThere<NbaPlayerLine>(NBA_PLAYER_FORM.table, line));
    const players = [...rows.map(lineOf), ...standing];
    // What a team has is known only where all of its players are.
    const told = sides.filter((side) => !lacksSomebodyOf(side, lacking));
    const teams = { rows: teamLines(players, told), refused: [] };
    return { NBA: { boxScore: linesAtHand({ players: { rows: players, refused: lacking }, teams }) } };
  },
};

const DATE = /^(\d\d)\/(\d\d)\/(\d{4})$/;
/** `NYK @ MIL` is an away game of New York's, `MIL vs. NYK` the same of Milwaukee. */
const PAIRING = /^(\S+) (@|vs\.) (\S+)$/;
/** As long as an id may be. */
const MOST_LETTERS = 60;

function unreadableName(row: Cells): RowFault | undefined {
  const name = row['name'] ?? '';
  if (name.length <= MOST_LETTERS) return undefined;
  const problem = `the name has more than ${MOST_LETTERS} letters`;
  return { reason: 'unreadable_name', column: 'name', problem, remedy: 'Write the name alone.' };
}

function unreadableDate(row: Cells): RowFault | undefined {
  const date = isoDate(row['date'] ?? '');
  if (date !== undefined && isRealDate(date)) return undefined;
  const problem = 'there is no such day';
  return { reason: 'unreadable_date', column: 'date', problem, remedy: 'Write it as 04/07/2024.' };
}

function isoDate(text: string): string | undefined {
  const [, month, day, year] = DATE.exec(text) ?? [];
  return year === undefined ? undefined : `${year}-${month}-${day}`;
}

function unreadablePairing(row: Cells): RowFault | undefined {
  const [, own, , other] = PAIRING.exec(row['pairing'] ?? '') ?? [];
  if (own !== undefined && own === row['team'] && own !== other) return undefined;
  return {
    reason: 'unreadable_pairing',
    column: 'pairing',
    problem: 'this is no game of the team of the row',
    remedy: 'Write the own team first: NYK @ MIL, or MIL vs. NYK.',
  };
}

function placeOf(row: Cells): GamePlace {
  const [, , how, opponent] = PAIRING.exec(row['pairing'] ?? '') ?? [];
  const date = isoDate(row['date'] ?? '') ?? '';
  return { when: { date }, team: row['team'] ?? '', opponent, isHome: how === 'vs.' };
}

function lineOf(row: Cells): NbaPlayerLine {
  const name = row['name'] ?? '';
  const [firstName = '', ...others] = name.split(' ');
  return {
    player: { providerPlayerId: name, firstName, lastName: others.join(' ') },
    providerTeamId: row['team'] ?? '',
    secondsPlayed: 60 * (count(row, 'minutes') ?? 0),
    // Nobody says who started.
    startPosition: null,
    comment: null,
    points: count(row, 'points'),
    fieldGoalsMade: count(row, 'fieldGoalsMade'),
    fieldGoalsAttempted: count(row, 'fieldGoalsAttempted'),
    threePointersMade: count(row, 'threePointersMade'),
    threePointersAttempted: count(row, 'threePointersAttempted'),
    freeThrowsMade: count(row, 'freeThrowsMade'),
    freeThrowsAttempted: count(row, 'freeThrowsAttempted'),
    offensiveRebounds: count(row, 'offensiveRebounds'),
    defensiveRebounds: count(row, 'defensiveRebounds'),
    totalRebounds: count(row, 'totalRebounds'),
    assists: count(row, 'assists'),
    steals: count(row, 'steals'),
    blocks: count(row, 'blocks'),
    turnovers: count(row, 'turnovers'),
    personalFouls: count(row, 'personalFouls'),
    plusMinus: count(row, 'plusMinus'),
  };
}

function teamLines(players: readonly NbaPlayerLine[], sides: readonly string[]): NbaTeamLine[] {
  return sides.flatMap((side) => {
    const own = players.filter(({ providerTeamId }) => providerTeamId === side);
    return own.length === 0 ? [] : [teamLine(side, own)];
  });
}

function teamLine(providerTeamId: string, own: readonly NbaPlayerLine[]): NbaTeamLine {
  const of = (name: keyof NbaCounts) =>
    own.some((line) => line[name] === null)
      ? null
      : own.reduce((total, line) => total + (line[name] ?? 0), 0);
  return {
    providerTeamId,
    points: of('points'),
    fieldGoalsMade: of('fieldGoalsMade'),
    fieldGoalsAttempted: of('fieldGoalsAttempted'),
    threePointersMade: of('threePointersMade'),
    threePointersAttempted: of('threePointersAttempted'),
    freeThrowsMade: of('freeThrowsMade'),
    freeThrowsAttempted: of('freeThrowsAttempted'),
    assists: of('assists'),
    steals: of('steals'),
    blocks: of('blocks'),
    personalFouls: of('personalFouls'),
    offensiveRebounds: null,
    defensiveRebounds: null,
    totalRebounds: null,
    turnovers: null,
    plusMinus: null,
    secondsPlayed: null,
    fastBreakPoints: null,
    pointsInPaint: null,
    secondChancePoints: null,
    pointsOffTurnovers: null,
    biggestLead: null,
    longestRun: null,
  };
}
