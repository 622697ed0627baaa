import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { sql } from 'drizzle-orm';
import type { Database } from '../../../src/db/database.ts';

/** What lies beside the checkout and is not part of the project. */
const SHARED = fileURLToPath(new URL('../../../../shared/', import.meta.url));
const RESULTS = `${SHARED}data/schedules/bbref_2024.csv`;
export const DOCUMENT = `${SHARED}requirements/gamelens-data-pipeline.md`;

export const isThere = existsSync(RESULTS) && existsSync(DOCUMENT);
if (!isThere)
  console.warn(`skipped: the data pipeline's document or the results of a season are absent (${SHARED})`);

/** A game of the NBA's season 2023-24 as it was published. */
export type PublishedGame = {
  day: string;
  home: string;
  away: string;
  homeScore: number;
  awayScore: number;
  kind: 'regular' | 'cup' | 'playin' | 'playoff';
};

/** The file has one name that we have otherwise. */
const nameOf = (name = ''): string => name.replace('Los Angeles Clippers', 'LA Clippers');

const CUP_FINAL = '2023-12-09';

export async function readNbaSeason(): Promise<readonly PublishedGame[]> {
  const [, ...rows]: string[][] = parse(await readFile(RESULTS, 'utf8'), { relax_column_count: true });
  const playIn = rows.findIndex((cells) => (cells[11] ?? '').includes('Play-In'));
  return rows.map((cells, index) => {
    const day = new Date(`${cells[0] ?? ''} UTC`).toISOString().slice(0, 10);
    const late = (cells[11] ?? '').includes('Play-In') ? 'playin' : 'playoff';
    const kind = index >= playIn ? late : day === CUP_FINAL ? 'cup' : 'regular';
    return {
      day,
      home: nameOf(cells[4]),
      away: nameOf(cells[2]),
      homeScore: Number(cells[5]),
      awayScore: Number(cells[3]),
      kind,
    };
  });
}

/** Writes games of the NBA as a season, `shiftDays` later than they were; those after today are still to come. */
export async function addNbaSeason(
  db: Database,
  games: readonly PublishedGame[],
  { season, shiftDays = 0 }: { season: number; shiftDays?: number },
): Promise<void> {
  await db.execute(sql`
    insert into seasons (sport_id, year) select id, ${season} from sports where display_name = 'NBA'
    on conflict do nothing`);
  await db.execute(sql`
    insert into games (sport_id, season_id, league_id, game_date, game_datetime, slate_date, home_team_id, away_team_id,
                       status, home_score, away_score, game_type)
    select league.sport_id, season.id, league.id, played.on_day, played.on_day + time '20:00', played.on_day, home.id, away.id,
           case when played.on_day <= current_date then 'completed' else 'scheduled' end,
           case when played.on_day <= current_date then game."homeScore" end,
           case when played.on_day <= current_date then game."awayScore" end, game.kind
    from json_to_recordset(${JSON.stringify(games)}::json)
      as game(day date, home text, away text, "homeScore" int, "awayScore" int, kind text)
    cross join lateral (select game.day + ${shiftDays}::int as on_day) as played
    join leagues as league on league.name = 'NBA'
    join seasons as season on season.sport_id = league.sport_id and season.year = ${season}
    join teams as home on home.league_id = league.id and home.name = game.home
    join teams as away on away.league_id = league.id and away.name = game.away`);
}
