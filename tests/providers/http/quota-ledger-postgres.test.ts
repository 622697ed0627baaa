import { Pool } from 'pg';
import { createPostgresQuotaLedger } from '../../../src/providers/http/quota-ledger-postgres.ts';
import { type TestDatabase, createTestDatabase } from '../../support/test-database.ts';
import { describeQuotaLedger } from './quota-ledger-conformance.ts';

const pools: Pool[] = [];
let database: TestDatabase;

function openPool(): Pool {
  const pool = new Pool({ connectionString: database.url, max: 3 });
  pool.on('error', () => undefined);
  pools.push(pool);
  return pool;
}

describeQuotaLedger('PostgreSQL', {
  async open() {
    database = await createTestDatabase();
  },
  connect: ({ limits, clock, weightOf }) =>
    createPostgresQuotaLedger({
      pool: openPool(),
      limitsFor: () => limits,
      weightOf,
      ...(clock ? { clock } : {}),
    }),
  async close() {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  },
});
