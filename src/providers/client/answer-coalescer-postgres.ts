import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Pool } from 'pg';
import type { Clock } from '../../platform/clock.ts';
import type { AnswerCoalescer, CoalescedAnswer, CoalescedRequest } from './answer-coalescer.ts';
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

export type PostgresCoalescerOptions = {
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

/** One for all calls: an abort without a reason makes an error with its stack. */
const ANSWERED = new Error('the call was answered');

/** What a look came to: answers that serve, keys that nobody asks for, and the age of the newest that does not serve. */
type Look = { found: Map<string, CoalescedAnswer | undefined>; free: string[]; newestMs: number };

/** What one process shares its calls by. */
type Coalescer = SharedAnswerRows & { clock: Clock; stepMs: number };

/** A request with the name under which this process claims keys for it. */
type Claiming = CoalescedRequest & { claimer: string };

/** The coalescer in table `shared_answers`. */
export function createPostgresCoalescer({
  pool,
  clock,
  claimMs = 6_000,
  stepMs = 100,
}: PostgresCoalescerOptions): AnswerCoalescer {
  const coalescer: Coalescer = { pool, clock, claimMs, stepMs };
  return {
    obtain: (request) => obtain(coalescer, { ...request, claimer: randomUUID() }),
    forget: (key) => forgetAnswer(coalescer, key),
  };
}

async function obtain(
  coalescer: Coalescer,
  request: Claiming,
): Promise<ReadonlyMap<string, CoalescedAnswer>> {
  const obtained = new Map<string, CoalescedAnswer | undefined>();
  for (;;) {
    request.signal.throwIfAborted();
    const missing = request.keys.filter((key) => !obtained.has(key));
    const seen = await look(coalescer, missing, request);
    for (const [key, answer] of seen.found) obtained.set(key, answer);
    const unlessNewerThanMs = Math.max(0, seen.newestMs - 1);
    const own = await claimKeys(coalescer, seen.free.slice(0, request.maxKeys), {
      ...request,
      unlessNewerThanMs,
    });
    if (own.length > 0) {
      own.push(...(await claimSiblings(coalescer, request.maxKeys - own.length, request)));
      for (const [key, answer] of await askFor(coalescer, own, request)) obtained.set(key, answer);
    }
    if (request.keys.every((key) => obtained.has(key))) break;
    if (own.length === 0) await coalescer.clock.sleep(coalescer.stepMs, request.signal);
  }
  return new Map([...obtained].flatMap(([key, answer]) => (answer ? [[key, answer] as const] : [])));
}

async function look(coalescer: Coalescer, keys: readonly string[], request: Claiming): Promise<Look> {
  const known = await lookAt(coalescer, keys, request.rank);
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

/** Fills the places that are left with siblings that nobody asks for and nobody has asked. */
async function claimSiblings(coalescer: Coalescer, places: number, request: Claiming): Promise<string[]> {
  const wanted = (request.siblings ?? []).filter((key) => !request.keys.includes(key));
  if (places <= 0 || wanted.length === 0) return [];
  const taken = await takenOf(coalescer, wanted, request);
  const free = wanted.filter((key) => !taken.has(key)).slice(0, places);
  return claimKeys(coalescer, free, { ...request, unlessNewerThanMs: request.keptMs });
}

/** Makes the call for the claimed keys and shares what comes; a failed call gives the claims back. */
async function askFor(
  coalescer: Coalescer,
  keys: readonly string[],
  { claimer, ask, keptMs }: Claiming,
): Promise<Map<string, CoalescedAnswer | undefined>> {
  const { clock } = coalescer;
  const startedAtMs = clock.nowMs();
  const isOver = new AbortController();
  const renewing = renewUntil(isOver.signal, coalescer, { keys, claimer });
  let answers: ReadonlyMap<string, string>;
  try {
    answers = await ask(keys);
  } catch (error) {
    await releaseClaims(coalescer, keys, claimer);
    throw error;
  } finally {
    isOver.abort(ANSWERED);
  }
  await renewing;
  const packed = await Promise.all(keys.map((key) => packedOf(answers.get(key))));
  const ageMs = clock.nowMs() - startedAtMs;
  await storeAnswers(coalescer, { keys, packed, ageMs, keptMs });
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
  coalescer: Coalescer,
  { keys, claimer }: { keys: readonly string[]; claimer: string },
): Promise<void> {
  for (;;) {
    await coalescer.clock.sleep(coalescer.claimMs / 3, isOver).catch(() => undefined);
    if (isOver.aborted) return;
    await renewClaims(coalescer, keys, claimer);
  }
}

async function packedOf(text: string | undefined): Promise<Buffer> {
  return text === undefined ? NOTHING : pack(text, { level: 1 });
}

async function textOf(answer: Buffer): Promise<string> {
  return answer.length === 0 ? '' : (await unpack(answer)).toString('utf8');
}
