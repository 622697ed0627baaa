import { hash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { bareColumns } from '../db/bare-columns.ts';
import type { Database } from '../db/database.ts';
import { providerPayloadGames, providerPayloads } from '../db/schema/providers.ts';
import { pack as packText } from '../platform/packing.ts';
import type { ReceivedBody } from '../providers/client/kept-bodies.ts';

export type WaitingBody = ReceivedBody & { fetchedAtMs: number };

/** A body with the games that it speaks of, by the provider's ids. */
export type BodyOfGames = WaitingBody & { gameIds: readonly string[] };

type PackedBody = Omit<BodyOfGames, 'body' | 'bodyHash' | 'packed'> & {
  hash: string;
  packed: string;
  lastFetchedAtMs: number;
};

const BODY = bareColumns(
  providerPayloads.host,
  providerPayloads.endpoint,
  providerPayloads.query,
  providerPayloads.bodyHash,
  providerPayloads.body,
  providerPayloads.isRefused,
  providerPayloads.fetchedAt,
  providerPayloads.lastFetchedAt,
);
const BODY_KEY = bareColumns(providerPayloads.host, providerPayloads.endpoint, providerPayloads.bodyHash);
const [IS_REFUSED, LAST_FETCHED_AT, GAME_FETCHED_AT] = [
  bareColumns(providerPayloads.isRefused),
  bareColumns(providerPayloads.lastFetchedAt),
  bareColumns(providerPayloadGames.fetchedAt),
];
const BODY_GAME = bareColumns(
  providerPayloadGames.payloadId,
  providerPayloadGames.host,
  providerPayloadGames.providerGameId,
  providerPayloadGames.fetchedAt,
);
const BODY_GAME_KEY = bareColumns(providerPayloadGames.payloadId, providerPayloadGames.providerGameId);

/**
 * Stores bodies in one statement, each once: for one that is there already, when it was received last. Of refused
 * bodies the last of each question stays.
 */
export async function storeBodies(db: Database, bodies: readonly BodyOfGames[]): Promise<void> {
  const packed = withoutRepeats(await Promise.all(bodies.map(pack)));
  if (packed.length === 0) return;
  await db.execute(sql`
    with received as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(packed.map(rowOf))}::jsonb)
        as body(host text, endpoint text, query jsonb, hash text, packed text, is_refused boolean,
                fetched_at timestamptz, last_fetched_at timestamptz, game_ids text[])
    ), replaced as (
      delete from ${providerPayloads} using received
      where received.is_refused and ${providerPayloads.host} = received.host
        and ${providerPayloads.endpoint} = received.endpoint and ${providerPayloads.query} = received.query
        and ${providerPayloads.isRefused}
        and not exists (select from received as same
                        where same.host = ${providerPayloads.host} and same.endpoint = ${providerPayloads.endpoint}
                          and same.hash = ${providerPayloads.bodyHash})
    ), payload as (
      insert into ${providerPayloads} (${BODY})
      select host, endpoint, query, hash, decode(packed, 'base64'), is_refused, fetched_at, last_fetched_at
      from received
      on conflict (${BODY_KEY}) do update
      set ${LAST_FETCHED_AT} = greatest(${providerPayloads.lastFetchedAt}, excluded.${LAST_FETCHED_AT}),
          ${IS_REFUSED} = excluded.${IS_REFUSED}
      returning ${providerPayloads.id} as id, ${providerPayloads.host} as host,
                ${providerPayloads.endpoint} as endpoint, ${providerPayloads.bodyHash} as hash
    )
    insert into ${providerPayloadGames} (${BODY_GAME})
    select payload.id, payload.host, game_id, received.last_fetched_at
    from payload join received using (host, endpoint, hash) cross join unnest(received.game_ids) as game_id
    on conflict (${BODY_GAME_KEY}) do update
    set ${GAME_FETCHED_AT} = greatest(${providerPayloadGames.fetchedAt}, excluded.${GAME_FETCHED_AT})`);
}

async function pack({ body, bodyHash, packed, ...received }: BodyOfGames): Promise<PackedBody> {
  return {
    ...received,
    hash: bodyHash ?? hash('sha256', body),
    packed: (packed ?? (await packText(body))).toString('base64'),
    lastFetchedAtMs: received.fetchedAtMs,
  };
}

/** The last of equal bodies, which was fetched first when the first of them was; of refused ones the last of a question. */
function withoutRepeats(bodies: readonly PackedBody[]): PackedBody[] {
  const byHash = new Map<string, PackedBody>();
  for (const body of bodies) {
    const key = `${body.host} ${body.endpoint} ${body.hash}`;
    const fetchedAtMs = byHash.get(key)?.fetchedAtMs ?? body.fetchedAtMs;
    byHash.delete(key);
    byHash.set(key, { ...body, fetchedAtMs });
  }
  const questionOf = ({ host, endpoint, query }: PackedBody): string =>
    JSON.stringify([host, endpoint, query]);
  const kept = [...byHash.values()];
  const lastRefused = new Map(
    kept.filter(({ isRefused }) => isRefused).map((body) => [questionOf(body), body]),
  );
  return kept.filter((body) => !body.isRefused || lastRefused.get(questionOf(body)) === body);
}

function rowOf(body: PackedBody): object {
  return {
    host: body.host,
    endpoint: body.endpoint,
    query: body.query,
    hash: body.hash,
    packed: body.packed,
    is_refused: body.isRefused,
    fetched_at: new Date(body.fetchedAtMs).toISOString(),
    last_fetched_at: new Date(body.lastFetchedAtMs).toISOString(),
    game_ids: [...new Set(body.gameIds)],
  };
}
