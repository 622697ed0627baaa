import { Pool } from 'pg';
import { expect, it } from 'vitest';
import { createPostgresQuotaLedger } from '../../../src/providers/client/quota-ledger-postgres.ts';
import { createTestDatabase } from '../../support/test-database.ts';

const HOST = 'api.example';

it('a demand that the ledger knows already is not written again', async () => {
  const database = await createTestDatabase();
  const pool = new Pool({ connectionString: database.url, max: 3 });
  try {
    const limitsFor = () => ({ perSecond: 10, perMinute: 100, perDay: 1_000 });
    const ledger = createPostgresQuotaLedger({ pool, limitsFor });
    const noted = async (games: number): Promise<string | undefined> => {
      await ledger.noteDemand(HOST, { day: '2026-01-15', shares: { NBA: { first_pass: games } } });
      const { rows } = await pool.query<{ version: string }>(
        'select xmin::text as version from provider_quota where host = $1',
        [HOST],
      );
      return rows[0]?.version;
    };
    const first = await noted(10);
    expect(first).toBeDefined();
    expect(await noted(10)).toBe(first);
    expect(await noted(11)).not.toBe(first);
  } finally {
    await pool.end();
    await database.drop();
  }
});
