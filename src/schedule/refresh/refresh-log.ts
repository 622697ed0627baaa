import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import type { Sport } from '../../domain/sport.ts';

export type RefreshLogEntry = {
  operation: 'refresh_schedule' | 'refresh_rosters';
  sport: Sport;
  seasonYear: number;
  status: 'completed' | 'failed' | 'held';
  teams?: number;
  players?: number;
  calls: number;
  durationMs: number;
  details: object;
};

/** Keeps what a refresh came to in `sync_log`. */
export async function writeRefreshLog(db: Database, entry: RefreshLogEntry): Promise<void> {
  await db.execute(sql`
    insert into sync_log (operation, sport_id, season_id, seeding_type, status, team_count, player_count,
                          api_calls_made, duration_seconds, details)
    select ${entry.operation}, sport.id, season.id, 'discovery', ${entry.status}, ${entry.teams ?? 0}::int,
           ${entry.players ?? 0}::int, ${entry.calls}::int, ${entry.durationMs / 1000}::numeric,
           ${JSON.stringify(entry.details)}::jsonb
    from sports as sport
    left join seasons as season on season.sport_id = sport.id and season.year = ${entry.seasonYear}
    where sport.display_name = ${entry.sport}`);
}
