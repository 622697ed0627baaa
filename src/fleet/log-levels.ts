import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { firstRow } from '../db/rows.ts';
import { selecting, valueOf } from '../db/selecting.ts';
import { systemEvents } from '../db/schema/operations.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import { type AskedLogLevel, LOG_LEVELS, type LogLevel } from './log-level-names.ts';

/** Kind of the events by which it is asked: they tell afterwards, too, who asked for what. */
const KIND = 'log_level_asked';

/** Asks every control and worker process to log from `level` on for so long; the last who asks is obeyed. */
export function askLogLevel(
  db: Database,
  { level, forSeconds, actor }: { level: LogLevel; forSeconds: number; actor: string },
): Promise<void> {
  return recordSystemEvent(db, {
    kind: KIND,
    subject: 'logs',
    message: `${actor} asked every process to log from ${level} on for ${forSeconds} seconds.`,
    data: { level, for_seconds: forSeconds, by: actor },
  });
}

/** Asks every process to log as it did before. */
export function endLogLevel(db: Database, actor: string): Promise<void> {
  return recordSystemEvent(db, {
    kind: KIND,
    subject: 'logs',
    message: `${actor} asked every process to log as configured.`,
    data: { by: actor },
  });
}

/** What is asked now, by the database's clock; undefined where the time is over or nobody asked. */
export async function readAskedLogLevel(executor: Executor): Promise<AskedLogLevel | undefined> {
  const { id, kind, data, createdAt } = systemEvents;
  const row = await firstRow(
    executor,
    selecting(
      {
        id: valueOf(id, sql`asked.id`),
        level: sql<LogLevel>`level`,
        by: sql<string>`by`,
        until: sql<Date>`until`,
        is_over: sql<boolean | null>`until <= now()`,
      },
      (list) => sql`
      select ${list}
      from (
        select ${id} as id, ${data} ->> 'level' as level, ${data} ->> 'by' as by,
               ${createdAt} + (${data} ->> 'for_seconds')::int * interval '1 second' as until
        from ${systemEvents} where ${kind} = ${KIND} order by ${createdAt} desc, ${id} desc limit 1) as asked`,
    ),
  );
  if (!row || row.is_over !== false || !LOG_LEVELS.includes(row.level)) return undefined;
  const { is_over: _isOver, ...asked } = row;
  return asked;
}
