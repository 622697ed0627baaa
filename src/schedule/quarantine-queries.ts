import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { scheduleQuarantine } from '../db/schema/imports.ts';
import { leagues, seasons, sports } from '../db/schema/reference.ts';
import type { Sport } from '../domain/sport.ts';
import type { Answer } from './parse/answer.ts';
import { needRowReason } from './parse/row-rejection.ts';
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

const table = scheduleQuarantine;

/** The name that means no team, or several: the row was read as far as that. */
const TEAM_NAME = sql<string | null>`case when ${table.reason} in ('unknown_team', 'ambiguous_team') then
  ${table.options} -> 'game' ->> case when ${table.detail} like 'away team %' then 'awayName' else 'homeName' end end`;

export function createQuarantineQueries({ db }: { db: Database }): QuarantineQueries {
  return {
    async list({ status = 'open', sport, reason, cursor, limit } = {}) {
      const size = pageSize(limit);
      if (reason !== undefined) needRowReason(reason);
      const rows = await db
        .select({
          id: table.id,
          import_id: table.importId,
          sport: sql<Sport>`${sports.displayName}`,
          league: leagues.name,
          season: seasons.year,
          source: table.source,
          line: table.line,
          raw: table.raw,
          reason: table.reason,
          detail: table.detail,
          remedy: table.remedy,
          team_name: TEAM_NAME,
          answers: sql<QuarantineRow['answers']>`${table.options} -> 'answers'`,
          status: table.status,
          created_at: table.createdAt,
          resolved_at: table.resolvedAt,
          sort_key: sql<string>`''`,
        })
        .from(table)
        .leftJoin(leagues, eq(leagues.id, table.leagueId))
        .innerJoin(sports, eq(sports.id, table.sportId))
        .innerJoin(seasons, eq(seasons.id, table.seasonId))
        .where(
          and(
            status === 'all' ? undefined : eq(table.status, status),
            sport && eq(sports.displayName, sport),
            reason ? eq(table.reason, reason) : undefined,
            cursor === undefined ? undefined : lt(table.id, decodeCursor('quarantine', cursor).id),
          ),
        )
        .orderBy(desc(table.id))
        .limit(size + 1);
      return toPage(rows, size, 'quarantine');
    },

    async groups() {
      const rows = sql`count(*)`.mapWith(Number);
      return db
        .select({ sport: sql<Sport>`${sports.displayName}`, reason: table.reason, rows })
        .from(table)
        .innerJoin(sports, eq(sports.id, table.sportId))
        .where(eq(table.status, 'open'))
        .groupBy(sports.displayName, table.reason)
        .orderBy(desc(rows), sports.displayName, table.reason);
    },
  };
}
