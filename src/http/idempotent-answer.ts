import { createHash, randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { type IdempotencyStore, IDEMPOTENCY_HOURS, type KeyedRequest } from './idempotency-keys.ts';
import type { Answerer, ApiAnswer, ApiRoute } from './api-route.ts';
import { MAX_STREAM_BYTES, limitedBody } from './limited-body.ts';
import { HttpProblem } from './problem.ts';
import { contextOf } from './request-context.ts';

/** The header by which a client says that a repeated request is the same one. */
export const IDEMPOTENCY_HEADER = 'Idempotency-Key';

/** An answer that was kept carries this header. */
export const REPLAYED_HEADER = 'Idempotent-Replayed';

/** Printable ASCII without blanks. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Seconds after which a request that is in progress may have answered. */
const RETRY_AFTER_SECONDS = '2';

/**
 * Lets each POST with an `Idempotency-Key` happen once. The answer is kept for 24 hours and repeated; the key with
 * another request is 422, while the first is in progress 409. A request that was refused has changed nothing and
 * leaves its key free.
 */
export function createIdempotentAnswerer(store: IdempotencyStore): Answerer {
  return async (route, request, response) => {
    const key = request.get(IDEMPOTENCY_HEADER);
    if (key === undefined || route.method !== 'post') return route.handle(request, response);
    if (!KEY.test(key)) throw badKey();
    const keyed: KeyedRequest = {
      scope: contextOf(response).principal?.kind ?? 'nobody',
      key,
      attempt: randomUUID(),
      targetHash: sha256(`${request.method} ${request.originalUrl}`),
      bodyHash: route.streams ? undefined : sha256(JSON.stringify(request.body ?? null)),
    };
    const begun = await store.begin(keyed);
    switch (begun.state) {
      case 'started':
        return answerOnce(store, keyed, route, request, response);
      case 'other_request':
        throw reusedKey();
      case 'in_progress':
        throw new HttpProblem('request_in_progress', 'The request with this key is still in progress.', {
          remedy: 'Repeat it in a moment to get its answer.',
          headers: { 'Retry-After': RETRY_AFTER_SECONDS },
        });
      case 'done':
        if (route.streams && begun.bodyHash !== (await hashOfBody(request))) throw reusedKey();
        response.set(REPLAYED_HEADER, 'true');
        return { status: begun.status, body: JSON.parse(begun.answer) as unknown };
    }
  };
}

async function answerOnce(
  store: IdempotencyStore,
  keyed: KeyedRequest,
  route: ApiRoute,
  request: Request,
  response: Response,
): Promise<ApiAnswer> {
  const hash = createHash('sha256');
  if (route.streams) contextOf(response).noteBody = (chunk) => void hash.update(chunk);
  let answer: ApiAnswer;
  try {
    answer = await route.handle(request, response);
  } catch (error) {
    await orTold(response, 'a key was not given free', store.release(keyed));
    throw error;
  }
  const bodyHash = keyed.bodyHash ?? hash.digest('hex');
  const kept = { status: answer.status, answer: JSON.stringify(answer.body) };
  await orTold(response, 'an answer was not kept', store.finish({ ...keyed, bodyHash }, kept));
  return answer;
}

/**
 * What was asked for is done, or refused, by then: an answer that says otherwise, because the database went away
 * meanwhile, would be wrong and would make the client repeat it. The key stays in progress until its lease runs out.
 */
async function orTold(response: Response, what: string, writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    contextOf(response).logger.error({ err: error }, `${what}: repeats of the request are told to wait`);
  }
}

/** Reads a streamed body that is not needed any more, only to compare it; 413 where it is larger than was taken. */
async function hashOfBody(request: Request): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of limitedBody(request, MAX_STREAM_BYTES)) hash.update(chunk);
  return hash.digest('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function badKey(): HttpProblem {
  return new HttpProblem('invalid_request', `The header ${IDEMPOTENCY_HEADER} cannot be used.`, {
    errors: [
      {
        field: IDEMPOTENCY_HEADER,
        detail: 'must be 1 to 255 printable ASCII characters without blanks',
        remedy: 'Use a fresh UUID for each request.',
      },
    ],
  });
}

function reusedKey(): HttpProblem {
  return new HttpProblem(
    'idempotency_key_reused',
    'This idempotency key belongs to another request: method, address or body differ.',
    { remedy: `Use a fresh key for each request; a key is remembered for ${IDEMPOTENCY_HOURS} hours.` },
  );
}
