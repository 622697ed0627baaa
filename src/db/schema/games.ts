import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  serial,
  smallint,
  text,
  time,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import { GAME_STATUSES, SEEDING_STATUSES } from '../../domain/statuses.ts';
import { createdAt, instant, runId, source, updatedAt } from './columns.ts';
import { leagues, players, seasons, sports, teams } from './reference.ts';
import { oneOf } from './one-of.ts';
import { venues } from './venues.ts';

/**
 * League schedules and results. A pair of sides meets at most once a day at one place, but for
 * doubleheaders: the deferrable constraint `unique_game` lives in a hand-written migration, because drizzle cannot
 * declare it.
 */
export const games = pgTable(
  'games',
  {
    id: serial('id').primaryKey(),
    sportId: integer('sport_id')
      .notNull()
      .references(() => sports.id),
    seasonId: integer('season_id')
      .notNull()
      .references(() => seasons.id),
    leagueId: integer('league_id')
      .notNull()
      .references(() => leagues.id),

    /** Id that the schedule's source gave the game, and which source that was. */
    externalGameId: varchar('external_game_id', { length: 50 }),
    externalSource: varchar('external_source', { length: 30 }),
    /** Id of the game at API-Sports, learnt when it is first looked up. */
    providerGameId: varchar('provider_game_id', { length: 50 }),

    /** Local date and time in the league's zone; the time is null while it is unknown. */
    gameDate: date('game_date', { mode: 'string' }).notNull(),
    gameTime: time('game_time'),
    /** Tip-off in UTC; with an unknown time, the end of the slate date in the league's zone. */
    gameDatetime: instant('game_datetime').notNull(),
    /** The day whose slate the game belongs to, in the league's zone. */
    slateDate: date('slate_date', { mode: 'string' }).notNull(),
    timeConfirmed: boolean('time_confirmed').notNull().default(true),

    homeTeamId: integer('home_team_id')
      .notNull()
      .references(() => teams.id),
    awayTeamId: integer('away_team_id')
      .notNull()
      .references(() => teams.id),
    /** Which of the games that the two sides play at one place on one day: 2 is the second of a doubleheader. */
    gameNumber: smallint('game_number').notNull().default(1),
    isNeutralSite: boolean('is_neutral_site').notNull().default(false),

    /** The place in the words of the file or the provider. */
    venueName: varchar('venue_name', { length: 200 }),
    /** The place that the words mean; null while it is not known, or while they may mean several. */
    venueId: integer('venue_id').references(() => venues.id),
    week: integer('week'),
    round: varchar('round', { length: 80 }),
    gameType: varchar('game_type', { length: 20 }),
    status: varchar('status', { length: 20, enum: GAME_STATUSES }).notNull().default('scheduled'),
    homeScore: integer('home_score'),
    awayScore: integer('away_score'),
    homePeriodScores: integer('home_period_scores').array(),
    awayPeriodScores: integer('away_period_scores').array(),
    /** Which provider the result is from; null where a file or a person gave it, or an older release. */
    resultSource: varchar('result_source', { length: 30 }),
    /** The run whose result it is. */
    resultRunId: varchar('result_run_id', { length: 100 }),

    seededAt: instant('seeded_at'),
    seedingStatus: varchar('seeding_status', { length: 20, enum: SEEDING_STATUSES })
      .notNull()
      .default('pending'),
    seedingAttempts: integer('seeding_attempts').notNull().default(0),
    lastSeedingError: text('last_seeding_error'),

    /** Rises with every change of schedule. */
    revision: integer('revision').notNull().default(1),
    importId: integer('import_id'),
    runId: runId(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    check('game_status_known', oneOf(table.status, GAME_STATUSES)),
    check('game_seeding_status_known', oneOf(table.seedingStatus, SEEDING_STATUSES)),
    check('game_sides_differ', sql`${table.homeTeamId} <> ${table.awayTeamId}`),
    check('game_scores_not_negative', sql`${table.homeScore} >= 0 and ${table.awayScore} >= 0`),
    uniqueIndex('unique_game_external')
      .on(table.leagueId, table.seasonId, table.externalSource, table.externalGameId)
      .where(sql`${table.externalGameId} is not null`),
    uniqueIndex('unique_game_provider')
      .on(table.sportId, table.providerGameId)
      .where(sql`${table.providerGameId} is not null`),
    index('idx_games_datetime').on(table.gameDatetime),
    index('idx_games_sport_season_date').on(table.sportId, table.seasonId, table.gameDate),
    index('idx_games_league_season').on(table.leagueId, table.seasonId),
    // What the views for readers are asked by: a league's day, a team's days, a game by its id as a text.
    index('idx_games_league_date').on(table.leagueId, table.gameDate),
    index('idx_games_home_date').on(table.homeTeamId, table.gameDate),
    index('idx_games_id_text').on(sql`(${table.id}::text)`),
    index('idx_games_slate').on(table.slateDate),
    index('idx_games_venue_id').on(table.venueId).where(sql`venue_id is not null`),
    index('idx_games_seeding_open').on(table.seedingStatus).where(sql`seeding_status <> 'completed'`),
    // The games of a team and of two teams, by tip-off.
    index('idx_games_home_tip_off').on(table.homeTeamId, table.gameDatetime, table.id),
    index('idx_games_away_tip_off').on(table.awayTeamId, table.gameDatetime, table.id),
    index('idx_games_pair_tip_off').on(table.homeTeamId, table.awayTeamId, table.gameDatetime, table.id),
    // Lists in the order of the tip-off: a season's games, and the few that do not stand as nearly all do.
    index('idx_games_season_order').on(table.seasonId, table.gameDatetime, table.id),
    index('idx_games_status_order')
      .on(table.status, table.gameDatetime, table.id)
      .where(sql`status <> 'completed'`),
  ],
);

/** Who is expected to take part in a game, resolved from `players.current_team_id` when it is ingested. */
export const gameRosters = pgTable(
  'game_rosters',
  {
    id: serial('id').primaryKey(),
    gameId: integer('game_id')
      .notNull()
      .references(() => games.id, { onDelete: 'cascade' }),
    playerId: integer('player_id')
      .notNull()
      .references(() => players.id),
    teamId: integer('team_id')
      .notNull()
      .references(() => teams.id),
    isStarter: boolean('is_starter').notNull().default(false),
    isInjured: boolean('is_injured').notNull().default(false),
    status: varchar('status', { length: 20 }).notNull().default('active'),
    source: source(),
    runId: runId(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('unique_game_player').on(table.gameId, table.playerId),
    check('roster_status_known', oneOf(table.status, ['active', 'inactive', 'injured', 'dnp'])),
    index('idx_game_rosters_player').on(table.playerId),
  ],
);

/** Everything that happened to a game, oldest first by id: what `why` tells. */
export const gameEvents = pgTable(
  'game_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    gameId: integer('game_id')
      .notNull()
      .references(() => games.id, { onDelete: 'cascade' }),
    taskId: integer('task_id'),
    /** Machine-readable kind, such as `ingested`, `moved`, `held`, `seeded`, `retried`. */
    kind: varchar('kind', { length: 40 }).notNull(),
    /** What happened, in plain words. */
    message: text('message').notNull(),
    data: jsonb('data'),
    /** Who did it: a process id, `operator`, an import. */
    actor: varchar('actor', { length: 100 }).notNull(),
    runId: runId(),
    createdAt: createdAt(),
  },
  (table) => [
    index('idx_game_events_game').on(table.gameId, table.id),
    // What an import did, for taking it back.
    index('idx_game_events_import')
      .on(sql`((data ->> 'importId')::int)`)
      .where(sql`kind in ('ingested', 'schedule_changed', 'cancelled')`),
  ],
);
