import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { firstRow } from '../../src/db/rows.ts';
import { priorityOf } from '../../src/seeding/run-facts.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { nbaSlates } from '../support/slates.ts';

describe('whose calls go first', () => {
  const claim = { isByHand: false, unitId: null, fallbackFrom: null, pass: 'first' };

  it('is decided by who asked, and by hand goes before all others', () => {
    expect(priorityOf(claim)).toBe('first_pass');
    expect(priorityOf({ ...claim, pass: 'correction-1' })).toBe('correction');
    expect(priorityOf({ ...claim, unitId: 3 })).toBe('backfill');
    expect(priorityOf({ ...claim, fallbackFrom: 'box-score' })).toBe('backfill');
    expect(priorityOf({ ...claim, isByHand: true, unitId: 3, pass: 'correction-1' })).toBe('manual');
  });
});

describe('a game that somebody asks for when the day is spent', () => {
  let world: SeedingWorld;
  afterEach(() => world.close());

  /** First passes may use 57 of them; a game takes two, and the slate one. */
  const CALLS_A_DAY = 60;

  it('gets the calls that are kept for it, while the others wait for the reset', async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    const { app, provider } = world;
    provider.setDials({ perDay: CALLS_A_DAY });
    for (const [index, slate] of nbaSlates(30).entries()) await world.ingestDue(slate, 6 + 24 * index);
    await world.startWorkers();
    await world.until(`not exists (select 1 from seeding_tasks
                                   where status = 'running' or (status = 'pending' and hold_reason is null))`);
    expect(provider.stats().quota.usedToday).toBe(57);
    const held = await firstRow<{ id: number; game_id: number; others: number }>(
      app.database.db,
      sql`select id, game_id, (select count(*) - 1 from seeding_tasks where hold_reason = 'quota') as others
          from seeding_tasks where hold_reason = 'quota' order by id desc limit 1`,
    );
    const asked = await app.taskActions.seedGame(held?.game_id ?? 0, { force: false }, { name: 'operator' });
    expect(asked.ok).toBe(true);
    await world.until(
      `(select status = 'completed' and not is_by_hand from seeding_tasks where id = ${held?.id ?? 0})`,
    );
    await world.until(
      `(select count(*) = ${held?.others ?? -1} from seeding_tasks where hold_reason = 'quota')`,
    );
    expect(provider.stats().limits).toMatchObject({ overDay: 0, refused: 0 });
  });
});
