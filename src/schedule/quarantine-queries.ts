import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import type { Sport } from '../domain/sport.ts';
import type { Answer } from './parse/answer.ts';
import { type Page, decodeCursor, pageSize, toPage } from '../db/cursor.ts';

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
  /** The name that means no team, or several, as the file has it; null where the row waits for another reason. */
  team_name: string | null;
  /** Where the row has several readings: how to say which is meant; else null. */
  answers: readonly Answer[] | null;
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

/** Open rows of a sport that wait for the same reason. */
export type QuarantineGroup = { sport: Sport; reason: string; rows: number };

export type QuarantineQueries = {
  /** Reads the rows that wait for somebody to mend them, newest first. */
  list: (options?: QuarantineListOptions) => Promise<Page<QuarantineRow>>;
  /** Counts the open rows by sport and reason, the most frequent reason first. */
  groups: () => Promise<readonly QuarantineGroup[]>;
};

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
                 quarantine.detail, quarantine.remedy,
                 case when quarantine.reason in ('unknown_team', 'ambiguous_team') then
                   quarantine.options -> 'game' ->>
                     case when quarantine.detail like 'away team %' then 'awayName' else 'homeName' end
                 end as team_name,
                 quarantine.options -> 'answers' as answers,
                 quarantine.status, quarantine.created_at, quarantine.resolved_at, '' as sort_key
          from schedule_quarantine as quarantine
          left join leagues as league on league.id = quarantine.league_id
          join sports as sport on sport.id = quarantine.sport_id
          join seasons as season on season.id = quarantine.season_id
          where ${sql.join(parts, sql` and `)} order by quarantine.id desc limit ${size + 1}`,
      );
      return toPage(rows, size, 'quarantine');
    },

    groups: () =>
      rowsOf<QuarantineGroup>(
        db,
        sql`select sport.display_name as sport, quarantine.reason, count(*)::int as rows
            from schedule_quarantine as quarantine
            join sports as sport on sport.id = quarantine.sport_id
            where quarantine.status = 'open'
            group by sport.display_name, quarantine.reason
            order by rows desc, sport, quarantine.reason`,
      ),
  };
}
