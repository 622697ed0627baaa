// A process that uses the embedded PostgreSQL and then waits to be told, or killed: started by the test beside.
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.ts';
import { EmbeddedPostgresError } from '../../src/platform/embedded-postgres/embedded-postgres-error.ts';
import { silentLogger } from '../../src/platform/logger.ts';

const options = JSON.parse(process.argv[2] ?? '{}');
try {
  const postgres = await startEmbeddedPostgres({ ...options, logger: silentLogger() });
  console.log(JSON.stringify({ url: postgres.url, dataDirectory: postgres.dataDirectory }));
  process.stdin.on('data', () => {
    void postgres.stop().then(() => process.exit(0));
  });
} catch (error) {
  console.log(JSON.stringify({ code: error instanceof EmbeddedPostgresError ? error.code : String(error) }));
  process.exit(1);
}
