import { and, eq, sql } from 'drizzle-orm';
import { bareColumns } from '../db/bare-columns.ts';
import type { Executor } from '../db/database.ts';
import { scheduleImports } from '../db/schema/imports.ts';
import { seasons, sports } from '../db/schema/reference.ts';
import { leagueLockKey } from '../db/locks.ts';
import { TURN_LOCK_MS } from '../db/work-limits.ts';
import type { SeasonYear } from '../domain/season.ts';
import type { Sport } from '../domain/sport.ts';

/** Changes to one league and season take turns; everybody takes the locks in the same order. */
export async function lockLeagues(
  tx: Executor,
  leagueIds: readonly number[],
  seasonYear: SeasonYear,
): Promise<void> {
  await tx.execute(sql.raw(`set local lock_timeout = ${TURN_LOCK_MS}`));
  for (const leagueId of leagueIds.toSorted((one, other) => one - other)) {
    await tx.execute(sql`
      select pg_advisory_xact_lock(${leagueLockKey(sql`${leagueId}::int`, sql`${seasonYear}::int`)})`);
  }
}

/** The ids of a sport and its season, which is made when it is new. */
export async function ensureSeason(
  tx: Executor,
  sport: Sport,
  seasonYear: SeasonYear,
): Promise<{ sportId: number; seasonId: number }> {
  const key = bareColumns(seasons.sportId, seasons.year);
  await tx.execute(sql`
    insert into ${seasons} (${key})
    select ${sports.id}, ${seasonYear} from ${sports} where ${sports.displayName} = ${sport}
    on conflict (${key}) do nothing`);
  const [row] = await tx
    .select({ sportId: sports.id, seasonId: seasons.id })
    .from(seasons)
    .innerJoin(sports, eq(sports.id, seasons.sportId))
    .where(and(eq(sports.displayName, sport), eq(seasons.year, seasonYear)));
  if (!row) throw new Error(`sport ${sport} is not in the database: run migrate`);
  return row;
}

/** Records an import; returns its id. */
export async function insertImport(
  tx: Executor,
  values: {
    sportId: number;
    seasonId: number;
    /** Null for a file of several leagues. */
    leagueId: number | null;
    source: string;
    preset: string;
    actor: string;
    runId: string;
  },
): Promise<number> {
  const [row] = await tx.insert(scheduleImports).values(values).returning({ id: scheduleImports.id });
  if (!row) throw new Error('schedule_imports returned no id');
  return row.id;
}

/** Keeps what an import did; one that did nothing leaves no trace. */
export async function closeImport(tx: Executor, importId: number, result: object | null): Promise<void> {
  const isIt = eq(scheduleImports.id, importId);
  if (result === null) await tx.delete(scheduleImports).where(isIt);
  else await tx.update(scheduleImports).set({ result }).where(isIt);
}
