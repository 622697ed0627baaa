import { fileURLToPath } from 'node:url';
import { Pool } from 'pg';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../src/platform/embedded-postgres/embedded-postgres.ts';
import { silentLogger } from '../../../src/platform/logger.ts';
import { createPostgresQuotaLedger } from '../../../src/providers/http/quota-ledger-postgres.ts';
import { describeQuotaLedger } from './quota-ledger-conformance.ts';

/** The table as src/db/schema/provider-quota.ts describes it. */
const TABLE = `
  create table provider_quota (
    host text primary key,
    recent_sends bigint[] not null default '{}',
    in_flight jsonb not null default '[]',
    day date not null,
    day_used integer not null default 0 check (day_used >= 0),
    day_limit integer,
    minute_limit integer,
    second_blocked_until timestamptz,
    minute_blocked_until timestamptz,
    day_blocked_until timestamptz,
    updated_at timestamptz not null default now()
  )`;

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));
const pools: Pool[] = [];
let postgres: EmbeddedPostgres;

function openPool(): Pool {
  const pool = new Pool({ connectionString: postgres.url, max: 3 });
  pool.on('error', () => undefined);
  pools.push(pool);
  return pool;
}

describeQuotaLedger('PostgreSQL', {
  async open() {
    postgres = await startEmbeddedPostgres({
      projectRoot,
      isDurable: false,
      isTemporary: true,
      logger: silentLogger(),
    });
    await openPool().query(TABLE);
  },
  connect: ({ limits, clock }) =>
    createPostgresQuotaLedger({ pool: openPool(), limitsFor: () => limits, ...(clock ? { clock } : {}) }),
  async close() {
    await Promise.all(pools.map((pool) => pool.end()));
    await postgres.stop();
  },
});
