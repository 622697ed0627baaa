import { and, desc, eq, lt, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { scheduleImports } from '../db/schema/imports.ts';
import { leagues, seasons, sports } from '../db/schema/reference.ts';
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
      const table = scheduleImports;
      const rows = await db
        .select({
          id: table.id,
          sport: sql<Sport>`${sports.displayName}`,
          league: leagues.name,
          season: seasons.year,
          source: table.source,
          preset: table.preset,
          actor: table.actor,
          created_at: table.createdAt,
          result: sql<ImportRow['result']>`${table.result}`,
          undone_at: table.undoneAt,
          undone_by: table.undoneBy,
          sort_key: sql<string>`''`,
        })
        .from(table)
        .leftJoin(leagues, eq(leagues.id, table.leagueId))
        .innerJoin(sports, eq(sports.id, table.sportId))
        .innerJoin(seasons, eq(seasons.id, table.seasonId))
        .where(
          and(
            sport && eq(sports.displayName, sport),
            cursor === undefined ? undefined : lt(table.id, decodeCursor('imports', cursor).id),
          ),
        )
        .orderBy(desc(table.id))
        .limit(size + 1);
      return toPage(rows, size, 'imports');
    },
  };
}
