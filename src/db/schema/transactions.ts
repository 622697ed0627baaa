import { sql } from 'drizzle-orm';
import { check, date, index, integer, pgTable, serial, varchar } from 'drizzle-orm/pg-core';
import { TRANSACTION_EVIDENCE, TRANSACTION_KINDS } from '../../domain/transaction.ts';
import { createdAt, instant, runId } from './columns.ts';
import { oneOf } from './one-of.ts';
import { players, teams } from './reference.ts';

/**
 * Changes of a player's team. A trigger on `players` writes them in the transaction that makes the change
 * (`note_transaction`), whoever makes it.
 */
export const tradesTransactions = pgTable(
  'trades_transactions',
  {
    id: serial('id').primaryKey(),
    playerId: integer('player_id')
      .notNull()
      .references(() => players.id, { onDelete: 'cascade' }),
    /** Null where the player was in no team, or in none that is known. */
    fromTeamId: integer('from_team_id').references(() => teams.id),
    toTeamId: integer('to_team_id').references(() => teams.id),
    /** The day of the game that showed it, or in UTC that of the list. */
    onDate: date('on_date', { mode: 'string' }).notNull(),
    kind: varchar('kind', { length: 10, enum: TRANSACTION_KINDS }).notNull(),
    evidence: varchar('evidence', { length: 10, enum: TRANSACTION_EVIDENCE }).notNull(),
    /** When it turned out to be none; null for one that holds. */
    takenBackAt: instant('taken_back_at'),
    takenBackRunId: varchar('taken_back_run_id', { length: 100 }),
    runId: runId(),
    createdAt: createdAt(),
  },
  (table) => [
    index('idx_trades_transactions_player').on(table.playerId, table.id),
    index('idx_trades_transactions_date').on(table.onDate, table.id),
    check('transaction_kind_known', oneOf(table.kind, TRANSACTION_KINDS)),
    check('transaction_evidence_known', oneOf(table.evidence, TRANSACTION_EVIDENCE)),
    check('transaction_changes_team', sql`${table.fromTeamId} is distinct from ${table.toTeamId}`),
  ],
);
