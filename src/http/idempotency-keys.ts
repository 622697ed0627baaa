import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { bareColumns } from '../db/bare-columns.ts';
import type { Database } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { idempotencyKeys } from '../db/schema/operations.ts';

/** How long an answer is kept. */
export const IDEMPOTENCY_HOURS = 24;

/**
 * A request that has not answered for so long is taken for lost with its process, and may be repeated: longer than
 * the largest schedule file takes.
 */
const LEASE_MINUTES = 10;

/** A request as it is recognised again. Hashes are SHA-256 in hex. */
export type KeyedRequest = {
  /** Whose key it is: keys of different principals do not meet. */
  scope: string;
  key: string;
  /** Chosen anew for each arrival; tells this run from one that took it over. */
  attempt: string;
  /** Of method, path and query. */
  targetHash: string;
  /** Absent while the body has not been read. */
  bodyHash?: string | undefined;
};

export type KeyedAnswer = { status: number; answer: string; bodyHash: string | null };

/** What is known of a request's key. */
export type BegunRequest =
  | { state: 'started' }
  | { state: 'in_progress' }
  | { state: 'other_request' }
  | ({ state: 'done' } & KeyedAnswer);

/** Answers of requests by their idempotency key, shared by all control processes. */
export type IdempotencyStore = {
  /** Takes the key for this request, or says what became of the one that has it. */
  begin: (request: KeyedRequest) => Promise<BegunRequest>;
  /** Keeps the answer of a request that was begun. */
  finish: (request: KeyedRequest, answer: { status: number; answer: string }) => Promise<void>;
  /** Gives the key free: the request has changed nothing. */
  release: (request: KeyedRequest) => Promise<void>;
};

type Row = { target_hash: string; body_hash: string | null; status: number | null; answer: string | null };

const COLUMNS = bareColumns(
  idempotencyKeys.scope,
  idempotencyKeys.key,
  idempotencyKeys.attempt,
  idempotencyKeys.targetHash,
  idempotencyKeys.bodyHash,
  idempotencyKeys.leaseExpiresAt,
);

/** What changes where a request takes over a key whose lease has run out. */
const TAKEN = [idempotencyKeys.attempt, idempotencyKeys.bodyHash, idempotencyKeys.leaseExpiresAt];

export function createIdempotencyStore({ db }: { db: Database }): IdempotencyStore {
  const lease = sql`now() + make_interval(mins => ${LEASE_MINUTES})`;

  async function take({ scope, key, attempt, targetHash, bodyHash }: KeyedRequest): Promise<boolean> {
    await db.execute(
      sql`delete from ${idempotencyKeys} where ${idempotencyKeys.createdAt} < now() - make_interval(hours => ${IDEMPOTENCY_HOURS})`,
    );
    const taken = await firstRow(
      db,
      sql`insert into ${idempotencyKeys} (${COLUMNS})
          values (${scope}, ${key}, ${attempt}, ${targetHash}, ${bodyHash ?? null}, ${lease})
          on conflict (${bareColumns(idempotencyKeys.scope, idempotencyKeys.key)}) do update
          set (${bareColumns(...TAKEN)}) = (${sql.join(TAKEN.map(excluded), sql`, `)})
          where ${idempotencyKeys.status} is null and ${idempotencyKeys.leaseExpiresAt} < now()
            and ${idempotencyKeys.targetHash} = ${excluded(idempotencyKeys.targetHash)}
          returning ${idempotencyKeys.attempt}`,
    );
    return taken !== undefined;
  }

  return {
    async begin(request) {
      // The row that stood in the way may be released before it is read; then the key is free.
      for (;;) {
        if (await take(request)) return { state: 'started' };
        const [row] = await db
          .select({
            target_hash: idempotencyKeys.targetHash,
            body_hash: idempotencyKeys.bodyHash,
            status: idempotencyKeys.status,
            answer: idempotencyKeys.answer,
          })
          .from(idempotencyKeys)
          .where(isKeyOf(request));
        if (row) return toBegun(row, request);
      }
    },
    async finish(request, { status, answer }) {
      await db.execute(
        sql`update ${idempotencyKeys}
            set ${bareColumns(idempotencyKeys.status)} = ${status}, ${bareColumns(idempotencyKeys.answer)} = ${answer},
                ${bareColumns(idempotencyKeys.bodyHash)} = ${request.bodyHash ?? null}
            where ${isKeyOf(request)} and ${idempotencyKeys.attempt} = ${request.attempt}`,
      );
    },
    async release(request) {
      await db.execute(
        sql`delete from ${idempotencyKeys}
            where ${isKeyOf(request)} and ${idempotencyKeys.attempt} = ${request.attempt} and ${idempotencyKeys.status} is null`,
      );
    },
  };
}

/** The value that stood in for the row that was in the way. */
function excluded(column: PgColumn): SQL {
  return sql`excluded.${bareColumns(column)}`;
}

function isKeyOf({ scope, key }: KeyedRequest): SQL {
  return sql`${idempotencyKeys.scope} = ${scope} and ${idempotencyKeys.key} = ${key}`;
}

function toBegun(row: Row, { targetHash, bodyHash }: KeyedRequest): BegunRequest {
  if (row.target_hash !== targetHash) return { state: 'other_request' };
  if (bodyHash !== undefined && row.body_hash !== null && row.body_hash !== bodyHash) {
    return { state: 'other_request' };
  }
  if (row.status === null || row.answer === null) return { state: 'in_progress' };
  return { state: 'done', status: row.status, answer: row.answer, bodyHash: row.body_hash };
}
