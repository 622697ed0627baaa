import { type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { LINE_TABLES } from '../../src/db/schema/line-tables.ts';
import { seedingTasks } from '../../src/db/schema/tasks.ts';

/** How far the demonstration is, read from the database like any reader would. */
export type DemoCounts = {
  total: number;
  completed: number;
  failed: number;
  running: number;
  held: number;
  retrying: number;
  due: number;
  playerLines: number;
  teamLines: number;
  calls: number;
  retries: number;
  latenessP50Ms: number | null;
  latenessMaxMs: number | null;
};

const { status, holdReason, nextRetryAt, dueAt, executionTime, scheduledTime } = seedingTasks;
const LATENESS = sql`extract(epoch from ${executionTime} - ${scheduledTime})`;

const COUNTS = sql`
  select count(*)::int as total,
         (count(*) filter (where ${status} = 'completed'))::int as completed,
         (count(*) filter (where ${status} in ('failed', 'cancelled')))::int as failed,
         (count(*) filter (where ${status} = 'running'))::int as running,
         (count(*) filter (where ${status} = 'pending' and ${holdReason} is not null))::int as held,
         (count(*) filter (where ${status} = 'pending' and ${nextRetryAt} is not null))::int as retrying,
         (count(*) filter (where ${status} = 'pending' and ${dueAt} <= now()))::int as due,
         ${linesOf('player')} as "playerLines",
         ${linesOf('team')} as "teamLines",
         coalesce(sum(${seedingTasks.apiCallsMade}), 0)::int as calls,
         coalesce(sum(${seedingTasks.retryCount}), 0)::int as retries,
         (percentile_cont(0.5) within group (order by ${LATENESS}) * 1000)::int as "latenessP50Ms",
         (max(${LATENESS}) * 1000)::int as "latenessMaxMs"
  from ${seedingTasks} where ${seedingTasks.pass} = 'first'`;

/** Lines of all sports. */
function linesOf(kind: 'player' | 'team'): SQL {
  const counts = Object.values(LINE_TABLES).map((tables) => sql`(select count(*) from ${tables[kind]})`);
  return sql`(${sql.join(counts, sql` + `)})::int`;
}

export type ProgressReader = { read: () => Promise<DemoCounts>; close: () => Promise<void> };

export function createProgressReader(databaseUrl: string): ProgressReader {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  // A read that fails is told by the read itself.
  pool.on('error', () => undefined);
  const db = drizzle(pool);
  return {
    async read() {
      const { rows } = await db.execute<DemoCounts>(COUNTS);
      if (!rows[0]) throw new Error('the task table cannot be read');
      return rows[0];
    },
    close: () => pool.end(),
  };
}

/** Tasks that have come to their end, whatever it was. */
export function isFinished(counts: DemoCounts): boolean {
  return counts.total > 0 && counts.completed + counts.failed === counts.total;
}

const BAR_WIDTH = 30;

/** One line for a terminal: a bar and what is going on. */
export function progressLine(counts: DemoCounts): string {
  const share = counts.total === 0 ? 0 : counts.completed / counts.total;
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled);
  const parts = [
    `${counts.completed}/${counts.total} games seeded`,
    counts.running > 0 ? `${counts.running} running` : '',
    counts.retrying > 0 ? `${counts.retrying} waiting for a retry` : '',
    counts.held > 0 ? `${counts.held} on hold` : '',
    counts.failed > 0 ? `${counts.failed} failed` : '',
    `${counts.playerLines} player lines`,
  ];
  return `[${bar}] ${parts.filter((part) => part !== '').join(', ')}`;
}
