import { createHash, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type pg from 'pg';

/** A call that was answered: what there is to record of it. */
export type AnsweredCall = {
  endpoint: string;
  query: Readonly<Record<string, string>>;
  startedMs: number;
  durationMs: number;
  body: Buffer;
};

/** The game on whose behalf calls were made. */
export type CallsOwner = { gameId: number; taskId: number; runId: string; host: string };

const compress = promisify(gzip);

/** Records each call and keeps its body, packed and once, with the games that it speaks of. */
export async function saveCalls(
  client: pg.PoolClient,
  owner: CallsOwner,
  calls: readonly (AnsweredCall & { providerGameIds: readonly string[] })[],
): Promise<void> {
  const rows = await Promise.all(
    calls.map(async ({ body, startedMs, durationMs, providerGameIds, ...call }) => ({
      ...call,
      request_id: randomUUID(),
      body_hash: createHash('sha256').update(body).digest('hex'),
      packed: (await compress(body)).toString('base64'),
      response_bytes: body.length,
      duration_ms: Math.round(durationMs),
      started_at: new Date(startedMs).toISOString(),
      game_ids: providerGameIds,
    })),
  );
  await client.query(
    `with received as materialized (
       select * from jsonb_to_recordset($5::jsonb) as call(endpoint text, query jsonb, request_id uuid, body_hash text,
         packed text, response_bytes int, duration_ms int, started_at timestamptz, game_ids text[])),
     recorded as (
       insert into api_usage (request_id, host, endpoint, query, http_status, outcome, duration_ms, response_bytes,
         body_hash, game_id, task_id, run_id, cost, priority, started_at)
       select request_id, $4, endpoint, query, 200, 'ok', duration_ms, response_bytes, body_hash, $1, $2, $3, 1,
         'first_pass', started_at from received),
     kept as (
       insert into provider_payloads (host, endpoint, query, body_hash, body)
       select $4, endpoint, query, body_hash, decode(packed, 'base64') from received
       on conflict (host, endpoint, body_hash) do update set last_fetched_at = excluded.last_fetched_at
       returning id, host, endpoint, body_hash)
     insert into provider_payload_games (payload_id, host, provider_game_id, fetched_at)
     select kept.id, kept.host, game_id, now() from kept join received using (endpoint, body_hash)
     cross join unnest(received.game_ids) as game_id
     on conflict (payload_id, provider_game_id) do nothing`,
    [owner.gameId, owner.taskId, owner.runId, owner.host, JSON.stringify(rows)],
  );
}

/** Players and teams of a task, each as done. */
export async function saveEntities(
  client: pg.PoolClient,
  taskId: number,
  entities: readonly { type: 'player' | 'team'; external_id: string; entity_id: number; hash: string }[],
): Promise<void> {
  await client.query(
    `insert into seeding_task_entities (task_id, entity_type, provider_entity_id, entity_id, status, content_hash, seeded_at)
     select $1, type, external_id, entity_id, 'completed', hash, now()
     from json_to_recordset($2::json) as done(type text, external_id text, entity_id int, hash text)`,
    [taskId, JSON.stringify(entities)],
  );
}

/** The game's id at the provider, and what happened to the game. */
export async function saveStory(
  client: pg.PoolClient,
  owner: CallsOwner,
  game: { sportId: number; providerGameId: string; players: number },
): Promise<void> {
  await client.query(
    `insert into external_ids (provider, sport_id, entity_type, external_id, entity_id, learned_by, confidence)
     values ('api-sports', $1, 'game', $2, $3, 'schedule', 0.95)`,
    [game.sportId, game.providerGameId, owner.gameId],
  );
  await client.query(
    `insert into game_events (game_id, task_id, kind, message, data, actor, run_id)
     values ($1, $2, 'seeded', $3, $4, 'peer', $5)`,
    [
      owner.gameId,
      owner.taskId,
      `${game.players} players and 2 teams are seeded`,
      { players: game.players, teams: 2 },
      owner.runId,
    ],
  );
}
