import { sql } from 'drizzle-orm';
import { rowsOf } from '../../../src/db/rows.ts';
import type { CrashWorld } from '../../support/crash-world.ts';
import type { Scenario } from '../scenario.ts';

/** One slate: every team, and so every player, has one game in it. */
const SLATE = 15;

/** Some players of a game are in and others are not. */
const IN_THE_MIDDLE = `exists (
  select 1 from seeding_tasks
  where status = 'running' and entities_done between 5 and entities_expected - 5)`;

/** What the provider is asked for a player or for both teams of a game. */
type Question = { game: string; entity: string; kind: 'player' | 'team' };

function textOf({ game, entity, kind }: Question): string {
  return kind === 'player' ? `/players/statistics?game=${game}&id=${entity}` : `/games/statistics?id=${game}`;
}

/** Who of all games has been answered for, by what is written. */
function settled({ app }: CrashWorld): Promise<Question[]> {
  return rowsOf<Question>(
    app.database.db,
    sql`select game.provider_game_id as game, entity.provider_entity_id as entity, entity.entity_type as kind
        from seeding_task_entities as entity
        join seeding_tasks as task on task.id = entity.task_id
        join games as game on game.id = task.game_id
        where entity.status in ('completed', 'absent')`,
  );
}

/** What goes wrong in the middle of a game that is read player by player. */
export const entityScenarios: readonly Scenario[] = [
  {
    id: 'worker-killed-between-players',
    what: 'a worker killed between the players of a game asks for nobody again who was written, and the game ends whole',
    short: ['postgres'],
    shortGames: 2,
    world: { environment: { SEEDING_STRATEGY: 'per-entity' } },
    async play(world) {
      const { provider } = world;
      await world.addDueGames(Math.min(world.games, SLATE));
      await world.startChores();
      const victim = await world.startWorker();
      await world.until(IN_THE_MIDDLE);
      await victim.crash();
      const kept = await settled(world);
      const inFlight = await rowsOf<{ id: number }>(
        world.app.database.db,
        sql`select id from seeding_tasks where status = 'running'`,
      );
      await world.startWorker();
      await world.isTakenOver([victim]);
      await world.until("not exists (select 1 from games where seeding_status <> 'completed')", 120_000);

      const asked = provider.timesAsked();
      const again = kept.map(textOf).filter((question) => asked.get(question) !== 1);
      if (again.length > 0) throw new Error(`asked again although it was written: ${again.join(', ')}`);
      const twice = [...asked].filter(
        ([question, times]) => question.startsWith('/players/statistics') && times > 1,
      );
      // One answer of each game was on its way when its worker died.
      if (twice.length > inFlight.length)
        throw new Error(`asked for ${twice.length} players twice, with ${inFlight.length} runs killed`);
      const unasked = (await settled(world)).filter((question) => !asked.has(textOf(question)));
      if (unasked.length > 0) throw new Error(`settled without an answer: ${unasked.map(textOf).join(', ')}`);
    },
  },
];
