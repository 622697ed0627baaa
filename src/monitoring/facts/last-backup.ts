import { sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { orNull, selecting, valueOf } from '../../db/selecting.ts';
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

export const lastBackup: Fact<null, LastBackup> = {
  name: 'last_backup',
  meaning: 'The backup that was made last, and what came of the last try.',
  unit: 'a backup',
  window: 'the last',
  async read(executor) {
    const { id, kind, subject, message, createdAt } = systemEvents;
    const row = await firstRow(
      executor,
      selecting(
        {
          subject: orNull(valueOf(subject, sql`made.subject`)),
          created_at: orNull(valueOf(createdAt, sql`made.created_at`)),
          age_ms: sql<number | null>`(extract(epoch from now() - made.created_at) * 1000)::double precision`,
          kind: sql<LastBackup['outcome']>`tried.kind`,
          message: orNull(valueOf(message, sql`tried.message`)),
        },
        (list) => sql`
          select ${list} from (select) as one
          left join (
            select ${subject}, ${createdAt} from ${systemEvents}
            where ${kind} = 'backup_made' order by ${createdAt} desc limit 1
          ) as made on true
          left join (
            select ${kind}, ${message} from ${systemEvents}
            where ${kind} in ('backup_made', 'backup_failed') order by ${createdAt} desc, ${id} desc limit 1
          ) as tried on true`,
      ),
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
