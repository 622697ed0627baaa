import { type SQL, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { teams } from '../../db/schema/reference.ts';
import { externalIdOf } from './external-ids.ts';

const SIDES = { home: alias(teams, 'home'), away: alias(teams, 'away') } as const;

/** A `SideToSeed` as a value of SQL, of the team that the query calls `home` or `away`. */
export function sideToSeed(side: keyof typeof SIDES): SQL {
  const { id, name, abbreviation } = SIDES[side];
  return sql`json_build_object('teamId', ${id}, 'name', ${name}, 'abbreviation', ${abbreviation},
                               'externalId', ${externalIdOf('team', id)})`;
}
