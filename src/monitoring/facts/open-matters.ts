import { desc, eq, sql } from 'drizzle-orm';
import { scheduleImports, scheduleQuarantine } from '../../db/schema/imports.ts';
import { leagues, seasons, sports } from '../../db/schema/reference.ts';
import type { Sport } from '../../domain/sport.ts';
import type { Fact } from './fact.ts';

/** A sport, and since when and why it is paused. */
export type SportPause = { sport: Sport; paused_at: Date | null; reason: string | null };

export const pauses: Fact<null, readonly SportPause[]> = {
  name: 'pauses',
  meaning: 'Each sport, and since when and why it is paused.',
  unit: 'sports',
  window: 'now',
  read: (executor) =>
    executor
      .select({ sport: sports.displayName, paused_at: sports.pausedAt, reason: sports.pauseReason })
      .from(sports)
      .orderBy(sports.id),
};

/** Rows of schedules that wait, and those of them that wait for a team. */
export type OpenQuarantine = { rows: number; unknown_teams: number };

export const openQuarantine: Fact<null, OpenQuarantine> = {
  name: 'open_quarantine',
  meaning: 'Schedule rows that could not be used and wait, and those of them whose team is not recognised.',
  unit: 'rows',
  window: 'now',
  async read(executor) {
    const [row] = await executor
      .select({
        rows: sql<number>`count(*)::int`,
        unknown_teams: sql<number>`count(*) filter (where ${scheduleQuarantine.reason} in ('unknown_team', 'ambiguous_team'))::int`,
      })
      .from(scheduleQuarantine)
      .where(sql`${scheduleQuarantine.status} = 'open'`);
    return row ?? { rows: 0, unknown_teams: 0 };
  },
};

/** An import in one line. */
export type RecentImport = {
  id: number;
  /** Of a file of several leagues: so many words. */
  league: string;
  sport: Sport;
  season: number;
  source: string;
  preset: string;
  actor: string;
  created_at: Date;
  rows: number | null;
  games_added: number | null;
  games_moved: number | null;
  quarantined: number | null;
};

export const recentImports: Fact<{ limit: number }, readonly RecentImport[]> = {
  name: 'recent_imports',
  meaning: 'Imports of schedules with what they came to, the newest first.',
  unit: 'imports',
  window: 'the newest',
  read: (executor, { limit }) => {
    const { id, source, preset, actor, createdAt, result } = scheduleImports;
    return executor
      .select({
        id,
        league: sql<string>`coalesce(${leagues.name}, 'several leagues')`,
        sport: sports.displayName,
        season: seasons.year,
        source,
        preset,
        actor,
        created_at: createdAt,
        rows: sql<number | null>`(${result} ->> 'rows')::int`,
        games_added: sql<number | null>`(${result} ->> 'games_added')::int`,
        games_moved: sql<number | null>`(${result} ->> 'games_moved')::int`,
        quarantined: sql<number | null>`case jsonb_typeof(${result} -> 'quarantined')
                 when 'array' then jsonb_array_length(${result} -> 'quarantined')
                 when 'number' then (${result} ->> 'quarantined')::int end`,
      })
      .from(scheduleImports)
      .leftJoin(leagues, eq(leagues.id, scheduleImports.leagueId))
      .innerJoin(sports, eq(sports.id, scheduleImports.sportId))
      .innerJoin(seasons, eq(seasons.id, scheduleImports.seasonId))
      .orderBy(desc(id))
      .limit(limit);
  },
};
