import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import type { Sport } from '../domain/sport.ts';
import { type Page, decodeCursor, pageSize, toPage } from './cursor.ts';

/** A row of a schedule that could not be ingested. */
export type QuarantineRow = {
  id: number;
  import_id: number | null;
  sport: Sport;
  /** Null where the row's league is not known. */
  league: string | null;
  season: number;
  source: string;
  line: number;
  raw: unknown;
  reason: string;
  detail: string;
  remedy: string;
  status: string;
  created_at: Date;
  resolved_at: Date | null;
};

export type QuarantineListOptions = {
  /** `open` unless said otherwise; `all` for every row. */
  status?: string | undefined;
  sport?: Sport | undefined;
  reason?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
};

/** Reads the rows that wait for somebody to mend them, newest first. */
export type QuarantineQueries = { list: (options?: QuarantineListOptions) => Promise<Page<QuarantineRow>> };

export function createQuarantineQueries({ db }: { db: Database }): QuarantineQueries {
  return {
    async list({ status = 'open', sport, reason, cursor, limit } = {}) {
      const size = pageSize(limit);
      const parts = [
        status === 'all' ? sql`true` : sql`quarantine.status = ${status}`,
        sport ? sql`sport.display_name = ${sport}` : sql`true`,
        reason ? sql`quarantine.reason = ${reason}` : sql`true`,
        cursor === undefined ? sql`true` : sql`quarantine.id < ${decodeCursor('quarantine', cursor).id}`,
      ];
      const rows = await rowsOf<QuarantineRow & { sort_key: string }>(
        db,
        sql`
          select quarantine.id, quarantine.import_id, sport.display_name as sport, league.name as league,
                 season.year as season, quarantine.source, quarantine.line, quarantine.raw, quarantine.reason,
                 quarantine.detail, quarantine.remedy, quarantine.status, quarantine.created_at,
                 quarantine.resolved_at, '' as sort_key
          from schedule_quarantine as quarantine
          left join leagues as league on league.id = quarantine.league_id
          join sports as sport on sport.id = quarantine.sport_id
          join seasons as season on season.id = quarantine.season_id
          where ${sql.join(parts, sql` and `)} order by quarantine.id desc limit ${size + 1}`,
      );
      return toPage(rows, size, 'quarantine');
    },
  };
}
