import { index, integer, jsonb, pgTable, serial, text, uniqueIndex, varchar } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { createdAt, instant, runId } from './columns.ts';
import { leagues, seasons, sports } from './reference.ts';

/** One row for each ingest that was not a dry run: where games came from. */
export const scheduleImports = pgTable(
  'schedule_imports',
  {
    id: serial('id').primaryKey(),
    sportId: integer('sport_id')
      .notNull()
      .references(() => sports.id),
    /** Null for a file of several leagues. */
    leagueId: integer('league_id').references(() => leagues.id),
    seasonId: integer('season_id')
      .notNull()
      .references(() => seasons.id),
    /** File name or `POST /admin/games`, as people recognise it. */
    source: text('source').notNull(),
    preset: varchar('preset', { length: 30 }).notNull(),
    actor: varchar('actor', { length: 100 }).notNull(),
    /** The result of the ingest, as the contract describes it. */
    result: jsonb('result'),
    /** Set once the import has been taken back, with who did it and what that came to. */
    undoneAt: instant('undone_at'),
    undoneBy: varchar('undone_by', { length: 100 }),
    undoResult: jsonb('undo_result'),
    runId: runId(),
    createdAt: createdAt(),
  },
  (table) => [index('idx_schedule_imports_run').on(table.runId)],
);

/** Rows that could not be ingested, kept with their reason until somebody retries or discards them. */
export const scheduleQuarantine = pgTable(
  'schedule_quarantine',
  {
    id: serial('id').primaryKey(),
    importId: integer('import_id').references(() => scheduleImports.id, { onDelete: 'set null' }),
    sportId: integer('sport_id')
      .notNull()
      .references(() => sports.id),
    /** Null when the league of the row is not known. */
    leagueId: integer('league_id').references(() => leagues.id),
    seasonId: integer('season_id')
      .notNull()
      .references(() => seasons.id),
    source: text('source').notNull(),
    line: integer('line').notNull(),
    /** The row as read, so that it can be retried. */
    raw: jsonb('raw').notNull(),
    /** SHA-256 of the row: the same row waits only once. */
    rawHash: varchar('raw_hash', { length: 64 }).notNull(),
    /** How the row was being read, so that a retry reads it the same way. */
    options: jsonb('options').notNull(),
    reason: varchar('reason', { length: 40 }).notNull(),
    detail: text('detail').notNull(),
    remedy: text('remedy').notNull(),
    status: varchar('status', { length: 20 }).notNull().default('open'),
    resolvedAt: instant('resolved_at'),
    resolvedBy: varchar('resolved_by', { length: 100 }),
    /** Why it was discarded, in the words of whoever did it. */
    resolution: text('resolution'),
    /** The import that brought the row in. */
    resolvedImportId: integer('resolved_import_id').references(() => scheduleImports.id, {
      onDelete: 'set null',
    }),
    runId: runId(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('unique_open_quarantine').on(table.seasonId, table.rawHash).where(sql`status = 'open'`),
    index('idx_quarantine_status').on(table.status, table.createdAt),
    index('idx_quarantine_import').on(table.importId),
    index('idx_quarantine_resolved_import').on(table.resolvedImportId),
  ],
);
