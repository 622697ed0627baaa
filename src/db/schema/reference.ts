import { sql } from 'drizzle-orm';
import type { SeasonLabel, SlateRules } from '../../domain/league.ts';
import { SPORTS } from '../../domain/sport.ts';
import {
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  smallint,
  text,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant, instantOfInsert, runId, source, updatedAt } from './columns.ts';

/** The sports; `paused_at` set means that workers start no seeding of that sport. */
export const sports = pgTable('sports', {
  id: serial('id').primaryKey(),
  /** `NBA`, `NFL`, `FOOTBALL`. */
  displayName: varchar('display_name', { length: 20, enum: SPORTS }).notNull().unique(),
  pausedAt: instant('paused_at'),
  pauseReason: text('pause_reason'),
  createdAt: createdAt(),
});

export const leagues = pgTable(
  'leagues',
  {
    id: serial('id').primaryKey(),
    sportId: integer('sport_id')
      .notNull()
      .references(() => sports.id),
    name: varchar('name', { length: 100 }).notNull(),
    /** Short and unique; null in rows that an older version has written, which go by their name. */
    code: varchar('code', { length: 20 }),
    country: varchar('country', { length: 60 }),
    /** Other names that a file or a user may use. */
    aliases: text('aliases').array().notNull().default(sql`'{}'::text[]`),
    /** IANA zone in which slate dates are told. */
    timezone: varchar('timezone', { length: 64 }).notNull(),
    apiSportsId: varchar('api_sports_id', { length: 20 }),
    /** The month with which the time of a season begins, and how many months it has. */
    seasonFirstMonth: smallint('season_first_month').notNull().default(7),
    seasonMonths: smallint('season_months').notNull().default(13),
    /** The day (`MM-DD`) from which the next season counts. */
    seasonTurnsOn: varchar('season_turns_on', { length: 5 }).notNull().default('06-15'),
    seasonLabel: varchar('season_label', { length: 10 }).$type<SeasonLabel>().notNull().default('two_years'),
    /** What is known of the days and hours of its games. */
    slateRules: jsonb('slate_rules')
      .$type<SlateRules>()
      .notNull()
      .default({ hasOneClock: false, meetings: 'any' }),
    /** `reference` while the program keeps the row up to date, `person` once somebody has added or changed it. */
    learnedBy: varchar('learned_by', { length: 10 })
      .$type<'reference' | 'person'>()
      .notNull()
      .default('reference'),
    /** When the schedule was last compared with the provider's. */
    scheduleRefreshedAt: instant('schedule_refreshed_at'),
    /** Not asked for again before this: a call is under way, waits for quota, or has failed. */
    scheduleRetryAt: instant('schedule_retry_at'),
    createdAt: createdAt(),
  },
  (table) => [unique('unique_league').on(table.sportId, table.name)],
);

/** Seasons by starting year, per sport. */
export const seasons = pgTable(
  'seasons',
  {
    id: serial('id').primaryKey(),
    sportId: integer('sport_id')
      .notNull()
      .references(() => sports.id),
    year: integer('year').notNull(),
    createdAt: createdAt(),
  },
  (table) => [unique('unique_season').on(table.sportId, table.year)],
);

export const teams = pgTable(
  'teams',
  {
    id: serial('id').primaryKey(),
    sportId: integer('sport_id')
      .notNull()
      .references(() => sports.id),
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id),
    name: varchar('name', { length: 100 }).notNull(),
    /** The team's name in the reference data, whatever it is called here; null for a team that people added. */
    referenceName: varchar('reference_name', { length: 100 }),
    abbreviation: varchar('abbreviation', { length: 10 }),
    /** What the views call it, such as `lakers`: unique in its league, and it stays through renames. Null until it is given. */
    textId: varchar('text_id', { length: 60 }),
    /** The last season in which it was in its league; null while it counts as one of it. */
    lastSeason: smallint('last_season'),
    city: varchar('city', { length: 100 }),
    nickname: varchar('nickname', { length: 100 }),
    /** State or province of the city; null where the reference data does not say it. */
    state: varchar('state', { length: 50 }),
    /** The year in which its first season in the league began, whatever it was called then. */
    yearFounded: smallint('year_founded'),
    /** The team's id at API-Sports; filled from reference data or learnt from the provider. */
    apiSportsId: varchar('api_sports_id', { length: 20 }),
    /** The import whose rows it was added for; null where nobody said so of a file. */
    importId: integer('import_id'),
    /** When the players of the team were last asked for. */
    rosterRefreshedAt: instant('roster_refreshed_at'),
    /** Not asked for again before this: a call is under way, waits for quota, or has failed. */
    rosterRetryAt: instant('roster_retry_at'),
    lastSeededAt: instant('last_seeded_at'),
    lastGameDate: date('last_game_date', { mode: 'string' }),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    unique('unique_team').on(table.leagueId, table.name),
    uniqueIndex('unique_team_text_id').on(table.leagueId, table.textId),
    // What the views find a team by.
    index('idx_teams_shown_id').on(sql`coalesce(${table.textId}, ${table.id}::text)`),
    check(
      'team_text_id_form',
      sql`${table.textId} ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and ${table.textId} ~ '[a-z]'`,
    ),
    uniqueIndex('unique_team_api_sports')
      .on(table.sportId, table.apiSportsId)
      .where(sql`${table.apiSportsId} is not null`),
  ],
);

/** Other names of a team that hold within its league: built-in ones and those that people added. */
export const teamAliases = pgTable(
  'team_aliases',
  {
    id: serial('id').primaryKey(),
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id),
    teamId: integer('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    alias: varchar('alias', { length: 150 }).notNull(),
    source: varchar('source', { length: 50 }).notNull().default('manual'),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex('unique_team_alias').on(table.leagueId, sql`lower(${table.alias})`)],
);

/** Who taught or took back which name of a team, added it or gave it another name, and when. */
export const teamAliasChanges = pgTable(
  'team_alias_changes',
  {
    id: serial('id').primaryKey(),
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id),
    teamId: integer('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    alias: varchar('alias', { length: 150 }).notNull(),
    /** `added` or `removed`; `created` or `renamed` for the team itself, with the name that it has since. */
    action: varchar('action', { length: 10 }).notNull(),
    actor: varchar('actor', { length: 100 }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [index('idx_team_alias_changes_team').on(table.teamId, table.id)],
);

export const players = pgTable(
  'players',
  {
    id: serial('id').primaryKey(),
    sportId: integer('sport_id')
      .notNull()
      .references(() => sports.id),
    apiSportsId: varchar('api_sports_id', { length: 20 }),
    firstName: varchar('first_name', { length: 100 }),
    lastName: varchar('last_name', { length: 100 }),
    fullName: varchar('full_name', { length: 200 }).notNull(),
    position: varchar('position', { length: 20 }),
    currentTeamId: integer('current_team_id').references(() => teams.id),
    /** These follow from `player_facts`; null where no source says so. */
    birthDate: date('birth_date', { mode: 'string' }),
    jerseyNumber: varchar('jersey_number', { length: 3 }),
    heightCm: smallint('height_cm'),
    weightKg: smallint('weight_kg'),
    fromYear: smallint('from_year'),
    toYear: smallint('to_year'),
    /** Holds the lines of a provider's player of whom it is not plain who it is (`player_questions`), and is of no team. */
    isStandIn: boolean('is_stand_in').notNull().default(false),
    isActive: boolean('is_active').notNull().default(true),
    lastSeededAt: instant('last_seeded_at'),
    lastGameDate: date('last_game_date', { mode: 'string' }),
    source: source(),
    /** When the provider's own entry of the player was taken over; that is done once, and again on demand. */
    profileFetchedAt: instant('profile_fetched_at'),
    runId: runId(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    uniqueIndex('unique_player_api_sports')
      .on(table.sportId, table.apiSportsId)
      .where(sql`${table.apiSportsId} is not null`),
    index('idx_players_team').on(table.currentTeamId),
  ],
);

/** Whom a provider lists as a team's players, season by season. */
export const teamRosters = pgTable(
  'team_rosters',
  {
    teamId: integer('team_id')
      .notNull()
      .references(() => teams.id, { onDelete: 'cascade' }),
    seasonId: integer('season_id')
      .notNull()
      .references(() => seasons.id),
    playerId: integer('player_id')
      .notNull()
      .references(() => players.id, { onDelete: 'cascade' }),
    firstListedAt: instantOfInsert('first_listed_at'),
    lastListedAt: instantOfInsert('last_listed_at'),
    /** When the list was first without the player; null while listed. */
    leftAt: instant('left_at'),
    runId: runId(),
  },
  (table) => [
    primaryKey({ columns: [table.teamId, table.seasonId, table.playerId] }),
    index('idx_team_rosters_player').on(table.playerId),
  ],
);
