import { sql } from 'drizzle-orm';
import {
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  smallint,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { instant, instantOfInsert, runId } from './columns.ts';
import { oneOf } from './one-of.ts';
import { players, teams } from './reference.ts';

/**
 * What each source says of a player, by its newest word. The columns of `players` follow from these rows; sources that
 * contradict each other are both kept.
 */
export const playerFacts = pgTable(
  'player_facts',
  {
    playerId: integer('player_id')
      .notNull()
      .references(() => players.id, { onDelete: 'cascade' }),
    source: varchar('source', { length: 30 }).notNull(),
    birthDate: date('birth_date', { mode: 'string' }),
    jerseyNumber: varchar('jersey_number', { length: 3 }),
    /** The team in which the number is worn, and the season of which it was told, by its starting year. */
    teamId: integer('team_id').references(() => teams.id, { onDelete: 'cascade' }),
    seasonYear: smallint('season_year'),
    heightCm: smallint('height_cm'),
    weightKg: smallint('weight_kg'),
    fromYear: smallint('from_year'),
    toYear: smallint('to_year'),
    firstToldAt: instantOfInsert('first_told_at'),
    /** When the source said something else than before. */
    toldAt: instantOfInsert('told_at'),
    runId: runId(),
  },
  (table) => [
    primaryKey({ name: 'player_facts_pkey', columns: [table.playerId, table.source] }),
    index('idx_player_facts_team').on(table.teamId),
  ],
);

export const QUESTION_ANSWERS = ['linked', 'own', 'withdrawn'] as const;

/**
 * Players of a provider of whom nobody but a person, or a fact that comes later, can say who they are: with whom they may
 * be, and why it is not plain. One open question for each id.
 */
export const playerQuestions = pgTable(
  'player_questions',
  {
    id: serial('id').primaryKey(),
    sportId: integer('sport_id').notNull(),
    provider: varchar('provider', { length: 30 }).notNull(),
    externalId: varchar('external_id', { length: 60 }).notNull(),
    teamId: integer('team_id').references(() => teams.id, { onDelete: 'cascade' }),
    name: varchar('name', { length: 200 }).notNull(),
    position: varchar('position', { length: 20 }),
    birthDate: date('birth_date', { mode: 'string' }),
    jerseyNumber: varchar('jersey_number', { length: 3 }),
    seasonYear: smallint('season_year'),
    /** The player who stands in for them: lines hang on it until the question is answered. Null where there are none. */
    standInId: integer('stand_in_id').references(() => players.id, { onDelete: 'set null' }),
    reason: varchar('reason', {
      length: 20,
      enum: ['name_alone', 'contradiction', 'several', 'unlinked'],
    }).notNull(),
    /** Who may be meant, with what agrees and what contradicts (`Candidate` of `decide-player.ts`). */
    candidates: jsonb('candidates')
      .$type<
        readonly {
          player_id: number;
          name: string;
          agrees: readonly string[];
          contradicts: readonly string[];
          why: string;
        }[]
      >()
      .notNull(),
    askedAt: instantOfInsert('asked_at'),
    answeredAt: instant('answered_at'),
    answer: varchar('answer', { length: 10, enum: QUESTION_ANSWERS }),
    answeredBy: varchar('answered_by', { length: 100 }),
    runId: runId(),
  },
  (table) => [
    uniqueIndex('unique_open_player_question')
      .on(table.provider, table.sportId, table.externalId)
      .where(sql`${table.answeredAt} is null`),
    index('idx_player_questions_team').on(table.teamId),
    index('idx_player_questions_stand_in').on(table.standInId),
    check('player_question_answer_known', oneOf(table.answer, QUESTION_ANSWERS)),
  ],
);
