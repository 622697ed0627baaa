import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow } from '../../src/db/rows.ts';
import { readMetricsSnapshot } from '../../src/monitoring/metrics/metrics-snapshot.ts';
import { readDatabaseFacts } from '../../src/monitoring/alerts/facts.ts';
import { judgeFacts } from '../../src/monitoring/alerts/judge.ts';
import { ALERTS_CONFIG } from '../monitoring/alerts/alert-support.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';

describe('a game that the provider never has final', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  it('is told once as stuck, counted until it moves on, and seeded at once when it is final', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue([['LAL', 'BOS']], 5);
    const [game] = world.provider.games();
    world.provider.setDials({ games: { [String(game?.id)]: { status: 'stuck' } } });
    await world.startWorkers();
    const stuckEvents = "(select count(*) from game_events where kind = 'stuck')";
    await world.until(`${stuckEvents} = 1`);
    await world.until("(select count(*) from game_events where kind = 'held') >= 3");
    const { db } = world.app.database;
    const told = await firstRow<{ count: number; message: string }>(
      db,
      sql`select count(*) over () as count, message from game_events where kind = 'stuck'`,
    );
    expect(told).toMatchObject({ count: 1, message: expect.stringContaining('should be final by now') });
    expect((await readMetricsSnapshot(db, world.app.store.name)).games.stuck).toBe(1);
    const alerts = async () => {
      const facts = await readDatabaseFacts(db, {
        storeName: world.app.store.name,
        latenessMs: 86_400_000,
        incompleteMs: 7 * 86_400_000,
        datasets: [],
      });
      const rest = {
        queueProblem: null,
        keyProblem: undefined,
        terms: {},
        forecast: [],
        providers: [],
        jobs: [],
        work: [],
      };
      return judgeFacts({ ...facts, ...rest }, ALERTS_CONFIG).map(({ kind }) => kind);
    };
    expect(await alerts()).toEqual(['game_stuck']);

    // The provider refuses to answer for a while, which says nothing about the game.
    world.provider.setDials({ isKeyRevoked: true });
    await world.until("(select hold_reason = 'breaker_open' from seeding_tasks)");
    expect((await readMetricsSnapshot(db, world.app.store.name)).games.stuck).toBe(1);
    world.provider.setDials({ isKeyRevoked: false });
    const [task] = await world.tasks();
    expect(await world.app.taskActions.retry(task?.id ?? 0, { name: 'test' })).toMatchObject({ ok: true });
    await world.until("(select hold_reason = 'not_final' from seeding_tasks)");
    await world.until(`${stuckEvents} = 1`);

    world.provider.setDials({ games: { [String(game?.id)]: { status: null } } });
    await world.until("(select status = 'completed' from seeding_tasks where pass = 'first')");
    expect((await readMetricsSnapshot(db, world.app.store.name)).games.stuck).toBe(0);
    expect(await alerts()).toEqual([]);
  });
});
