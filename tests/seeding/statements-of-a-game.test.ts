import { afterEach, describe, expect, it } from 'vitest';
import type { BoxScoreSport } from '../../src/domain/sport.ts';
import { RECORDS_GO_AFTER_MS } from '../../src/monitoring/quota/usage-recorder.ts';
import { SETTLES_ALONE_AFTER_MS } from '../../src/providers/client/batched-quota.ts';
import { recordStatements } from '../support/recorded-statements.ts';
import { findRedisServer } from '../support/redis-server.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

let world: SeedingWorld;
afterEach(() => world.close());

/** The tables of a task's own life; what else a game costs is its lines and the bookkeeping of its calls. */
const LEDGER_TABLES = /\b(seeding_tasks|game_events|sync_log)\b|"seeding_tasks"/;

/** At most so many statements a game touch the ledger: its claim, its fence together with the game's lock, and its end. */
const MOST_OF_LEDGER = 3.5;

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

it('a game locks what belongs to all games of its teams last, and nothing comes after its end', async () => {
  world = await createSeedingWorld({ store: 'postgres' });
  await world.ingestDue([['LAL', 'GSW']]);
  const texts = recordStatements(world.app.database.pool);
  await world.startWorkers();
  await world.until("(select count(*) from seeding_tasks where status <> 'completed') = 0");
  const at = (part: string): number => texts.findIndex((text) => text.includes(part));
  const [lines, gaps, seen, end] = [
    at('"player_written" as ('),
    at('side.team_id as "team_id"'),
    at('seen_teams as ('),
    at(`update "seeding_tasks" set "status" = 'completed'`),
  ];
  expect([lines, gaps, seen, end].every((place) => place >= 0)).toBe(true);
  expect([lines, gaps, seen, end]).toEqual([lines, gaps, seen, end].toSorted((one, other) => one - other));
  expect(texts[end + 1]).toBe('commit');
});

/** What a statement is for; the first that fits. What none fits is the writing of a game's lines. */
const PURPOSES: readonly [string, RegExp][] = [
  ['bookkeeping of calls', /provider_calls\(/],
  // The first answers tell of the provider's limits, which takes other looks; later ones tell nothing new.
  ['what the first answers tell', /provider_quota|provider_breakers|provider_accounts|\bapi_usage\b/],
  ['bodies', /provider_payloads/],
  ['shared answers', /shared_answers/],
  ['matches that share a call', /from "seeding_tasks" "task" inner join "games"/],
  ['ledger of work', LEDGER_TABLES],
  ['transaction', /^(begin|commit)$/],
];

/** Neighbours in a list play each other. */
function pairsOf(teams: string): [string, string][] {
  return teams
    .split(' ')
    .flatMap((away, index, all): [string, string][] =>
      index % 2 === 0 ? [[away, all[index + 1] ?? '']] : [],
    );
}

const PAIRS: Readonly<Record<BoxScoreSport, readonly [string, string][]>> = {
  NBA: pairsOf(
    'ATL BOS BKN CHA CHI CLE DAL DEN DET GSW HOU IND LAC LAL MEM MIA MIL MIN NOP NYK OKC ORL PHI PHX POR SAC SAS TOR UTA WAS',
  ),
  NFL: pairsOf('BUF KC SF DAL ARI ATL BAL CAR CHI CIN CLE DEN DET GB HOU IND'),
  FOOTBALL: pairsOf('ARS TOT BRE FUL LIV MUN MCI NEW AVL BOU BHA CHE CRY EVE LEE NFO'),
};

/**
 * At most so many statements a game, whatever the sport. Lines: the game, its players, the lines with all that goes with
 * them, what they lack, whom they name, and what a sport asks before its call. Ledger: claim, fence with the game's lock, end.
 */
const MOST = {
  lines: 7,
  'ledger of work': 3.5,
  transaction: 2.5,
  // Football alone: once for all that are looked at in one moment.
  'matches that share a call': 2,
  'shared answers': 2,
  'what the first answers tell': 2,
  // They go every half second, and a slow machine takes longer for a game.
  bodies: 1,
};

/** The same in all, with at most one statement of bookkeeping a call. */
const MOST_IN_ALL = { postgres: 16, redis: 14 };

/** Every run that begins before the list of the season is there looks for its own match: over few matches that is much. */
const MORE_OF_FOOTBALL = 3;

/** Looks of the test itself, and what comes by the clock and not by the game. */
const OF_NO_GAME = /worker_heartbeats|^select \(\(select|as run\("taskId" int/;

/** The first answers tell of the provider's limits: what was asked before that is asked again. */
const ASKED_AGAIN = 4;

/**
 * What travels without a call is bounded by the clock, however slow a machine is: settlements that no reservation
 * followed for a while, records of calls, and both once more at the end.
 */
function mostAlone(elapsedMs: number): number {
  const settlements = Math.ceil(elapsedMs / SETTLES_ALONE_AFTER_MS) + 1;
  const records = Math.ceil(elapsedMs / RECORDS_GO_AFTER_MS) + 1;
  return settlements + records + ASKED_AGAIN;
}

/** Statements of a slate that workers seed, by purpose and game. */
async function statementsByPurpose(store: 'postgres' | 'redis', sport: BoxScoreSport) {
  world = await createSeedingWorld({
    store,
    sport,
    environment: {
      API_SPORTS_PLAN: 'custom',
      API_SPORTS_PER_SECOND: '1000',
      API_SPORTS_PER_MINUTE: '10000',
      API_SPORTS_PER_DAY: '150000',
    },
  });
  // A game that waits for the provider's limits costs more.
  world.provider.setDials({ plan: 'custom', perSecond: 1000, perMinute: 10_000 });
  const pairs = PAIRS[sport];
  await world.ingestDue(pairs, 8);
  const texts = recordStatements(world.app.database.pool);
  const beganMs = performance.now();
  const workers = await world.startWorkers();
  await world.until("(select count(*) from seeding_tasks where status <> 'completed') = 0");
  await workers.stop();
  const elapsedMs = performance.now() - beganMs;
  const counted = texts.map((text) => text.trim()).filter((text) => !OF_NO_GAME.test(text));
  const purposeOf = (text: string): string => PURPOSES.find(([, fits]) => fits.test(text))?.[0] ?? 'lines';
  const byPurpose = Object.fromEntries(
    [...Map.groupBy(counted, purposeOf)].map(([purpose, { length }]) => [purpose, length / pairs.length]),
  );
  const calls = world.provider.stats().total / pairs.length;
  const inAll = counted.length / pairs.length;
  process.stdout.write(
    `[statements] ${sport} on ${store}: ${inAll.toFixed(2)} a game with ${calls.toFixed(2)} calls: ${JSON.stringify(byPurpose)}\n`,
  );
  return { games: pairs.length, calls, byPurpose, inAll, elapsedMs };
}

describe.each([
  { store: 'postgres' as const, isThere: true },
  { store: 'redis' as const, isThere: findRedisServer() !== undefined },
])('a game of a slate on $store', ({ store, isThere }) => {
  it.skipIf(!isThere).each(['NBA', 'NFL', 'FOOTBALL'] as const)(
    '%s costs few statements of each purpose, and one of bookkeeping a call',
    async (sport) => {
      const { games, calls, byPurpose, inAll, elapsedMs } = await statementsByPurpose(store, sport);
      const bookkeeping = byPurpose['bookkeeping of calls'] ?? 0;
      expect(bookkeeping * games).toBeLessThanOrEqual(calls * games + mostAlone(elapsedMs));
      for (const [purpose, most] of Object.entries(MOST))
        expect(byPurpose[purpose] ?? 0, purpose).toBeLessThanOrEqual(most);
      expect(inAll - bookkeeping + Math.min(bookkeeping, calls)).toBeLessThanOrEqual(
        MOST_IN_ALL[store] + (sport === 'FOOTBALL' ? MORE_OF_FOOTBALL : 0),
      );
    },
  );
});
