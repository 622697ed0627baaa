import { sql } from 'drizzle-orm';
import { bigserial, check, index, integer, jsonb, pgTable, varchar } from 'drizzle-orm/pg-core';
import { createdAt, runId } from './columns.ts';
import { games } from './games.ts';
import { oneOf } from './one-of.ts';
import { players, teams } from './reference.ts';

/**
 * What was changed in statistics that were there already, from what to what: one row for each figure, and one for
 * each line that came or went. Written in the transaction of the change, so that all rows of one run share
 * `created_at`.
 */
export const lineChanges = pgTable(
  'line_changes',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    gameId: integer('game_id')
      .notNull()
      .references(() => games.id, { onDelete: 'cascade' }),
    taskId: integer('task_id'),
    /** `first` when a game was read again by force, `correction-1`, …, `replay`. */
    pass: varchar('pass', { length: 20 }).notNull(),
    /** `changed`: one figure. `added`, `removed`: a whole line, as an object. */
    action: varchar('action', { length: 10, enum: ['changed', 'added', 'removed'] }).notNull(),
    /** `game` is the score. */
    entityType: varchar('entity_type', { length: 10, enum: ['player', 'team', 'game'] }).notNull(),
    playerId: integer('player_id').references(() => players.id),
    teamId: integer('team_id').references(() => teams.id),
    /** Null for a whole line. */
    columnName: varchar('column_name', { length: 63 }),
    oldValue: jsonb('old_value'),
    newValue: jsonb('new_value'),
    runId: runId(),
    createdAt: createdAt(),
  },
  (table) => [
    check('line_change_action_known', oneOf(table.action, ['changed', 'added', 'removed'])),
    check('line_change_entity_known', oneOf(table.entityType, ['player', 'team', 'game'])),
    check(
      'line_change_is_of_its_entity',
      sql`(${table.playerId} is not null) = (${table.entityType} = 'player')`,
    ),
    index('idx_line_changes_game').on(table.gameId, table.id),
    index('idx_line_changes_created').on(table.createdAt),
  ],
);
