import { sql } from 'drizzle-orm';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import { IS_OVERDUE, IS_STUCK } from '../overview/task-counts.ts';
import type { Verdict } from './finding.ts';
import {
  type Count,
  type LastBackup,
  judgeBackup,
  judgeOverdue,
  judgeQuarantine,
  judgeStuck,
} from './judge-work.ts';

const NONE: Count = { count: 0, oldest: null };

/** Counts the tasks that are due and wait for nobody's reason. */
export async function lookAtOverdue(db: Database): Promise<Verdict> {
  const row = await firstRow<Count>(
    db,
    sql`select count(*) as count, min(due_at) as oldest from seeding_tasks where ${IS_OVERDUE}`,
  );
  return judgeOverdue(row ?? NONE);
}

/** Counts the games that the provider does not call final long after their end. */
export async function lookAtStuck(db: Database): Promise<Verdict> {
  const row = await firstRow<Count>(
    db,
    sql`select count(*) as count, min(stuck_since) as oldest from seeding_tasks where ${IS_STUCK}`,
  );
  return judgeStuck(row ?? NONE);
}

/** Counts the open rows of the quarantine. */
export async function lookAtQuarantine(db: Database): Promise<Verdict> {
  const row = await firstRow<{ count: number }>(
    db,
    sql`select count(*) as count from schedule_quarantine where status = 'open'`,
  );
  return judgeQuarantine(row?.count ?? 0);
}

/** Looks when the last backup was made. */
export async function lookAtBackups(db: Database, config: Config): Promise<Verdict> {
  const row = await firstRow<LastBackup>(
    db,
    sql`select subject, created_at, (extract(epoch from now() - created_at) * 1000)::double precision as age_ms
        from system_events where kind = 'backup_made' order by created_at desc limit 1`,
  );
  return judgeBackup(row, config);
}
