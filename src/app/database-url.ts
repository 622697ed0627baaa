import type { Secrets } from '../config/config.ts';
import type { Logger } from '../platform/logger.ts';

export type ChosenDatabase = {
  url: string;
  /** Past the pooler through which `url` leads; undefined where it leads through none. */
  directUrl: string | undefined;
  isEmbedded: boolean;
  release: () => Promise<void>;
};

/**
 * The database to use: the configured one, or the embedded PostgreSQL of this project, which lives as long as
 * some process uses it. The latter is said in the first log line, so that nobody mistakes it.
 */
export async function chooseDatabase(
  secrets: Secrets,
  { projectRoot, logger, signal }: { projectRoot: string; logger: Logger; signal?: AbortSignal | undefined },
): Promise<ChosenDatabase> {
  if (secrets.databaseUrl) {
    return {
      url: secrets.databaseUrl,
      directUrl: secrets.databaseDirectUrl,
      isEmbedded: false,
      release: async () => undefined,
    };
  }
  const { startEmbeddedPostgres } = await import('../platform/embedded-postgres/embedded-postgres.ts');
  const embedded = await startEmbeddedPostgres({ projectRoot, logger, signal });
  logger.info(
    { dataDirectory: embedded.dataDirectory },
    'DATABASE_URL is not set: using the embedded PostgreSQL',
  );
  return { url: embedded.url, directUrl: undefined, isEmbedded: true, release: () => embedded.stop() };
}
