import { sql } from 'drizzle-orm';
import { firstRow, rowsOf } from '../../db/rows.ts';
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
    rowsOf<SportPause>(
      executor,
      sql`select ${sports.displayName} as sport, ${sports.pausedAt}, ${sports.pauseReason} as reason
          from ${sports} order by ${sports.id}`,
    ),
};

/** Rows of schedules that wait, and those of them that wait for a team. */
export type OpenQuarantine = { rows: number; unknown_teams: number };

export const openQuarantine: Fact<null, OpenQuarantine> = {
  name: 'open_quarantine',
  meaning: 'Schedule rows that could not be used and wait, and those of them whose team is not recognised.',
  unit: 'rows',
  window: 'now',
  async read(executor) {
    const row = await firstRow<OpenQuarantine>(
      executor,
      sql`
        select count(*)::int as rows,
               count(*) filter (where ${scheduleQuarantine.reason} in ('unknown_team', 'ambiguous_team'))::int
                 as unknown_teams
        from ${scheduleQuarantine} where ${scheduleQuarantine.status} = 'open'`,
    );
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
    return rowsOf<RecentImport>(
      executor,
      sql`
        select ${id}, coalesce(${leagues.name}, 'several leagues') as league, ${sports.displayName} as sport,
               ${seasons.year} as season, ${source}, ${preset}, ${actor}, ${createdAt},
               (${result} ->> 'rows')::int as rows, (${result} ->> 'games_added')::int as games_added,
               (${result} ->> 'games_moved')::int as games_moved,
               case jsonb_typeof(${result} -> 'quarantined')
                 when 'array' then jsonb_array_length(${result} -> 'quarantined')
                 when 'number' then (${result} ->> 'quarantined')::int end as quarantined
        from ${scheduleImports}
        left join ${leagues} on ${leagues.id} = ${scheduleImports.leagueId}
        join ${sports} on ${sports.id} = ${scheduleImports.sportId}
        join ${seasons} on ${seasons.id} = ${scheduleImports.seasonId}
        order by ${id} desc limit ${limit}`,
    );
  },
};
