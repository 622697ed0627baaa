import { sql } from 'drizzle-orm';
import { rowsOf } from '../../src/db/rows.ts';
import { seedJobId } from '../../src/jobs/job-id.ts';
import type { TestProcess } from './processes.ts';
import type { SeedingWorld } from './seeding-world.ts';

/** What a person needs to know when something did not happen in time: open tasks, their jobs, warnings in the logs. */
export async function describeWait(
  world: SeedingWorld,
  condition: string,
  processes: readonly TestProcess[],
): Promise<string> {
  const { db } = world.app.database;
  const facts: string[] = [];
  try {
    facts.push(
      JSON.stringify(
        await rowsOf(
          db,
          sql`select status, hold_reason, error_type, count(*) from seeding_tasks group by 1, 2, 3`,
        ),
      ),
    );
    const open = await rowsOf<{ game_id: number; pass: string; revision: number }>(
      db,
      sql`select * from seeding_tasks where status in ('pending', 'running', 'failed') order by id limit 5`,
    );
    facts.push(JSON.stringify(open));
    for (const task of open) {
      const jobId = seedJobId({ gameId: task.game_id, pass: task.pass, revision: task.revision });
      facts.push(`${jobId} is ${await world.app.store.jobState('seeding-nba', jobId)}`);
    }
    facts.push(JSON.stringify(await rowsOf(db, sql`select *, now() from queue_stores`)));
    for (const queue of ['seeding-nba', 'maintenance']) {
      facts.push(`${queue}: ${JSON.stringify(await world.app.store.counts(queue))}`);
    }
  } catch (error) {
    facts.push(`the servers do not answer: ${String(error)}`);
  }
  for (const { pid, log, hasExited } of processes) {
    const lines = log.filter((line) => line.level >= 40).slice(-30);
    facts.push(`${pid}${hasExited() ? ' (gone)' : ''}: ${JSON.stringify(lines)}`);
  }
  return `not met in time: ${condition}\n${facts.join('\n')}`;
}
