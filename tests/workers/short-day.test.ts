import { afterEach, describe, expect, it } from 'vitest';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { redisIsAvailable } from '../support/test-app.ts';

const EIGHT_GAMES: readonly [string, string][] = [
  ['LAL', 'GSW'],
  ['BOS', 'MIA'],
  ['DEN', 'PHX'],
  ['NYK', 'CHI'],
  ['DAL', 'HOU'],
  ['ATL', 'ORL'],
  ['TOR', 'CLE'],
  ['MIL', 'IND'],
];

describe('a day that is too short for all games', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it.each(['postgres', 'redis'] as const)(
    'ends with as many whole games as it has calls for, on the %s store',
    async (store) => {
      if (store === 'redis' && !redisIsAvailable()) {
        world = await createSeedingWorld({ store: 'postgres' });
        return;
      }
      // One call for the slate of the day, and two for each of four games.
      world = await createSeedingWorld({ store, environment: { API_SPORTS_PER_DAY: '9' } });
      world.provider.setDials({ perDay: 9, latencyMs: [20, 120] });
      await world.ingestDue(EIGHT_GAMES, 5);
      world.provider.reset();
      // All of the games are begun at about the same time, by two workers.
      await world.startWorkers(4);
      await world.startWorkers(4);
      await world.until(
        `not exists (select 1 from seeding_tasks where status = 'running')
         and (select count(*) from seeding_tasks where hold_reason = 'quota') = 4`,
        60_000,
      );
      const tasks = await world.tasks();
      expect(tasks.filter(({ status }) => status === 'completed')).toHaveLength(4);
      expect(tasks.filter(({ seedingStatus }) => seedingStatus === 'partial')).toHaveLength(0);
      expect(world.provider.stats()).toMatchObject({ total: 9, limits: { overDay: 0, refused: 0 } });
      const held = tasks.filter(({ holdReason }) => holdReason === 'quota');
      expect(held.map(({ retryCount }) => retryCount)).toEqual([0, 0, 0, 0]);
    },
    120_000,
  );
});
