import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import type { Sport } from '../domain/sport.ts';
import { type Page, decodeCursor, pageSize, toPage } from '../db/cursor.ts';

/** One ingest that changed something, as it is published. */
export type ImportRow = {
  id: number;
  sport: Sport;
  /** Null for a file of several leagues. */
  league: string | null;
  season: number;
  source: string;
  preset: string;
  actor: string;
  created_at: Date;
  /** What it did, in the words of an ingest's result. */
  result: Record<string, unknown> | null;
  /** Set once it has been taken back. */
  undone_at: Date | null;
  undone_by: string | null;
};

export type ImportListOptions = {
  sport?: Sport | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
};

/** Reads what was ingested, newest first. */
export type ImportQueries = { list: (options?: ImportListOptions) => Promise<Page<ImportRow>> };

export function createImportQueries({ db }: { db: Database }): ImportQueries {
  return {
    async list({ sport, cursor, limit } = {}) {
      const size = pageSize(limit);
      const parts = [
        sport ? sql`sport.display_name = ${sport}` : sql`true`,
        cursor === undefined ? sql`true` : sql`import.id < ${decodeCursor('imports', cursor).id}`,
      ];
      const rows = await rowsOf<ImportRow & { sort_key: string }>(
        db,
        sql`
          select import.id, sport.display_name as sport, league.name as league, season.year as season, import.source,
                 import.preset, import.actor, import.created_at, import.result, import.undone_at, import.undone_by,
                 '' as sort_key
          from schedule_imports as import
          left join leagues as league on league.id = import.league_id
          join sports as sport on sport.id = import.sport_id
          join seasons as season on season.id = import.season_id
          where ${sql.join(parts, sql` and `)} order by import.id desc limit ${size + 1}`,
      );
      return toPage(rows, size, 'imports');
    },
  };
}
