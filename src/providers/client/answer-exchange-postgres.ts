import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Clock } from '../../platform/clock.ts';
import type { AnswerExchange, ExchangedAnswer, ExchangeRequest } from './answer-exchange.ts';

export type PostgresExchangeOptions = {
  pool: Pick<Pool, 'query'>;
  clock: Clock;
  /** How long a claim holds when its process dies, in which it is renewed three times (default 6 s). */
  claimMs?: number;
  /** Pause between two looks at what another process asks for (default 100 ms). */
  stepMs?: number;
};

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Answers of the provider that says that it has nothing. */
const NOTHING = Buffer.alloc(0);

const LOOK = `
  select key, answer, extract(epoch from clock_timestamp() - asked_at)::float8 * 1000 as age_ms,
         coalesce(claimed_until > clock_timestamp() and claim_rank <= $2, false) as is_claimed
  from shared_answers where key = any($1::text[])`;

// Keys in order, so that two processes that claim the same ones do not wait for each other in a circle. A claim is
// refused where somebody has answered since the caller looked.
const TAKEN = `
  select key from shared_answers
  where key = any($1::text[])
    and ((claimed_until > clock_timestamp() and claim_rank <= $2) or asked_at >= clock_timestamp() - $3 * interval '1 millisecond')`;

const CLAIM = `
  insert into shared_answers as held (key, claimed_by, claimed_until, claim_rank, expires_at)
  select key, $2, clock_timestamp() + $3 * interval '1 millisecond', $4, clock_timestamp() + $3 * interval '1 millisecond'
  from unnest($1::text[]) as wanted(key) order by key
  on conflict (key) do update
  set claimed_by = excluded.claimed_by, claimed_until = excluded.claimed_until, claim_rank = excluded.claim_rank,
      expires_at = greatest(held.expires_at, excluded.expires_at)
  where (held.claimed_until is null or held.claimed_until <= clock_timestamp() or held.claim_rank > excluded.claim_rank)
    and (held.asked_at is null or held.asked_at < clock_timestamp() - $5 * interval '1 millisecond')
  returning key`;

const STORE = `
  insert into shared_answers (key, answer, asked_at, expires_at)
  select key, answer, clock_timestamp() - $3 * interval '1 millisecond', clock_timestamp() + $4 * interval '1 millisecond'
  from unnest($1::text[], $2::bytea[]) as got(key, answer) order by key
  on conflict (key) do update
  set answer = excluded.answer, asked_at = excluded.asked_at, expires_at = excluded.expires_at,
      claimed_by = null, claimed_until = null, claim_rank = null`;

const RENEW = `
  with own as (select key from shared_answers where key = any($1::text[]) and claimed_by = $2 order by key for update)
  update shared_answers as held
  set claimed_until = clock_timestamp() + $3 * interval '1 millisecond',
      expires_at = greatest(held.expires_at, clock_timestamp() + $3 * interval '1 millisecond')
  from own where held.key = own.key`;

const RELEASE = `
  with own as (select key from shared_answers where key = any($1::text[]) and claimed_by = $2 order by key for update)
  update shared_answers as held set claimed_by = null, claimed_until = null, claim_rank = null
  from own where held.key = own.key`;

const SWEEP = `
  delete from shared_answers where key in (
    select key from shared_answers where expires_at < clock_timestamp() order by expires_at limit 200 for update skip locked)`;

const LookRow = z.object({
  key: z.string(),
  answer: z.instanceof(Buffer).nullable(),
  age_ms: z.number().nullable(),
  is_claimed: z.boolean(),
});

const KeyRows = z.array(z.object({ key: z.string() }));

/** What a look came to: answers that serve, keys that nobody asks for, and the age of the newest that does not serve. */
type Look = { found: Map<string, ExchangedAnswer | undefined>; free: string[]; newestMs: number };

/** The exchange in table `shared_answers`. */
export function createPostgresExchange({
  pool,
  clock,
  claimMs = 6_000,
  stepMs = 100,
}: PostgresExchangeOptions): AnswerExchange {
  async function look(keys: readonly string[], request: ExchangeRequest): Promise<Look> {
    const { rows } = await pool.query(LOOK, [keys, request.rank]);
    const known = new Map(
      z
        .array(LookRow)
        .parse(rows)
        .map((row) => [row.key, row]),
    );
    const outcome: Look = { found: new Map(), free: [], newestMs: request.keptMs };
    for (const key of keys) {
      const row = known.get(key);
      if (row?.answer && row.age_ms !== null && row.age_ms <= request.keptMs) {
        const answer = { text: await textOf(row.answer), ageMs: row.age_ms };
        if (request.isUsable(key, answer)) {
          outcome.found.set(key, row.answer.length === 0 ? undefined : answer);
          continue;
        }
        // What was not good enough just now is that at the claim as well; whoever is newer is looked at again.
        outcome.newestMs = Math.min(outcome.newestMs, row.age_ms);
      }
      if (row?.is_claimed !== true) outcome.free.push(key);
    }
    return outcome;
  }

  async function claim(
    keys: readonly string[],
    claimer: string,
    { rank }: ExchangeRequest,
    unlessNewerThanMs: number,
  ): Promise<string[]> {
    if (keys.length === 0) return [];
    const { rows } = await pool.query(CLAIM, [keys, claimer, claimMs, rank, unlessNewerThanMs]);
    return KeyRows.parse(rows).map(({ key }) => key);
  }

  /** Fills the places that are left with companions that nobody asks for and nobody has asked. */
  async function claimCompanions(
    places: number,
    claimer: string,
    request: ExchangeRequest,
  ): Promise<string[]> {
    const wanted = (request.companions ?? []).filter((key) => !request.keys.includes(key));
    if (places <= 0 || wanted.length === 0) return [];
    const { rows } = await pool.query(TAKEN, [wanted, request.rank, request.keptMs]);
    const taken = new Set(KeyRows.parse(rows).map(({ key }) => key));
    const free = wanted.filter((key) => !taken.has(key)).slice(0, places);
    return claim(free, claimer, request, request.keptMs);
  }

  /** Renews the claims until `isOver` aborts. Where a renewal fails they may run out, and another asks as well. */
  async function renew(keys: readonly string[], claimer: string, isOver: AbortSignal): Promise<void> {
    for (;;) {
      await clock.sleep(claimMs / 3, isOver).catch(() => undefined);
      if (isOver.aborted) return;
      await pool.query(RENEW, [keys, claimer, claimMs]).catch(() => undefined);
    }
  }

  /** Makes the call for the claimed keys and shares what comes; a failed call gives the claims back. */
  async function askFor(
    keys: readonly string[],
    claimer: string,
    request: ExchangeRequest,
  ): Promise<Map<string, ExchangedAnswer | undefined>> {
    const startedAtMs = clock.nowMs();
    const isOver = new AbortController();
    const renewing = renew(keys, claimer, isOver.signal);
    let answers: ReadonlyMap<string, string>;
    try {
      answers = await request.ask(keys);
    } catch (error) {
      await pool.query(RELEASE, [keys, claimer]).catch(() => undefined);
      throw error;
    } finally {
      isOver.abort();
    }
    await renewing;
    const packed = await Promise.all(
      keys.map(async (key) => {
        const text = answers.get(key);
        return text === undefined ? NOTHING : pack(text, { level: 1 });
      }),
    );
    const ageMs = clock.nowMs() - startedAtMs;
    await pool.query(STORE, [keys, packed, ageMs, request.keptMs]);
    await pool.query(SWEEP);
    return new Map(
      keys.map((key) => {
        const text = answers.get(key);
        return [key, text === undefined ? undefined : { text, ageMs }];
      }),
    );
  }

  return {
    async obtain(request) {
      const claimer = randomUUID();
      const obtained = new Map<string, ExchangedAnswer | undefined>();
      for (;;) {
        request.signal.throwIfAborted();
        const missing = request.keys.filter((key) => !obtained.has(key));
        const seen = await look(missing, request);
        for (const [key, answer] of seen.found) obtained.set(key, answer);
        const own = await claim(
          seen.free.slice(0, request.maxKeys),
          claimer,
          request,
          Math.max(0, seen.newestMs - 1),
        );
        if (own.length > 0) {
          own.push(...(await claimCompanions(request.maxKeys - own.length, claimer, request)));
          for (const [key, answer] of await askFor(own, claimer, request)) obtained.set(key, answer);
        }
        if (request.keys.every((key) => obtained.has(key))) break;
        if (own.length === 0) await clock.sleep(stepMs, request.signal);
      }
      return new Map([...obtained].flatMap(([key, answer]) => (answer ? [[key, answer] as const] : [])));
    },
    async forget(key) {
      await pool.query('update shared_answers set answer = null, asked_at = null where key = $1', [key]);
    },
  };
}

async function textOf(answer: Buffer): Promise<string> {
  return answer.length === 0 ? '' : (await unpack(answer)).toString('utf8');
}
