import { sql } from 'drizzle-orm';
import type { Executor } from '../db/database.ts';
import { teams } from '../db/schema/reference.ts';
import { needKnown } from '../domain/unknown-name.ts';

/**
 * The ids of the teams that a name or an abbreviation means, in any case: a filter by one that nothing is called would
 * say that there is nothing of it. Throws UnknownNameError.
 */
export async function teamIdsNamed(executor: Executor, team: string): Promise<readonly number[]> {
  const named = team.trim().toLowerCase();
  const found = await executor
    .select({ id: teams.id })
    .from(teams)
    .where(sql`${named} in (lower(${teams.name}), lower(${teams.abbreviation}))`);
  if (found.length > 0) return found.map(({ id }) => id);
  const all = await executor.select({ name: teams.name }).from(teams);
  needKnown(
    'team',
    'team',
    team,
    all.map(({ name }) => name),
  );
  return [];
}
