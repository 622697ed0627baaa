import { sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { systemEvents } from '../../db/schema/operations.ts';
import type { Fact } from './fact.ts';

/** The backup that was made last, its age by the database's clock, and why the last try failed where it did. */
export type LastBackup = {
  made: { subject: string; created_at: Date; age_ms: number } | null;
  /** What came of the last try; null before the first. */
  outcome: 'backup_made' | 'backup_failed' | null;
  /** Why the last try failed; null where it did not. */
  problem: string | null;
};

type LastBackupRow = {
  subject: string | null;
  created_at: Date | null;
  age_ms: number | null;
  kind: LastBackup['outcome'];
  message: string | null;
};

export const lastBackup: Fact<null, LastBackup> = {
  name: 'last_backup',
  meaning: 'The backup that was made last, and what came of the last try.',
  unit: 'a backup',
  window: 'the last',
  async read(executor) {
    const { id, kind, subject, message, createdAt } = systemEvents;
    const row = await firstRow<LastBackupRow>(
      executor,
      sql`
        select made.*, tried.* from (select) as one
        left join (
          select ${subject} as subject, ${createdAt} as created_at,
                 (extract(epoch from now() - ${createdAt}) * 1000)::double precision as age_ms
          from ${systemEvents} where ${kind} = 'backup_made' order by ${createdAt} desc limit 1
        ) as made on true
        left join (
          select ${kind} as kind, ${message} as message
          from ${systemEvents} where ${kind} in ('backup_made', 'backup_failed') order by ${createdAt} desc, ${id} desc limit 1
        ) as tried on true`,
    );
    const { subject: of = null, created_at: at = null, age_ms: ageMs = null } = row ?? {};
    return {
      made:
        of === null || at === null || ageMs === null ? null : { subject: of, created_at: at, age_ms: ageMs },
      outcome: row?.kind ?? null,
      problem: row?.kind === 'backup_failed' ? row.message : null,
    };
  },
};
