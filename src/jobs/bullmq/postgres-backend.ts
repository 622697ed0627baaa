import {
  type BackendFactory,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
  assertSchemaCompatibility,
} from 'bullmq';
import type pg from 'pg';
import type { Logger } from '../../platform/logger.ts';
import { pauseAfterFailure } from './fetch-pause.ts';
import { settlingDeadlocks } from './settle-deadlocks.ts';
import { createActiveQueues, lookWhereJobsAreActive } from './stalled-look.ts';
import { type StoreClock, toProcessTime, toStoreTime } from './store-time.ts';

type QueryPool = Pick<pg.Pool, 'query'>;

/**
 * Makes BullMQ's backends on `pool`. BullMQ's own keep the failure of their first connection for good: every command
 * after it fails with that, until the process is started anew. These try again with the next command, so that
 * queues, workers and whatever else shares a backend (the views of Bull Board) come to life with the database.
 */
export function createPostgresBackends(
  pool: pg.Pool,
  schema: string,
  clock: StoreClock,
  logger: Logger,
): BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> {
  const inStoreTime = withStoreTime(pool, clock, logger);
  const activeQueues = createActiveQueues(pool, clock);
  return (name, options, { withBlockingConnection = false } = {}) => {
    const connection = new LatePostgresConnection(inStoreTime, schema);
    if (!withBlockingConnection) return new LatePostgresBackend(connection, name, options);
    // Under this name BullMQ finds the workers of a queue.
    const workerName = 'name' in options && typeof options.name === 'string' ? `:w:${options.name}` : '';
    const backend = new LatePostgresBackend(connection, name, options, true, `${name}${workerName}`);
    return lookWhereJobsAreActive(pauseAfterFailure(backend), name, activeQueues);
  };
}

/** A connection that may be opened late: what failed is tried again by the next who asks. */
class LatePostgresConnection extends PostgresConnection {
  readonly #schema: string;
  #opening: Promise<void> | undefined;

  constructor(pool: PostgresConnectionOptions, schema: string) {
    super(pool);
    this.#schema = schema;
  }

  override waitUntilReady(): Promise<void> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<void> {
    const client = await this.pool.connect();
    try {
      await assertSchemaCompatibility(client, this.#schema);
    } finally {
      client.release();
    }
    setImmediate(() => this.emit('ready'));
  }
}

/** A backend that is ready once its connection was opened and named, however late. */
class LatePostgresBackend extends PostgresQueueBackend {
  #opening: Promise<void> | undefined;
  readonly #connectionName: string | undefined;

  constructor(...given: ConstructorParameters<typeof PostgresQueueBackend>) {
    super(...given);
    this.#connectionName = given[4];
  }

  override waitUntilReady(): Promise<void> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #open(): Promise<void> {
    await this.connection.waitUntilReady();
    // A worker without its name works as well; it is only not listed.
    if (this.#connectionName !== undefined) await this.setName(this.#connectionName).catch(() => undefined);
  }
}

/** When a queue's next delayed job is due: the one instant that BullMQ compares with the clock of its process. */
const DUE_COLUMN = 'next_delay';

/** The pool as BullMQ gets it: what it asks and what it is told speak of the database's time, and deadlocks settle. */
function withStoreTime(pool: pg.Pool, clock: StoreClock, logger: Logger): PostgresConnectionOptions {
  const query: QueryPool['query'] = pool.query.bind(pool);
  const shifted = async (text: string, parameters: readonly unknown[] = []) => {
    const offsetMs = clock.offsetMs();
    const values = parameters.map((parameter) => toStoreTime(parameter, offsetMs));
    const answer = await settlingDeadlocks(() => query<Record<string, unknown>>(text, values), logger);
    for (const row of answer.rows ?? []) {
      const dueAt = row[DUE_COLUMN];
      if (dueAt !== null && dueAt !== undefined) row[DUE_COLUMN] = toProcessTime(Number(dueAt), offsetMs);
    }
    return answer;
  };
  // Methods bound to the pool itself: it counts its connections in fields that it replaces.
  const facade = {
    query: shifted,
    connect: () => pool.connect(),
    end: () => pool.end(),
    on: pool.on.bind(pool),
    removeAllListeners: pool.removeAllListeners.bind(pool),
    options: pool.options,
  };
  return facade;
}
