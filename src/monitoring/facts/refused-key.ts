import { sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Fact } from './fact.ts';

/** How many tasks wait for a key that the provider takes, and since when the first of them does. */
export type RefusedKey = { tasks: number; since: Date | null };

export const refusedKey: Fact<null, RefusedKey> = {
  name: 'tasks_held_by_key',
  meaning:
    'Pending tasks, corrections among them, that wait because the provider refuses the key or none is set.',
  unit: 'tasks',
  window: 'now',
  async read(executor) {
    const row = await firstRow(
      executor,
      selecting(
        { tasks: sql<number>`count(*)::int`, since: sql<Date | null>`min(${seedingTasks.updatedAt})` },
        (list) => sql`select ${list} from ${seedingTasks}
          where ${seedingTasks.status} = 'pending' and ${seedingTasks.errorType} = 'credential'`,
      ),
    );
    return row ?? { tasks: 0, since: null };
  },
};
