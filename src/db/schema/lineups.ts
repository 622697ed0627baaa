import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  serial,
  smallint,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { LINEUP_KINDS } from '../../domain/lineup.ts';
import { createdAt, instant, instantOfInsert, instantRange, runId } from './columns.ts';
import { games } from './games.ts';
import { oneOf } from './one-of.ts';
import { players, teams } from './reference.ts';

/**
 * Who begins a game and who sits on the bench, as a source told it: one current row a game, team, source, kind and
 * player, and one for each time that it said something else. A row is valid from the answer that brought it to the one
 * that had it no more.
 */
export const gameLineups = pgTable(
  'game_lineups',
  {
    id: serial('id').primaryKey(),
    gameId: integer('game_id')
      .notNull()
      .references(() => games.id, { onDelete: 'cascade' }),
    teamId: integer('team_id')
      .notNull()
      .references(() => teams.id),
    kind: varchar('kind', { length: 10, enum: LINEUP_KINDS }).notNull(),
    source: varchar('source', { length: 30 }).notNull(),
    /** By whom the source means the same player in its next answer: its id. */
    subject: varchar('subject', { length: 60 }).notNull(),
    /** Null for a player whom nobody has recognised: a question. */
    playerId: integer('player_id').references(() => players.id, { onDelete: 'set null' }),
    /** As the source names them. */
    playerName: varchar('player_name', { length: 200 }).notNull(),
    isStarter: boolean('is_starter').notNull(),
    /** In the words of the source: `G`, `CD-L`; null where none is told. */
    position: varchar('position', { length: 20 }),
    /** On the shirt, as it is written: `7`, `00`. */
    shirtNumber: varchar('shirt_number', { length: 10 }),
    /** The place in the formation or in the list of the source, from 1. */
    place: smallint('place'),
    /** Of the side, as in `4-3-3`. */
    formation: varchar('formation', { length: 20 }),
    valid: instantRange('valid').notNull(),
    runId: runId(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('unique_current_lineup')
      .on(table.gameId, table.teamId, table.source, table.kind, table.subject)
      .where(sql`upper_inf(${table.valid})`),
    index('idx_game_lineups_player').on(table.playerId),
    index('idx_game_lineups_subject').on(table.source, table.subject),
    check('lineup_kind_known', oneOf(table.kind, LINEUP_KINDS)),
  ],
);

/** Line-ups that have not the number of starters of the sport: they are not written. */
export const lineupFindings = pgTable(
  'lineup_findings',
  {
    gameId: integer('game_id')
      .notNull()
      .references(() => games.id, { onDelete: 'cascade' }),
    teamId: integer('team_id')
      .notNull()
      .references(() => teams.id),
    kind: varchar('kind', { length: 10, enum: LINEUP_KINDS }).notNull(),
    source: varchar('source', { length: 30 }).notNull(),
    starters: smallint('starters').notNull(),
    expectedStarters: smallint('expected_starters').notNull(),
    runId: runId(),
    firstSeenAt: instantOfInsert('first_seen_at'),
    lastSeenAt: instantOfInsert('last_seen_at'),
    /** Since when the source has as many as there should be. */
    settledAt: instant('settled_at'),
  },
  (table) => [
    primaryKey({
      name: 'lineup_findings_pkey',
      columns: [table.gameId, table.teamId, table.kind, table.source],
    }),
    index('idx_lineup_findings_open').on(table.gameId).where(sql`${table.settledAt} is null`),
    check('lineup_finding_kind_known', oneOf(table.kind, LINEUP_KINDS)),
  ],
);

/** Games whose box score has other starters than before: written with them, taken away once their line-ups follow. */
export const changedStarters = pgTable('changed_starters', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  gameId: integer('game_id').notNull(),
  /** The run that wrote them last. */
  runId: runId(),
});
