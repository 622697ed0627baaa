import { type SQL, sql } from 'drizzle-orm';
import { externalIdOf } from './external-ids.ts';

/** A `SideToSeed` as a value of SQL, of the team that the query calls `home` or `away`. */
export function sideToSeed(alias: 'home' | 'away'): SQL {
  const team = sql.identifier(alias);
  return sql`json_build_object('teamId', ${team}.id, 'name', ${team}.name, 'abbreviation', ${team}.abbreviation,
                               'externalId', ${externalIdOf('team', sql`${team}.id`)})`;
}
