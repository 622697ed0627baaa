import pg from 'pg';

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

const COUNTS = `
  select count(*)::int as total,
         (count(*) filter (where status = 'completed'))::int as completed,
         (count(*) filter (where status in ('failed', 'cancelled')))::int as failed,
         (count(*) filter (where status = 'running'))::int as running,
         (count(*) filter (where status = 'pending' and hold_reason is not null))::int as held,
         (count(*) filter (where status = 'pending' and next_retry_at is not null))::int as retrying,
         (count(*) filter (where status = 'pending' and due_at <= now()))::int as due,
         ((select count(*) from nba_player_game_stats) + (select count(*) from nfl_player_game_stats)
           + (select count(*) from football_player_game_stats))::int as "playerLines",
         ((select count(*) from nba_team_game_stats) + (select count(*) from nfl_team_game_stats)
           + (select count(*) from football_team_game_stats))::int as "teamLines",
         coalesce(sum(api_calls_made), 0)::int as calls,
         coalesce(sum(retry_count), 0)::int as retries,
         (percentile_cont(0.5) within group (order by extract(epoch from execution_time - scheduled_time)) * 1000)::int
           as "latenessP50Ms",
         (max(extract(epoch from execution_time - scheduled_time)) * 1000)::int as "latenessMaxMs"
  from seeding_tasks where pass = 'first'`;

export type ProgressReader = { read: () => Promise<DemoCounts>; close: () => Promise<void> };

export function createProgressReader(databaseUrl: string): ProgressReader {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  // A read that fails is told by the read itself.
  pool.on('error', () => undefined);
  return {
    async read() {
      const { rows } = await pool.query<DemoCounts>(COUNTS);
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
