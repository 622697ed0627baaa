import { afterEach, describe, expect, it } from 'vitest';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

describe('a statement that PostgreSQL refuses', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('fails the attempt that made it, whether the game is held, cancelled or final', async () => {
    world = await createSeedingWorld({
      store: 'postgres',
      environment: { RETRY_MAX_ATTEMPTS: '0' },
      prepareDatabase: [
        `create function refuse_games() returns trigger language plpgsql as
           $$ begin raise exception 'no game may change' using errcode = 'check_violation'; end $$`,
        `create trigger refuse_games before update of home_period_scores on games
           for each row execute function refuse_games()`,
      ],
    });
    await world.ingestDue(
      [
        ['LAL', 'GSW'],
        ['BOS', 'MIA'],
        ['DEN', 'PHX'],
      ],
      5,
    );
    const [held = '', cancelled = ''] = world.provider.games().map(({ id }) => String(id));
    world.provider.setDials({ games: { [held]: { status: 'stuck' }, [cancelled]: { status: 'cancelled' } } });
    await world.startWorkers();
    await world.until("(select count(*) from seeding_tasks where status = 'failed') = 3");
    for (const task of await world.tasks()) expect(task.errorMessage).toBe('no game may change');
  });
});
