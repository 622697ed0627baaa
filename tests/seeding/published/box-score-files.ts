import { Readable } from 'node:stream';
import { type SQL, sql } from 'drizzle-orm';
import { rowsOf } from '../../../src/db/rows.ts';
import {
  type BoxScoreRequest,
  type BoxScoreResult,
  loadBoxScores,
} from '../../../src/seeding/published/load-box-scores.ts';
import { ingestRequest } from '../../support/ingest-request.ts';
import type { TestApp } from '../../support/test-app.ts';

/** Two games of an NFL week as a schedule has them, written for these tests. */
const SCHEDULE = `game_id,season,game_type,week,gameday,weekday,gametime,away_team,away_score,home_team,home_score
2022_01_BUF_LA,2022,REG,1,2022-09-08,Thursday,20:20,BUF,31,LA,10
2022_01_SF_CHI,2022,REG,1,2022-09-11,Sunday,13:00,SF,10,CHI,19
`;

export async function ingestNflGames({ app }: TestApp, csv = SCHEDULE): Promise<void> {
  const asked = { sport: 'NFL', seasonYear: 2022, isStrict: false } as const;
  await app.ingestService.ingest(ingestRequest(csv, asked));
}

const PLAYER_COLUMNS =
  'player_id,player_display_name,recent_team,season,week,season_type,completions,attempts,passing_yards,passing_tds,interceptions,sacks,sack_yards,sack_fumbles,sack_fumbles_lost,passing_2pt_conversions,carries,rushing_yards,rushing_tds,rushing_fumbles,rushing_fumbles_lost,rushing_2pt_conversions,receptions,targets,receiving_yards,receiving_tds,receiving_fumbles,receiving_fumbles_lost,receiving_2pt_conversions,special_teams_tds,fantasy_points'.split(
    ',',
  );

export type PlayerRow = Record<string, string | number>;

/** A file of player lines; what a row does not say is nothing, and its fantasy points are what it makes. */
export function playerFile(rows: readonly PlayerRow[], columns = PLAYER_COLUMNS): string {
  const lines = rows.map((row) => {
    const told: PlayerRow = { season: 2022, week: 1, season_type: 'REG', ...row };
    const points = fantasyPoints(told);
    return columns
      .map((column) => told[column] ?? (column === 'fantasy_points' ? points.toFixed(2) : 0))
      .join(',');
  });
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

function fantasyPoints(row: PlayerRow): number {
  const of = (column: string) => Number(row[column] ?? 0);
  const yards = of('passing_yards') / 25 + (of('rushing_yards') + of('receiving_yards')) / 10;
  return (
    yards + 4 * of('passing_tds') + 6 * (of('rushing_tds') + of('receiving_tds')) - 2 * of('interceptions')
  );
}

/** Six of a side, whose touchdowns and conversions make all but a few of the points. */
export function side(team: string, touchdowns: number, first: number): PlayerRow[] {
  const id = (index: number) => `00-00${String(first + index).padStart(5, '0')}`;
  const thrower = {
    player_id: id(0),
    player_display_name: `${team} Passer`,
    recent_team: team,
    completions: 20,
    attempts: 30,
    passing_yards: 200,
    passing_tds: touchdowns,
    passing_2pt_conversions: 0,
  };
  const catchers = Array.from({ length: 5 }, (_, index) => ({
    player_id: id(index + 1),
    player_display_name: `${team} Catcher${index + 1}`,
    recent_team: team,
    receptions: 4,
    targets: 5,
    receiving_yards: 40,
    receiving_tds: index === 0 ? touchdowns : 0,
  }));
  return [thrower, ...catchers];
}

/** Both sides of Buffalo at the Rams: 30 of 31 points and 6 of 10. */
export const BUF_LA: readonly PlayerRow[] = [...side('BUF', 5, 100), ...side('LA', 1, 200)];

const TEAM_COLUMNS =
  'season,week,team,season_type,opponent_team,completions,attempts,passing_yards,passing_interceptions,sacks_suffered,sack_yards_lost,carries,rushing_yards,passing_first_downs,rushing_first_downs,penalties,penalty_yards,def_interceptions,def_safeties,fumble_recovery_opp,def_sacks';

export const TEAM_FILE = `${TEAM_COLUMNS}
2022,1,BUF,REG,LA,20,30,200,0,2,-13,25,100,12,6,5,40,3,0,1,7
2022,1,LA,REG,BUF,20,30,200,3,7,-49,18,52,13,3,3,35,0,0,1,2
`;

export function loadFile(
  { app }: Pick<TestApp, 'app'>,
  text: string,
  options: Partial<BoxScoreRequest> = {},
): Promise<BoxScoreResult> {
  const { database, clock, parserVersion, config } = app;
  const { delayMs, retry } = config.seeding;
  return loadBoxScores(
    { db: database.db, clock, parserVersion, tasks: { delayMs, maxRetries: retry.maxRetries } },
    {
      open: () => Promise.resolve(Readable.from([Buffer.from(text)])),
      sourceName: 'lines.csv',
      isDryRun: false,
      actor: 'test',
      ...options,
    },
  );
}

export function query<Row extends object>({ app }: Pick<TestApp, 'app'>, text: string | SQL): Promise<Row[]> {
  return rowsOf<Row>(app.database.db, typeof text === 'string' ? sql.raw(text) : text);
}
