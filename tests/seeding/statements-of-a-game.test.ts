import type pg from 'pg';
import { afterEach, expect, it } from 'vitest';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

let world: SeedingWorld;
afterEach(() => world.close());

/** The tables of a task's own life; what else a game costs is its lines and the bookkeeping of its calls. */
const LEDGER_TABLES = /\b(seeding_tasks|game_events|sync_log)\b|"seeding_tasks"/;

/** At most so many statements a game touch the ledger: claim, fence, the count of its players and teams, and its end. */
const MOST_OF_LEDGER = 5;

/** Records the statements of every connection that the pool makes from now on, and of those that it has. */
function recordStatements(pool: pg.Pool): string[] {
  const texts: string[] = [];
  const record = (client: pg.PoolClient): void => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    client.query = ((...given: unknown[]) => {
      const [first] = given;
      texts.push(typeof first === 'string' ? first : ((first as { text?: string } | undefined)?.text ?? ''));
      return query(...given);
    }) as typeof client.query;
  };
  for (const client of (pool as unknown as { _clients: pg.PoolClient[] })._clients) record(client);
  pool.on('connect', record);
  return texts;
}

it('a game costs few statements of the ledger, one of them to claim it and one to end it', async () => {
  world = await createSeedingWorld({ store: 'postgres' });
  await world.ingestDue([
    ['LAL', 'GSW'],
    ['BOS', 'MIA'],
    ['DEN', 'PHX'],
    ['NYK', 'CHI'],
  ]);
  const texts = recordStatements(world.app.database.pool);
  await world.startWorkers();
  await world.until("(select count(*) from seeding_tasks where status <> 'completed') = 0");
  const counted = [...texts];
  const games = 4;
  const ofLedger = counted.filter(
    (text) => LEDGER_TABLES.test(text) && !/worker_heartbeats|^select \(\(select/.test(text.trim()),
  );
  const writing = (state: string): number =>
    counted.filter((text) => text.includes(`update "seeding_tasks" set "status" = '${state}'`)).length;
  expect(writing('running')).toBe(games);
  expect(writing('completed')).toBe(games);
  expect(ofLedger.length / games).toBeLessThanOrEqual(MOST_OF_LEDGER);
});
