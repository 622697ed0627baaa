import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { bareColumns } from '../db/bare-columns.ts';
import type { Database } from '../db/database.ts';
import { providerPayloadGames } from '../db/schema/providers.ts';
import { errorWords, isDatabaseUnavailable } from '../db/errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { ReceivedBody } from '../providers/client/kept-bodies.ts';
import type { BodyReader } from '../providers/registry.ts';

/** Keeps the bodies of a game's answers in `provider_payloads`, each once, with the games that it speaks of. */
export type PayloadRecorder = {
  /** Takes the body at once; it is stored a moment later. Never throws and never holds a run up. */
  record: (received: ReceivedBody) => void;
  /** Stores what is left. */
  close: () => Promise<void>;
};

/** Bodies are stored together after this long: the most that a crash loses. */
const FLUSH_DELAY_MS = 500;

/** While the database is away no more text than this is kept; the oldest bodies go first. */
const MAX_WAITING_CHARACTERS = 64 * 1024 * 1024;

/**
 * A refused body longer than this is not kept. Larger than any answer known, and as much as may come with every try of
 * a parser that is broken: of each question only the last refused answer is kept.
 */
const MAX_REFUSED_CHARACTERS = 4 * 1024 * 1024;

type WaitingBody = ReceivedBody & { fetchedAtMs: number };

const compress = promisify(gzip);

export function createPayloadRecorder({
  db,
  gamesOf,
  clock,
  logger,
}: {
  db: Database;
  /** The games that a body of a host speaks of, by the provider's ids. */
  gamesOf: (host: string) => BodyReader['gamesOfBody'];
  clock: Pick<Clock, 'nowMs'>;
  logger: Logger;
}): PayloadRecorder {
  let waiting: WaitingBody[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = writing.then(flush);
    }, FLUSH_DELAY_MS);
    timer.unref();
  }

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      let stored = 0;
      try {
        for (const received of batch) {
          await storeUnlessRefused(received);
          stored += 1;
        }
      } catch (error) {
        const left = [...batch.slice(stored), ...waiting];
        waiting = newestWithin(left, MAX_WAITING_CHARACTERS);
        logger.warn(
          { err: error, waiting: waiting.length, dropped: left.length - waiting.length },
          'bodies of the provider could not be stored now',
        );
        schedule();
        return;
      }
    }
  }

  /** What the database refuses now it refuses for ever: others must not wait behind it. */
  async function storeUnlessRefused(received: WaitingBody): Promise<void> {
    try {
      await store(db, received, gamesOf(received.host)(received));
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      const { host, endpoint } = received;
      logger.error({ problem: errorWords(error), host, endpoint }, 'a body of the provider cannot be stored');
    }
  }

  return {
    record(received) {
      if (received.isRefused && received.body.length > MAX_REFUSED_CHARACTERS) return;
      waiting.push({ ...received, fetchedAtMs: clock.nowMs() });
      schedule();
    },
    async close() {
      clearTimeout(timer);
      await writing;
      await flush();
    },
  };
}

/** The newest bodies that together are not longer than `limit` characters. */
export function newestWithin<Body extends { body: string }>(bodies: readonly Body[], limit: number): Body[] {
  let length = 0;
  const first = bodies.findLastIndex((one) => (length += one.body.length) > limit);
  return bodies.slice(first + 1);
}

const BODY_GAME_COLUMNS = bareColumns(
  providerPayloadGames.payloadId,
  providerPayloadGames.host,
  providerPayloadGames.providerGameId,
  providerPayloadGames.fetchedAt,
);

/** Stores a body, or notes when the same one was received again. */
async function store(db: Database, received: WaitingBody, gameIds: readonly string[]): Promise<void> {
  const { host, endpoint, query, body, isRefused, fetchedAtMs } = received;
  const hash = createHash('sha256').update(body).digest('hex');
  const fetchedAt = new Date(fetchedAtMs);
  const compressed = await compress(body);
  await db.execute(sql`
    with replaced as (
      delete from provider_payloads
      where ${isRefused} and host = ${host} and endpoint = ${endpoint} and query = ${JSON.stringify(query)}::jsonb
        and is_refused and body_hash <> ${hash}
    ), payload as (
      insert into provider_payloads (host, endpoint, query, body_hash, body, is_refused, fetched_at, last_fetched_at)
      values (${host}, ${endpoint}, ${JSON.stringify(query)}::jsonb, ${hash}, ${compressed}, ${isRefused}, ${fetchedAt}, ${fetchedAt})
      on conflict (host, endpoint, body_hash) do update
      set last_fetched_at = greatest(provider_payloads.last_fetched_at, excluded.last_fetched_at),
          is_refused = excluded.is_refused
      returning id
    )
    insert into ${providerPayloadGames} (${BODY_GAME_COLUMNS})
    select payload.id, ${host}, game_id, ${fetchedAt}
    from payload cross join unnest(${sql.param([...gameIds])}::text[]) as game_id
    on conflict (${bareColumns(providerPayloadGames.payloadId, providerPayloadGames.providerGameId)}) do update
    set fetched_at = greatest(${providerPayloadGames.fetchedAt}, excluded.fetched_at)`);
}
