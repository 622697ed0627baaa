import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Pool } from 'pg';
import type { Clock } from '../../platform/clock.ts';
import type { AnswerExchange, ExchangedAnswer, ExchangeRequest } from './answer-exchange.ts';
import {
  type SharedAnswerRows,
  claimKeys,
  forgetAnswer,
  lookAt,
  releaseClaims,
  renewClaims,
  storeAnswers,
  takenOf,
} from './shared-answer-rows.ts';

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

/** What a look came to: answers that serve, keys that nobody asks for, and the age of the newest that does not serve. */
type Look = { found: Map<string, ExchangedAnswer | undefined>; free: string[]; newestMs: number };

/** What one process shares its calls by. */
type Exchange = SharedAnswerRows & { clock: Clock; stepMs: number };

/** A request with the name under which this process claims keys for it. */
type Claiming = ExchangeRequest & { claimer: string };

/** The exchange in table `shared_answers`. */
export function createPostgresExchange({
  pool,
  clock,
  claimMs = 6_000,
  stepMs = 100,
}: PostgresExchangeOptions): AnswerExchange {
  const exchange: Exchange = { pool, clock, claimMs, stepMs };
  return {
    obtain: (request) => obtain(exchange, { ...request, claimer: randomUUID() }),
    forget: (key) => forgetAnswer(exchange, key),
  };
}

async function obtain(exchange: Exchange, request: Claiming): Promise<ReadonlyMap<string, ExchangedAnswer>> {
  const obtained = new Map<string, ExchangedAnswer | undefined>();
  for (;;) {
    request.signal.throwIfAborted();
    const missing = request.keys.filter((key) => !obtained.has(key));
    const seen = await look(exchange, missing, request);
    for (const [key, answer] of seen.found) obtained.set(key, answer);
    const unlessNewerThanMs = Math.max(0, seen.newestMs - 1);
    const own = await claimKeys(exchange, seen.free.slice(0, request.maxKeys), {
      ...request,
      unlessNewerThanMs,
    });
    if (own.length > 0) {
      own.push(...(await claimCompanions(exchange, request.maxKeys - own.length, request)));
      for (const [key, answer] of await askFor(exchange, own, request)) obtained.set(key, answer);
    }
    if (request.keys.every((key) => obtained.has(key))) break;
    if (own.length === 0) await exchange.clock.sleep(exchange.stepMs, request.signal);
  }
  return new Map([...obtained].flatMap(([key, answer]) => (answer ? [[key, answer] as const] : [])));
}

async function look(exchange: Exchange, keys: readonly string[], request: Claiming): Promise<Look> {
  const known = await lookAt(exchange, keys, request.rank);
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

/** Fills the places that are left with companions that nobody asks for and nobody has asked. */
async function claimCompanions(exchange: Exchange, places: number, request: Claiming): Promise<string[]> {
  const wanted = (request.companions ?? []).filter((key) => !request.keys.includes(key));
  if (places <= 0 || wanted.length === 0) return [];
  const taken = await takenOf(exchange, wanted, request);
  const free = wanted.filter((key) => !taken.has(key)).slice(0, places);
  return claimKeys(exchange, free, { ...request, unlessNewerThanMs: request.keptMs });
}

/** Makes the call for the claimed keys and shares what comes; a failed call gives the claims back. */
async function askFor(
  exchange: Exchange,
  keys: readonly string[],
  { claimer, ask, keptMs }: Claiming,
): Promise<Map<string, ExchangedAnswer | undefined>> {
  const { clock } = exchange;
  const startedAtMs = clock.nowMs();
  const isOver = new AbortController();
  const renewing = renewUntil(isOver.signal, exchange, { keys, claimer });
  let answers: ReadonlyMap<string, string>;
  try {
    answers = await ask(keys);
  } catch (error) {
    await releaseClaims(exchange, keys, claimer);
    throw error;
  } finally {
    isOver.abort();
  }
  await renewing;
  const packed = await Promise.all(keys.map((key) => packedOf(answers.get(key))));
  const ageMs = clock.nowMs() - startedAtMs;
  await storeAnswers(exchange, { keys, packed, ageMs, keptMs });
  return new Map(
    keys.map((key) => {
      const text = answers.get(key);
      return [key, text === undefined ? undefined : { text, ageMs }];
    }),
  );
}

/** Renews the claims until `isOver` aborts. */
async function renewUntil(
  isOver: AbortSignal,
  exchange: Exchange,
  { keys, claimer }: { keys: readonly string[]; claimer: string },
): Promise<void> {
  for (;;) {
    await exchange.clock.sleep(exchange.claimMs / 3, isOver).catch(() => undefined);
    if (isOver.aborted) return;
    await renewClaims(exchange, keys, claimer);
  }
}

async function packedOf(text: string | undefined): Promise<Buffer> {
  return text === undefined ? NOTHING : pack(text, { level: 1 });
}

async function textOf(answer: Buffer): Promise<string> {
  return answer.length === 0 ? '' : (await unpack(answer)).toString('utf8');
}
