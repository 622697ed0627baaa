import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  unique,
  varchar,
} from 'drizzle-orm/pg-core';
import type { OddsSide } from '../../domain/odds.ts';
import { instant, instantOfInsert, runId } from './columns.ts';
import { games } from './games.ts';

/** A line that was on offer when a prediction was made, and that it speaks of. */
export type LineAtTheTime = {
  market: string;
  side: OddsSide;
  book: string;
  /** Of spreads the handicap of the home team. */
  point: number | null;
  price: number;
};

/** What a model said of a game before it, once for the same inputs. */
export const predictionsLog = pgTable(
  'predictions_log',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    gameId: integer('game_id')
      .notNull()
      .references(() => games.id, { onDelete: 'cascade' }),
    model: varchar('model', { length: 60 }).notNull(),
    version: varchar('version', { length: 60 }).notNull(),
    madeAt: instantOfInsert('made_at'),
    inputsHash: varchar('inputs_hash', { length: 64 }).notNull(),
    /** The newest row that it saw. */
    dataAsOf: instant('data_as_of').notNull(),
    seed: bigint('seed', { mode: 'number' }),
    /** By market and outcome: `{"h2h": {"home": 0.61, "away": 0.39}}`. */
    probabilities: jsonb('probabilities')
      .$type<Readonly<Record<string, Readonly<Record<string, number>>>>>()
      .notNull(),
    margin: doublePrecision('margin'),
    total: doublePrecision('total'),
    fairOdds: jsonb('fair_odds').$type<Readonly<Record<string, Readonly<Record<string, number>>>>>(),
    linesAtTheTime: jsonb('lines_at_the_time').$type<readonly LineAtTheTime[]>().notNull().default(sql`'[]'`),
    runId: runId(),
  },
  (table) => [
    unique('unique_prediction').on(table.gameId, table.model, table.version, table.inputsHash),
    index('idx_predictions_log_model').on(table.model, table.version, table.madeAt),
    check('prediction_saw_the_past', sql`${table.dataAsOf} <= ${table.madeAt}`),
  ],
);
