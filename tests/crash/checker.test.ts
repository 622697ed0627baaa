import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenInvariants } from '../support/invariants.ts';
import { type SeedingWorld, createSeedingWorld } from '../support/seeding-world.ts';
import { nbaSlates } from '../support/slates.ts';

/** Each damage is done to a game of its own, `$id`, and recognised by these words. */
const DAMAGES: readonly { damage: string; words: RegExp }[] = [
  {
    damage: 'delete from nba_team_game_stats where game_id = $id',
    words: /task \d+ has \d+\+2 checkpoints for \d+\+0 lines/,
  },
  {
    damage: 'update games set home_score = home_score + 1 where id = $id',
    words: /points of players, \d+ of the team, \d+ on the board/,
  },
  {
    damage: `update nba_player_game_stats set fence = fence + 1 where game_id = $id`,
    words: /has a line of fence 2, its task ended with 1/,
  },
  {
    damage: `insert into game_events (game_id, task_id, kind, message, actor)
             select game_id, id, 'seeded', 'again', 'test' from seeding_tasks where game_id = $id`,
    words: /with 2 "seeded" events/,
  },
  {
    damage: `update seeding_tasks set status = 'failed', error_type = null, error_message = null where game_id = $id`,
    words: /failed without a reason/,
  },
  {
    damage: `update seeding_tasks set status = 'running', claimed_by = 'a ghost', lease_expires_at = now() where game_id = $id`,
    words: /still held by a ghost/,
  },
  {
    damage: `update seeding_tasks set status = 'pending', due_at = now() - interval '1 minute' where game_id = $id`,
    words: /and nobody takes it/,
  },
];

describe('the checker of the invariants', () => {
  let world: SeedingWorld;
  beforeAll(async () => {
    world = await createSeedingWorld({ store: 'postgres' });
    await world.ingestDue(nbaSlates(DAMAGES.length)[0] ?? []);
    await world.startWorkers();
    await world.until("not exists (select 1 from seeding_tasks where status <> 'completed')");
  });
  afterAll(() => world.close());

  it('finds nothing wrong with a slate that was seeded, and everything that is damaged afterwards', async () => {
    expect(await brokenInvariants(world)).toEqual([]);
    const tasks = await world.tasks();
    for (const [index, { damage }] of DAMAGES.entries()) {
      const id = String(tasks[index]?.gameId);
      await world.app.database.db.execute(sql.raw(damage.replaceAll('$id', id)));
    }
    const found = (await brokenInvariants(world, { queuePatienceMs: 0 })).join('\n');
    for (const { words } of DAMAGES) expect(found).toMatch(words);
    expect(found).toMatch(/job game-\d+-first-r1 is not in the queue/);
  });
});
