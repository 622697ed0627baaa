import { sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { firstRow, rowsOf } from '../../db/rows.ts';
import { CLAIM_REFUSED } from '../../domain/statuses.ts';
import { HAS_FAR_LEASE } from '../../db/far-lease.ts';
import type { Verdict } from './finding.ts';
import { type OddTasks, type UnkeptRule, judgeRows } from './judge-rows.ts';

/** A task that is due later than this after its window was put off by hand, not by a hold. */
const FARTHEST_DUE_DAYS = 400;

/** Looks for rows that only a change by hand can have made. */
export async function lookAtRows(db: Database): Promise<readonly Verdict[]> {
  const [rules, odd] = await Promise.all([readUnkeptRules(db), readOddTasks(db)]);
  return judgeRows(rules, odd);
}

/** Rules of the database that hold for new rows only, because old ones break them. */
async function readUnkeptRules(db: Database): Promise<readonly UnkeptRule[]> {
  const rules = await rowsOf<{ table: string; rule: string; expression: string }>(
    db,
    sql`
      select relation.relname as "table", rule.conname as rule, pg_get_expr(rule.conbin, rule.conrelid) as expression
      from pg_constraint as rule join pg_class as relation on relation.oid = rule.conrelid
      where rule.contype = 'c' and not rule.convalidated and relation.relnamespace = 'public'::regnamespace
      order by 1, 2`,
  );
  return Promise.all(
    rules.map(async ({ table, rule, expression }) => {
      const row = await firstRow<{ rows: number }>(
        db,
        sql`select count(*)::int as rows from ${sql.identifier(table)} where not (${sql.raw(expression)})`,
      );
      return { table, rule, rows: row?.rows ?? 0 };
    }),
  );
}

async function readOddTasks(db: Database): Promise<OddTasks> {
  const row = await firstRow<OddTasks>(
    db,
    sql`
      select coalesce(array_agg(id order by id) filter (where ${HAS_FAR_LEASE}), '{}') as "heldForEver",
             coalesce(array_agg(id order by id) filter (where status = 'pending' and error_type = ${CLAIM_REFUSED}), '{}') as refused,
             (array_agg(game_id order by id) filter (where status = 'pending' and error_type = ${CLAIM_REFUSED}))[1] as "refusedGame",
             coalesce(array_agg(id order by id) filter (where status = 'pending'
               and due_at > greatest(scheduled_time, now()) + ${FARTHEST_DUE_DAYS} * interval '1 day'), '{}') as "putOffForEver"
      from seeding_tasks
      where status in ('pending', 'running')`,
  );
  return row ?? { heldForEver: [], refused: [], refusedGame: null, putOffForEver: [] };
}
