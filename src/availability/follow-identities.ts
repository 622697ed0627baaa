import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { bareColumns } from '../db/bare-columns.ts';
import { externalIds } from '../db/schema/external-ids.ts';
import { games } from '../db/schema/games.ts';
import { injuries } from '../db/schema/injuries.ts';
import { gameLineups } from '../db/schema/lineups.ts';
import { wrongIds } from '../db/schema/wrong-ids.ts';

/** Links and words against them of this time are followed: the job comes far more often. */
const LOOK_BACK_HOURS = 24;

/**
 * Has rows of line-ups and injuries follow whom the ids of their sources mean: once somebody says who is meant, or
 * takes a link back, all that is known of that id goes along. Returns how many rows changed hands.
 */
export async function followIdentities(db: Database): Promise<number> {
  const ofGame = sql`(select ${games.sportId} from ${games} where ${games.id} = ${gameLineups.gameId})`;
  return (await follow(db, gameLineups, ofGame)) + (await follow(db, injuries, sql`${injuries.sportId}`));
}

async function follow(
  db: Database,
  table: typeof gameLineups | typeof injuries,
  sportOfRow: SQL,
): Promise<number> {
  const since = sql`now() - ${LOOK_BACK_HOURS} * interval '1 hour'`;
  const { provider, sportId, entityType, externalId, entityId, learnedAt } = externalIds;
  const isLinked = sql`${provider} = ${table.source} and ${entityType} = 'player'
    and ${externalId} = ${table.subject} and ${sportId} = ${sportOfRow}`;
  const given = await db.execute(sql`
    update ${table} set ${bareColumns(table.playerId)} = ${entityId} from ${externalIds}
    where ${isLinked} and ${learnedAt} > ${since} and ${table.playerId} is distinct from ${entityId}`);
  const taken = await db.execute(sql`
    update ${table} set ${bareColumns(table.playerId)} = null from ${wrongIds}
    where ${wrongIds.provider} = ${table.source} and ${wrongIds.entityType} = 'player'
      and ${wrongIds.externalId} = ${table.subject} and ${wrongIds.sportId} = ${sportOfRow}
      and ${wrongIds.entityId} = ${table.playerId} and ${wrongIds.saidAt} > ${since}
      and not exists (select from ${externalIds} where ${isLinked} and ${entityId} = ${table.playerId})`);
  return (given.rowCount ?? 0) + (taken.rowCount ?? 0);
}
