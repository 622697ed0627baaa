import { type SQL, sql } from 'drizzle-orm';
import { teams } from '../../db/schema/reference.ts';
import { AWAY, GAME, HOME } from '../../db/table-aliases.ts';
import { externalIdOf } from './external-ids.ts';

const SIDES = {
  home: { team: HOME, teamId: GAME.homeTeamId },
  away: { team: AWAY, teamId: GAME.awayTeamId },
} as const;

/**
 * A `SideToSeed` of the query's `game` as a value of SQL. It looks the team up by itself: with a join for each side a
 * query takes twice as long to plan, and there is one game in most of them.
 */
export function sideToSeed(side: keyof typeof SIDES): SQL {
  const { team, teamId } = SIDES[side];
  return sql`(
    select json_build_object('teamId', ${team.id}, 'name', ${team.name}, 'abbreviation', ${team.abbreviation},
                             'externalId', ${externalIdOf('team', team.id)})
    from ${teams} as ${team} where ${team.id} = ${teamId})`;
}
