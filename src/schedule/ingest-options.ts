import type { Config } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import type { Publisher } from '../jobs/publisher.ts';
import type { QueueStore } from '../jobs/store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Tracer } from '../platform/tracing/tracer.ts';

/** What bringing games in needs of its surroundings. */
export type IngestOptions = {
  db: Database;
  store: QueueStore;
  publisher: Publisher;
  clock: Clock;
  logger: Logger;
  tracer: Tracer;
  delayMs: Config['seeding']['delayMs'];
  maxRetries: number;
  /** Which version of the parsers reads files. */
  parserVersion: () => string;
  /** A file of more games is looked at by parts; tests lower it. */
  heldGames?: number | undefined;
};
