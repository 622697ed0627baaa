import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Sport } from '../../domain/sport.ts';

/** An import in one line. */
export type RecentImport = {
  id: number;
  league: string;
  sport: Sport;
  season: number;
  source: string;
  preset: string;
  actor: string;
  created_at: Date;
  rows: number | null;
  games_added: number | null;
  games_moved: number | null;
  quarantined: number | null;
};

/** The newest imports first. */
export function readRecentImports(db: Database, limit: number): Promise<RecentImport[]> {
  return rowsOf<RecentImport>(
    db,
    sql`
      select import.id, league.name as league, sport.display_name as sport, season.year as season, import.source,
             import.preset, import.actor, import.created_at, (import.result ->> 'rows')::int as rows,
             (import.result ->> 'games_added')::int as games_added,
             (import.result ->> 'games_moved')::int as games_moved,
             case jsonb_typeof(import.result -> 'quarantined')
               when 'array' then jsonb_array_length(import.result -> 'quarantined')
               when 'number' then (import.result ->> 'quarantined')::int end as quarantined
      from schedule_imports as import
      join leagues as league on league.id = import.league_id
      join sports as sport on sport.id = league.sport_id
      join seasons as season on season.id = import.season_id
      order by import.id desc limit ${limit}`,
  );
}
