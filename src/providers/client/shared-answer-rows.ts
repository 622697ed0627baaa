import type { Pool } from 'pg';
import { sql } from 'drizzle-orm';
import { alias } from '../../db/alias.ts';
import { z } from 'zod';
import { bareColumns, excluded } from '../../db/bare-columns.ts';
import { sharedAnswers } from '../../db/schema/providers.ts';
import { statementText } from '../../db/statement-text.ts';

/** The claims and answers of table `shared_answers`. */
export type SharedAnswerRows = { pool: Pick<Pool, 'query'>; claimMs: number };

const { key, answer, askedAt, expiresAt, claimedBy, claimedUntil, claimRank } = sharedAnswers;
const held = alias(sharedAnswers, 'held');
const bare = bareColumns;

const LOOK = statementText(sql`
  select ${key} as key, ${answer} as answer,
         extract(epoch from clock_timestamp() - ${askedAt})::float8 * 1000 as age_ms,
         coalesce(${claimedUntil} > clock_timestamp() and ${claimRank} <= $2, false) as is_claimed
  from ${sharedAnswers} where ${key} = any($1::text[])`);

// Keys in order, so that two processes that claim the same ones do not wait for each other in a circle. A claim is
// refused where somebody has answered since the caller looked.
const TAKEN = statementText(sql`
  select ${key} as key from ${sharedAnswers}
  where ${key} = any($1::text[])
    and ((${claimedUntil} > clock_timestamp() and ${claimRank} <= $2)
         or ${askedAt} >= clock_timestamp() - $3 * interval '1 millisecond')`);

const CLAIM = statementText(sql`
  insert into ${sharedAnswers} as ${held} (${bare(key, claimedBy, claimedUntil, claimRank, expiresAt)})
  select key, $2, clock_timestamp() + $3 * interval '1 millisecond', $4, clock_timestamp() + $3 * interval '1 millisecond'
  from unnest($1::text[]) as wanted(key) order by key
  on conflict (${bare(key)}) do update
  set ${bare(claimedBy)} = ${excluded(claimedBy)}, ${bare(claimedUntil)} = ${excluded(claimedUntil)},
      ${bare(claimRank)} = ${excluded(claimRank)}, ${bare(expiresAt)} = greatest(${held.expiresAt}, ${excluded(expiresAt)})
  where (${held.claimedUntil} is null or ${held.claimedUntil} <= clock_timestamp() or ${held.claimRank} > ${excluded(claimRank)})
    and (${held.askedAt} is null or ${held.askedAt} < clock_timestamp() - $5 * interval '1 millisecond')
  returning ${held.key} as key`);

// Sweeps what is over along with it; what it stores itself is not touched twice.
const STORE = statementText(sql`
  with swept as (
    delete from ${sharedAnswers} where ${key} in (
      select ${key} from ${sharedAnswers}
      where ${expiresAt} < clock_timestamp() and ${key} <> all($1::text[])
      order by ${expiresAt} limit 200 for update skip locked))
  insert into ${sharedAnswers} (${bare(key, answer, askedAt, expiresAt)})
  select key, answer, clock_timestamp() - $3 * interval '1 millisecond', clock_timestamp() + $4 * interval '1 millisecond'
  from unnest($1::text[], $2::bytea[]) as got(key, answer) order by key
  on conflict (${bare(key)}) do update
  set ${bare(answer)} = ${excluded(answer)}, ${bare(askedAt)} = ${excluded(askedAt)},
      ${bare(expiresAt)} = ${excluded(expiresAt)},
      ${bare(claimedBy)} = null, ${bare(claimedUntil)} = null, ${bare(claimRank)} = null`);

const OWN = sql`
  select ${key} as key from ${sharedAnswers}
  where ${key} = any($1::text[]) and ${claimedBy} = $2 order by ${key} for update`;

const RENEW = statementText(sql`
  with own as (${OWN})
  update ${sharedAnswers} as ${held}
  set ${bare(claimedUntil)} = clock_timestamp() + $3 * interval '1 millisecond',
      ${bare(expiresAt)} = greatest(${held.expiresAt}, clock_timestamp() + $3 * interval '1 millisecond')
  from own where ${held.key} = own.key`);

const RELEASE = statementText(sql`
  with own as (${OWN})
  update ${sharedAnswers} as ${held}
  set ${bare(claimedBy)} = null, ${bare(claimedUntil)} = null, ${bare(claimRank)} = null
  from own where ${held.key} = own.key`);

const FORGET = statementText(sql`
  update ${sharedAnswers} set ${bare(answer)} = null, ${bare(askedAt)} = null where ${key} = $1`);

const LookRow = z.object({
  key: z.string(),
  answer: z.instanceof(Buffer).nullable(),
  age_ms: z.number().nullable(),
  is_claimed: z.boolean(),
});
export type LookRow = z.infer<typeof LookRow>;

const LookRows = z.array(LookRow);
const KeyRows = z.array(z.object({ key: z.string() }));

/** What there is of the keys, as a caller of this rank sees it, by key. */
export async function lookAt(
  { pool }: SharedAnswerRows,
  keys: readonly string[],
  rank: number,
): Promise<ReadonlyMap<string, LookRow>> {
  const { rows } = await pool.query(LOOK, [keys, rank]);
  return new Map(LookRows.parse(rows).map((row) => [row.key, row]));
}

/** Which of the keys somebody is asking for, or has asked for within `keptMs`. */
export async function takenOf(
  { pool }: SharedAnswerRows,
  keys: readonly string[],
  { rank, keptMs }: { rank: number; keptMs: number },
): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query(TAKEN, [keys, rank, keptMs]);
  return new Set(KeyRows.parse(rows).map((row) => row.key));
}

/** Claims keys, and returns those that were free and that nobody has answered within `unlessNewerThanMs`. */
export async function claimKeys(
  { pool, claimMs }: SharedAnswerRows,
  keys: readonly string[],
  { claimer, rank, unlessNewerThanMs }: { claimer: string; rank: number; unlessNewerThanMs: number },
): Promise<string[]> {
  if (keys.length === 0) return [];
  const { rows } = await pool.query(CLAIM, [keys, claimer, claimMs, rank, unlessNewerThanMs]);
  return KeyRows.parse(rows).map((row) => row.key);
}

/** Lets the claims hold for as long again. Where this fails they may run out, and another asks as well. */
export async function renewClaims(
  { pool, claimMs }: SharedAnswerRows,
  keys: readonly string[],
  claimer: string,
): Promise<void> {
  await pool.query(RENEW, [keys, claimer, claimMs]).catch(() => undefined);
}

/** Gives the claims back; where that fails they run out. */
export async function releaseClaims(
  { pool }: SharedAnswerRows,
  keys: readonly string[],
  claimer: string,
): Promise<void> {
  await pool.query(RELEASE, [keys, claimer]).catch(() => undefined);
}

/** Stores packed answers in the order of their keys, which ends the claims, and sweeps those that are over. */
export async function storeAnswers(
  { pool }: SharedAnswerRows,
  {
    keys,
    packed,
    ageMs,
    keptMs,
  }: { keys: readonly string[]; packed: readonly Buffer[]; ageMs: number; keptMs: number },
): Promise<void> {
  await pool.query(STORE, [keys, packed, ageMs, keptMs]);
}

export async function forgetAnswer({ pool }: SharedAnswerRows, forgotten: string): Promise<void> {
  await pool.query(FORGET, [forgotten]);
}
