import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant, instantOfInsert } from './columns.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** One row for each call that left the process, so that cost and trouble can be traced to a game. */
export const apiUsage = pgTable(
  'api_usage',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    requestId: uuid('request_id').notNull(),
    host: varchar('host', { length: 200 }).notNull(),
    endpoint: varchar('endpoint', { length: 100 }).notNull(),
    query: jsonb('query'),
    httpStatus: integer('http_status'),
    /** `in_flight` until it is over, then `ok` or the kind of the provider error; `lost` where its process died over it. */
    outcome: varchar('outcome', { length: 20 }).notNull(),
    detail: text('detail'),
    durationMs: integer('duration_ms').notNull(),
    responseBytes: integer('response_bytes'),
    /** SHA-256 of the body, where a parser could read it: that of the row in `provider_payloads` where it is kept. */
    bodyHash: varchar('body_hash', { length: 64 }),
    gameId: integer('game_id'),
    taskId: integer('task_id'),
    /** The run that made it: a row of `sync_log` once that is over; null in rows of older versions. */
    runId: varchar('run_id', { length: 100 }),
    /** Calls taken from the quota: 0 for free calls and those that never reached the host; null in old rows. */
    cost: integer('cost'),
    /** What they cost where the provider counts credits by the question; null where it is one a call. */
    credits: integer('credits'),
    /** On whose behalf: `manual`, `first_pass`, `correction`, `backfill`. */
    priority: varchar('priority', { length: 20 }),
    startedAt: instant('started_at').notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index('idx_api_usage_started').on(table.startedAt),
    index('idx_api_usage_game').on(table.gameId),
    index('idx_api_usage_run').on(table.runId).where(sql`run_id is not null`),
    // What looks at games under way cost is read with each look at the dashboard.
    index('idx_api_usage_live_looks').on(table.startedAt).where(sql`run_id like 'finish_early/%'`),
    index('idx_api_usage_in_flight').on(table.startedAt).where(sql`outcome = 'in_flight'`),
  ],
);

/** Bodies as received, once each, so that a changed parser can read them again without a call. */
export const providerPayloads = pgTable(
  'provider_payloads',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    host: varchar('host', { length: 200 }).notNull(),
    endpoint: varchar('endpoint', { length: 100 }).notNull(),
    query: jsonb('query').notNull(),
    gameId: integer('game_id'),
    bodyHash: varchar('body_hash', { length: 64 }).notNull(),
    /** gzip of the body. */
    body: bytea('body').notNull(),
    /** Our parsers refused it when it came last; they may be mended. */
    isRefused: boolean('is_refused').notNull().default(false),
    /** When the body was received first, and when the same body was received last. */
    fetchedAt: instantOfInsert('fetched_at'),
    lastFetchedAt: instantOfInsert('last_fetched_at'),
  },
  (table) => [
    uniqueIndex('unique_provider_payload').on(table.gameId, table.endpoint, table.bodyHash),
    uniqueIndex('unique_provider_body').on(table.host, table.endpoint, table.bodyHash),
    index('idx_provider_payloads_query').on(table.host, table.endpoint, table.query, table.lastFetchedAt),
    index('idx_provider_payloads_age').on(table.lastFetchedAt),
  ],
);

/**
 * Which games a body speaks of, by the provider's ids: one body of a slate or a batch belongs to many, and our own
 * id of a game may not be known yet when its first slate comes in.
 */
export const providerPayloadGames = pgTable(
  'provider_payload_games',
  {
    payloadId: bigint('payload_id', { mode: 'number' })
      .notNull()
      .references(() => providerPayloads.id, { onDelete: 'cascade' }),
    host: varchar('host', { length: 200 }).notNull(),
    providerGameId: varchar('provider_game_id', { length: 50 }).notNull(),
    /** When the body was received last. */
    fetchedAt: instant('fetched_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.payloadId, table.providerGameId] }),
    index('idx_provider_payload_games_game').on(table.host, table.providerGameId, table.fetchedAt),
  ],
);

/**
 * Answers of a provider that processes share for minutes, and who is asking for one now. Unlogged, in a migration by
 * hand: losing them costs a call.
 */
export const sharedAnswers = pgTable(
  'shared_answers',
  {
    key: text('key').primaryKey(),
    answer: bytea('answer'),
    askedAt: instant('asked_at'),
    expiresAt: instant('expires_at').notNull(),
    claimedBy: text('claimed_by'),
    claimedUntil: instant('claimed_until'),
    claimRank: smallint('claim_rank'),
  },
  (table) => [index('idx_shared_answers_expires').on(table.expiresAt)],
);

/** The newest answer to each question of providers that are asked by condition, for all processes. */
export const keptAnswers = pgTable(
  'kept_answers',
  {
    host: varchar('host', { length: 200 }).notNull(),
    endpoint: varchar('endpoint', { length: 100 }).notNull(),
    /** SHA-256 of the parameters, in the order of their names. */
    queryHash: varchar('query_hash', { length: 64 }).notNull(),
    /** gzip of the body, without the key. */
    body: bytea('body').notNull(),
    /** What the host named for asking whether the answer has changed. */
    etag: text('etag'),
    lastModified: text('last_modified'),
    /** When the host gave the answer, or said that it has not changed. */
    answeredAt: instant('answered_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.host, table.endpoint, table.queryHash] }),
    index('idx_kept_answers_age').on(table.answeredAt),
  ],
);
