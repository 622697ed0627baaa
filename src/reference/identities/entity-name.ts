import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { games } from '../../db/schema/games.ts';
import { leagues, players, teams } from '../../db/schema/reference.ts';
import { venues } from '../../db/schema/venues.ts';

const home = alias(teams, 'home');
const away = alias(teams, 'away');

/** What an entity is called, as a value of SQL in a query of several tables, which keeps the tables' names. */
export function nameOfEntity(type: AnyColumn, id: AnyColumn): SQL<string | null> {
  return sql<string | null>`case ${type}
    when 'team' then (select ${teams.name} from ${teams} where ${teams.id} = ${id})
    when 'player' then (select ${players.fullName} from ${players} where ${players.id} = ${id})
    when 'league' then (select ${leagues.name} from ${leagues} where ${leagues.id} = ${id})
    when 'venue' then (select ${venues.name} from ${venues} where ${venues.id} = ${id})
    when 'game' then (
      select ${away.name} || ' at ' || ${home.name} || ' ' || ${games.gameDate} from ${games}
      join ${teams} as ${home} on ${home.id} = ${games.homeTeamId}
      join ${teams} as ${away} on ${away.id} = ${games.awayTeamId}
      where ${games.id} = ${id}) end`;
}

/** The name of what an id means, over the row of `external_ids`. */
export const NAME = nameOfEntity(externalIds.entityType, externalIds.entityId);
