import { bigserial, integer, pgTable, varchar } from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

/**
 * Whose season figures are out of date: written by triggers in the transaction that writes, corrects or removes game
 * lines, taken away by whoever adds the lines up again. Only appended to, so that nobody who writes lines waits.
 */
export const seasonFigureChanges = pgTable('season_figure_changes', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  /** `NBA`, `NFL`, `FOOTBALL`. */
  sport: varchar('sport', { length: 20 }).notNull(),
  /** `player` or `team`. */
  entity: varchar('entity', { length: 10 }).notNull(),
  seasonYear: integer('season_year').notNull(),
  entityIds: integer('entity_ids').array().notNull(),
  createdAt: createdAt(),
});

/** When the fleet last asked a provider about a subject that is asked about only now and then, such as a slate. */
export const providerProbes = pgTable('provider_probes', {
  /** What was asked about, such as `football-ids 39 2025`. */
  subject: varchar('subject', { length: 120 }).primaryKey(),
  probedAt: instant('probed_at').notNull(),
});
