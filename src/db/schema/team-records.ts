import { sql } from 'drizzle-orm';
import {
  check,
  date,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  varchar,
} from 'drizzle-orm/pg-core';
import { instantOfInsert } from './columns.ts';

/** Bets at closing lines by how they ended: a half win is half a win and half a push. */
function halves(name: string) {
  return numeric(name, { precision: 6, scale: 1, mode: 'number' }).notNull();
}

function units(name: string) {
  return numeric(name, { precision: 10, scale: 4, mode: 'number' }).notNull();
}

/** How closing lines of games ended: against the spread of the team (or of the first side), and by the total. */
function lineRecord() {
  return {
    atsWins: halves('ats_wins'),
    atsLosses: halves('ats_losses'),
    atsPushes: halves('ats_pushes'),
    /** Points ahead of the handicap, in all. */
    atsMargin: numeric('ats_margin', { precision: 9, scale: 2, mode: 'number' }).notNull(),
    /** Bets with a known price, and what they returned in units. */
    atsBets: integer('ats_bets').notNull(),
    atsProfit: units('ats_profit'),
    overs: halves('overs'),
    unders: halves('unders'),
    totalPushes: halves('total_pushes'),
    totalBets: integer('total_bets').notNull(),
    overProfit: units('over_profit'),
    underProfit: units('under_profit'),
  };
}

/** Won, lost and level games with their points. */
function gameRecord() {
  return {
    games: integer('games').notNull(),
    wins: integer('wins').notNull(),
    losses: integer('losses').notNull(),
    level: integer('level').notNull(),
    pointsFor: integer('points_for').notNull(),
    pointsAgainst: integer('points_against').notNull(),
  };
}

/** Records of teams in a season by the situation of their games. Computed; nothing refers to teams. */
export const situationalStats = pgTable(
  'situational_stats',
  {
    teamId: integer('team_id').notNull(),
    leagueId: integer('league_id').notNull(),
    seasonYear: integer('season_year').notNull(),
    situation: varchar('situation', { length: 20 }).notNull(),
    /** The day of the newest game. */
    asOf: date('as_of', { mode: 'string' }).notNull(),
    ...gameRecord(),
    ...lineRecord(),
    refreshedAt: instantOfInsert('refreshed_at'),
  },
  (table) => [
    primaryKey({
      name: 'situational_stats_pkey',
      columns: [table.teamId, table.leagueId, table.seasonYear, table.situation],
    }),
    index('idx_situational_stats_league').on(table.leagueId, table.seasonYear, table.situation),
    check('situational_adds_up', sql`${table.games} = ${table.wins} + ${table.losses} + ${table.level}`),
  ],
);

/** What two teams made of each other in a season; seasons add up. `lo` is the team with the smaller id. */
export const headToHeadHistory = pgTable(
  'head_to_head_history',
  {
    teamLo: integer('team_lo').notNull(),
    teamHi: integer('team_hi').notNull(),
    leagueId: integer('league_id').notNull(),
    seasonYear: integer('season_year').notNull(),
    asOf: date('as_of', { mode: 'string' }).notNull(),
    /** All from the side of `team_lo`. */
    ...gameRecord(),
    homeGames: integer('home_games').notNull(),
    homeWins: integer('home_wins').notNull(),
    ...lineRecord(),
    refreshedAt: instantOfInsert('refreshed_at'),
  },
  (table) => [
    primaryKey({
      name: 'head_to_head_history_pkey',
      columns: [table.teamLo, table.teamHi, table.leagueId, table.seasonYear],
    }),
    index('idx_head_to_head_hi').on(table.teamHi),
    check('head_to_head_in_order', sql`${table.teamLo} < ${table.teamHi}`),
    check('head_to_head_adds_up', sql`${table.games} = ${table.wins} + ${table.losses} + ${table.level}`),
  ],
);

function figure(name: string) {
  return numeric(name, { precision: 12, scale: 6, mode: 'number' });
}

/** The form of a team after each day of play, over its last games. Computed; nothing refers to teams. */
export const teamPerformanceTrends = pgTable(
  'team_performance_trends',
  {
    teamId: integer('team_id').notNull(),
    leagueId: integer('league_id').notNull(),
    seasonYear: integer('season_year').notNull(),
    asOf: date('as_of', { mode: 'string' }).notNull(),
    /** 5, 10 or 20 games, or 0: all of the season. */
    windowGames: smallint('window_games').notNull(),
    /** How many there were. */
    games: smallint('games').notNull(),
    winShare: figure('win_share').notNull(),
    pointsFor: figure('points_for').notNull(),
    pointsAgainst: figure('points_against').notNull(),
    /** Of totals over the window, where possessions are known. */
    ortg: figure('ortg'),
    drtg: figure('drtg'),
    netRating: figure('net_rating'),
    pace: figure('pace'),
    /** By how much the margin grew from game to game, by least squares; null of one game. */
    slope: figure('slope'),
    /** The margin, newer games counting for more: by 2 / (n + 1) of a window of n, 20 where it is the season. */
    ewma: figure('ewma').notNull(),
    atsWins: halves('ats_wins'),
    atsLosses: halves('ats_losses'),
    atsPushes: halves('ats_pushes'),
    overs: halves('overs'),
    unders: halves('unders'),
    totalPushes: halves('total_pushes'),
    refreshedAt: instantOfInsert('refreshed_at'),
  },
  (table) => [
    primaryKey({
      name: 'team_performance_trends_pkey',
      columns: [table.teamId, table.leagueId, table.seasonYear, table.asOf, table.windowGames],
    }),
    index('idx_team_performance_trends_league').on(table.leagueId, table.windowGames, table.asOf),
    check('trend_window_known', sql`${table.windowGames} in (0, 5, 10, 20)`),
  ],
);

/** What games of a season were like under an official. Computed; nothing refers to officials. */
export const officialStats = pgTable(
  'official_stats',
  {
    officialName: varchar('official_name', { length: 200 }).notNull(),
    leagueId: integer('league_id').notNull(),
    seasonYear: integer('season_year').notNull(),
    asOf: date('as_of', { mode: 'string' }).notNull(),
    games: integer('games').notNull(),
    homeWins: integer('home_wins').notNull(),
    level: integer('level').notNull(),
    points: integer('points').notNull(),
    /** Games whose fouls are known, and the fouls of both sides in them. */
    foulGames: integer('foul_games').notNull(),
    fouls: integer('fouls').notNull(),
    overs: halves('overs'),
    unders: halves('unders'),
    totalPushes: halves('total_pushes'),
    refreshedAt: instantOfInsert('refreshed_at'),
  },
  (table) => [
    primaryKey({
      name: 'official_stats_pkey',
      columns: [table.officialName, table.leagueId, table.seasonYear],
    }),
    index('idx_official_stats_league').on(table.leagueId, table.seasonYear),
  ],
);
