import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { NbaPlayerLine } from '../../src/domain/nba-lines.ts';
import { NFL_PLAYER_COUNTS, type NflPlayerCount, type NflPlayerLine } from '../../src/domain/nfl-lines.ts';

/** Real lines lie in a folder `shared` beside the checkout and are not part of the project. */
export const DATA = new URL('../../../shared/data/', import.meta.url);
export const hasData = existsSync(DATA);
export const ABSENT = hasData ? '' : ' (skipped: there is no folder shared/data beside the checkout)';

export type CsvRow = Readonly<Record<string, string | undefined>>;

export function csv(path: string): CsvRow[] {
  return parse<CsvRow>(readFileSync(new URL(path, DATA), 'utf8'), { columns: true, bom: true });
}

/** A figure of a row; null where the file has none. */
export function number(row: CsvRow, column: string): number | null {
  const text = row[column] ?? '';
  return text === '' || text === '-' ? null : Number(text);
}

/** The players of the NBA's season of 2023-24 until 7 April 2024, by the file's words for their game. */
export function nbaPlayerLines(): { date: string; line: NbaPlayerLine }[] {
  return csv('boxscores/nba_player_boxscores_2023-24_thru_2024-04-07.csv').map((row, index) => ({
    date: row['Date'] ?? '',
    line: {
      player: { providerPlayerId: String(index), firstName: '', lastName: row['Player'] ?? '' },
      providerTeamId: row['Team'] ?? '',
      secondsPlayed: 60 * (number(row, 'Minutes') ?? 0),
      startPosition: null,
      comment: null,
      points: number(row, 'Points'),
      fieldGoalsMade: number(row, 'FGM'),
      fieldGoalsAttempted: number(row, 'FGA'),
      threePointersMade: number(row, '3PM'),
      threePointersAttempted: number(row, '3PA'),
      freeThrowsMade: number(row, 'FTM'),
      freeThrowsAttempted: number(row, 'FTA'),
      offensiveRebounds: number(row, 'OREB'),
      defensiveRebounds: number(row, 'DREB'),
      totalRebounds: number(row, 'REB'),
      assists: number(row, 'AST'),
      // The names of these three columns are exchanged in the file.
      steals: number(row, 'TO'),
      blocks: number(row, 'STL'),
      turnovers: number(row, 'BLK'),
      personalFouls: number(row, 'PF'),
      plusMinus: number(row, '+/-'),
    },
  }));
}

const NOTHING = Object.fromEntries(NFL_PLAYER_COUNTS.map((name) => [name, null])) as Record<
  NflPlayerCount,
  null
>;

/** The players of the NFL's season of 2022, with the week that each line is of. */
export function nflPlayerLines(): { week: string; line: NflPlayerLine }[] {
  return csv('boxscores/nflverse_player_stats_week_2022.csv').map((row, index) => ({
    week: row['week'] ?? '',
    line: {
      ...NOTHING,
      player: { providerPlayerId: String(index), firstName: '', lastName: row['player_name'] ?? '' },
      providerTeamId: row['recent_team'] ?? '',
      passingCompletions: number(row, 'completions'),
      passingAttempts: number(row, 'attempts'),
      passingTouchdowns: number(row, 'passing_tds'),
      passingInterceptions: number(row, 'interceptions'),
      passingYards: number(row, 'passing_yards'),
      rushingAttempts: number(row, 'carries'),
      rushingYards: number(row, 'rushing_yards'),
      rushingTouchdowns: number(row, 'rushing_tds'),
      receivingTargets: number(row, 'targets'),
      receptions: number(row, 'receptions'),
      receivingYards: number(row, 'receiving_yards'),
      receivingTouchdowns: number(row, 'receiving_tds'),
      fumbles: number(row, 'rushing_fumbles'),
      fumblesLost: number(row, 'rushing_fumbles_lost'),
    },
  }));
}

/** A result of the NBA's season of 2023-24: teams by name, the day as the player lines write it. */
export type NbaResult = { date: string; home: string; away: string; scores: readonly [number, number] };

export function nbaResults(): NbaResult[] {
  const text = readFileSync(new URL('schedules/bbref_2024.csv', DATA), 'utf8');
  const [, ...rows] = parse(text, { bom: true, relax_column_count: true });
  return rows.map(([day = '', , away = '', awayScore, home = '', homeScore]) => {
    const [year, month, date] = new Date(`${day} UTC`).toISOString().slice(0, 10).split('-');
    return { date: `${month}/${date}/${year}`, home, away, scores: [Number(homeScore), Number(awayScore)] };
  });
}
