import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { externalIds } from '../../db/schema/external-ids.ts';
import { providerPayloadGames, providerPayloads } from '../../db/schema/providers.ts';
import type { RunBody } from './run-bodies.ts';

/** Every host that bodies are kept of, by leaps through the index. */
const HOSTS = sql`
  with recursive host as (
    (select ${providerPayloads.host} as name from ${providerPayloads} order by 1 limit 1)
    union all
    select (select ${providerPayloads.host} from ${providerPayloads}
            where ${providerPayloads.host} > host.name order by 1 limit 1)
    from host where host.name is not null
  )
  select name from host where name is not null`;

/** What of a host is asked: an endpoint with the names of what is given, as a game is asked for by its day or by its id. */
export function questionOf({ host, endpoint, query }: Pick<RunBody, 'host' | 'endpoint' | 'query'>): string {
  return JSON.stringify([host, endpoint, ...Object.keys(query ?? {}).toSorted()]);
}

const NAMES_OF_QUERY = sql`(
  select array_agg(name order by name) from jsonb_object_keys(${providerPayloads.query}) as name)`;

/**
 * The newest body of each question that speaks of a game and was there at an instant: what a run was answered with that
 * shared the call of another.
 */
export function bodiesOfGameAt(
  executor: Executor,
  { gameId, at }: { gameId: number; at: Date },
): Promise<RunBody[]> {
  const isOfGame = and(eq(externalIds.entityType, 'game'), eq(externalIds.entityId, gameId));
  const selected = {
    body_hash: providerPayloads.bodyHash,
    host: providerPayloads.host,
    endpoint: providerPayloads.endpoint,
    query: providerPayloads.query,
    fetched_at: providerPayloads.fetchedAt,
    payload_id: providerPayloads.id,
    is_shared: sql<boolean>`true`,
  };
  return rowsOf(
    executor,
    selecting(
      selected,
      (list) => sql`
      select distinct on (${providerPayloads.host}, ${providerPayloads.endpoint}, ${NAMES_OF_QUERY}) ${list}
      from ${providerPayloadGames}
      join ${providerPayloads} on ${providerPayloads.id} = ${providerPayloadGames.payloadId}
      where ${providerPayloadGames.host} in (${HOSTS})
        and ${providerPayloadGames.providerGameId} in (select ${externalIds.externalId} from ${externalIds} where ${isOfGame})
        and ${providerPayloads.fetchedAt} <= ${at}
      order by ${providerPayloads.host}, ${providerPayloads.endpoint}, ${NAMES_OF_QUERY}, ${providerPayloads.lastFetchedAt} desc`,
    ),
  );
}
