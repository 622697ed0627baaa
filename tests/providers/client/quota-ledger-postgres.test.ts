import { Pool } from 'pg';
import { createPostgresQuotaLedger } from '../../../src/providers/client/quota-ledger-postgres.ts';
import { type TestDatabase, createTestDatabase } from '../../support/test-database.ts';
import { describeQuotaLedger, type LedgerFactory } from './quota-ledger-conformance.ts';
import { describeEarmarks } from './quota-earmarks-conformance.ts';
import { describeSameRules } from './quota-same-rules-conformance.ts';
import { describeSecondLook } from './quota-second-look-conformance.ts';
import { describeWindows } from './quota-windows-conformance.ts';

const pools: Pool[] = [];
let database: TestDatabase;

function openPool(): Pool {
  const pool = new Pool({ connectionString: database.url, max: 3 });
  pool.on('error', () => undefined);
  pools.push(pool);
  return pool;
}

const factory: LedgerFactory = {
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
    await Promise.all(pools.splice(0).map((pool) => pool.end()));
    await database.drop();
  },
};

describeQuotaLedger('PostgreSQL', factory);
describeSecondLook('PostgreSQL', factory);
describeEarmarks('PostgreSQL', factory);
describeSameRules('PostgreSQL', factory);
describeWindows('PostgreSQL', factory);
