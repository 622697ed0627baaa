import type pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { findRedisServer } from '../support/redis-server.ts';
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

/** What a statement is for; the first that fits. What none fits is the writing of a game's lines. */
const PURPOSES: readonly [string, RegExp][] = [
  ['bookkeeping of calls', /provider_calls\(/],
  // The first answers tell of the provider's limits, which takes other looks; later ones tell nothing new.
  ['what the first answers tell', /provider_quota|provider_breakers|provider_accounts|\bapi_usage\b/],
  ['bodies', /provider_payloads/],
  ['shared answers', /shared_answers/],
  ['ledger of work', LEDGER_TABLES],
  ['transaction', /^(begin|commit)$/],
];

const NBA_TEAMS =
  'ATL BOS BKN CHA CHI CLE DAL DEN DET GSW HOU IND LAC LAL MEM MIA MIL MIN NOP NYK OKC ORL PHI PHX POR SAC SAS TOR UTA WAS';
const PAIRS = NBA_TEAMS.split(' ').flatMap((away, index, teams): [string, string][] =>
  index % 2 === 0 ? [[away, teams[index + 1] ?? '']] : [],
);

/** Looks of the test itself, and what comes by the clock and not by the game. */
const OF_NO_GAME = /worker_heartbeats|^select \(\(select|as run\("taskId" int/;

/** Statements of a slate that workers seed, by purpose and game. */
async function statementsByPurpose(store: 'postgres' | 'redis') {
  world = await createSeedingWorld({
    store,
    environment: {
      API_SPORTS_PLAN: 'custom',
      API_SPORTS_PER_SECOND: '1000',
      API_SPORTS_PER_MINUTE: '10000',
      API_SPORTS_PER_DAY: '150000',
    },
  });
  await world.ingestDue(PAIRS);
  const texts = recordStatements(world.app.database.pool);
  const workers = await world.startWorkers();
  await world.until("(select count(*) from seeding_tasks where status <> 'completed') = 0");
  await workers.stop();
  const games = PAIRS.length;
  const counted = texts.map((text) => text.trim()).filter((text) => !OF_NO_GAME.test(text));
  const purposeOf = (text: string): string => PURPOSES.find(([, fits]) => fits.test(text))?.[0] ?? 'lines';
  const byPurpose = Object.fromEntries(
    [...Map.groupBy(counted, purposeOf)].map(([purpose, { length }]) => [purpose, length / games]),
  );
  const calls = world.provider.stats().total / games;
  process.stdout.write(
    `[statements] ${store}: ${(counted.length / games).toFixed(2)} a game with ${calls.toFixed(2)} calls: ${JSON.stringify(byPurpose)}\n`,
  );
  return { calls, byPurpose };
}

describe.each([
  { store: 'postgres' as const, isThere: true },
  { store: 'redis' as const, isThere: findRedisServer() !== undefined },
])('a game of a slate on $store', ({ store, isThere }) => {
  it.skipIf(!isThere)(
    'costs one statement of bookkeeping a call, and at most one more to settle it',
    async () => {
      const { calls, byPurpose } = await statementsByPurpose(store);
      // A settlement that no reservation follows in time travels alone: on a slow machine that may be each of them.
      expect(byPurpose['bookkeeping of calls']).toBeLessThanOrEqual(2 * calls);
      expect(byPurpose['what the first answers tell'] ?? 0).toBeLessThanOrEqual(2);
      // They go every half second, and a slow machine takes longer for a game.
      expect(byPurpose['bodies']).toBeLessThanOrEqual(1);
    },
  );
});
