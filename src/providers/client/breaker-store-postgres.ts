import { sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { z } from 'zod';
import { bareColumns } from '../../db/bare-columns.ts';
import { providerBreakers } from '../../db/schema/provider-quota.ts';
import { statementText } from '../../db/statement-text.ts';
import type { Clock } from '../../platform/clock.ts';
import { type BreakerStateStore, storedBreakerState } from './breaker-store.ts';

export type PostgresBreakerStoreOptions = {
  pool: Pick<Pool, 'query'>;
  /** Replaces the database's clock; for tests that move time. */
  clock?: Pick<Clock, 'nowMs'>;
};

const { host, book: state, updatedAt } = providerBreakers;

// The transaction that wrote a row tells one version of it from another, whichever release wrote it.
const READ_ROW = statementText(sql`
  select (select ${state} from ${providerBreakers} where ${host} = $1) as state,
         (select xmin::text from ${providerBreakers} where ${host} = $1) as version,
         extract(epoch from clock_timestamp()) * 1000 as now_ms`);

const ADD_ROW = statementText(sql`
  insert into ${providerBreakers} (${bareColumns(host, state)}) values ($1, $2)
  on conflict (${bareColumns(host)}) do nothing returning true as is_done`);

const REPLACE_ROW = statementText(sql`
  update ${providerBreakers} set ${bareColumns(state)} = $2, ${bareColumns(updatedAt)} = clock_timestamp()
  where ${host} = $1 and xmin::text = $3 returning true as is_done`);

const Row = z.object({
  state: z.unknown().transform((state) => storedBreakerState.parse(state ?? undefined)),
  version: z.string().nullable(),
  now_ms: z.coerce.number().transform(Math.floor),
});

/** Somebody wins every round, so even a hundred contenders are through long before this. */
const MAX_ROUNDS = 500;

/** Breakers in table `provider_breakers`: one row per host, replaced if nobody has written since it was read. */
export function createPostgresBreakerStore({ pool, clock }: PostgresBreakerStoreOptions): BreakerStateStore {
  async function readRow(host: string): Promise<z.infer<typeof Row>> {
    const { rows } = await pool.query(READ_ROW, [host]);
    return Row.parse(rows[0]);
  }

  async function isWritten(host: string, version: string | null, text: string): Promise<boolean> {
    const { rows } = await (version === null
      ? pool.query(ADD_ROW, [host, text])
      : pool.query(REPLACE_ROW, [host, text, version]));
    return rows.length > 0;
  }

  return {
    async update(host, change) {
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const row = await readRow(host);
        const { state, answer } = change(row.state, clock?.nowMs() ?? row.now_ms);
        if (!state || (await isWritten(host, row.version, JSON.stringify(state)))) return answer;
      }
      throw new Error(`the breaker of ${host} is contended: no change got through in ${MAX_ROUNDS} rounds`);
    },
    async read(host) {
      const row = await readRow(host);
      return { state: row.state, nowMs: clock?.nowMs() ?? row.now_ms };
    },
  };
}
