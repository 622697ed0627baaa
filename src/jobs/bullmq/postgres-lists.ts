import type pg from 'pg';
import type { OpenJobState, QueuedJob } from '../store.ts';

/** Rows read at once when a queue is listed. */
const PAGE = 5_000;

/** The ids of a queue's finished jobs. */
export async function finishedJobIds(pool: pg.Pool, queueName: string): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from job where queue = $1 and state in ('completed', 'failed')`,
    [queueName],
  );
  return new Set(rows.map((row) => row.id));
}

/** Those of the jobs that are still to be delivered. */
export async function findOpenJobs(
  pool: pg.Pool,
  queueName: string,
  jobIds: readonly string[],
): Promise<readonly QueuedJob[]> {
  return followingIndex(pool, async (client) => {
    const { rows } = await client.query<JobRow>(
      `select id, state::text as state, process_at_ms from job
       where queue = $1 and id = any($2) and state in ('delayed', 'waiting', 'active')`,
      [queueName, jobIds],
    );
    return rows.map(openJobOf);
  });
}

/** The open jobs of a queue at one instant, in the order of their ids. */
export async function* listOpenJobs(pool: pg.Pool, queueName: string): AsyncIterable<readonly QueuedJob[]> {
  const client = await pool.connect();
  let isSound = false;
  try {
    await begin(client);
    for (let after = ''; ; ) {
      const { rows } = await client.query<JobRow>(
        `select id, state::text as state, process_at_ms from job
         where queue = $1 and id > $2 and state in ('delayed', 'waiting', 'active')
         order by id limit $3`,
        [queueName, after, PAGE],
      );
      if (rows.length > 0) yield rows.map(openJobOf);
      if (rows.length < PAGE) break;
      after = rows.at(-1)?.id ?? after;
    }
    await client.query('commit');
    isSound = true;
  } finally {
    // One that is left in the middle of its transaction is closed.
    client.release(!isSound);
  }
}

async function followingIndex<T>(pool: pg.Pool, read: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isSound = false;
  try {
    await begin(client);
    const answer = await read(client);
    await client.query('commit');
    isSound = true;
    return answer;
  } finally {
    client.release(!isSound);
  }
}

/**
 * Begins a transaction that reads at one instant, by the index. A queue that was just filled has no statistics yet: for each
 * page PostgreSQL would read and sort all of it.
 */
async function begin(client: pg.PoolClient): Promise<void> {
  await client.query(
    `begin isolation level repeatable read read only;
     set local enable_bitmapscan = off; set local enable_seqscan = off`,
  );
}

type JobRow = { id: string; state: OpenJobState; process_at_ms: string | null };

function openJobOf({ id, state, process_at_ms: processAtMs }: JobRow): QueuedJob {
  const isDelayed = state === 'delayed' && processAtMs !== null;
  return { jobId: id, state, dueAtMs: isDelayed ? Number(processAtMs) : undefined };
}
