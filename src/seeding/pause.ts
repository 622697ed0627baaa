import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { bareColumns as name } from '../db/bare-columns.ts';
import { rowsOf } from '../db/rows.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import { sports } from '../db/schema/reference.ts';
import { SPORTS, type Sport } from '../domain/sport.ts';
import type { Logger } from '../platform/logger.ts';
import type { QueueStore } from '../jobs/store.ts';
import type { Actor } from './action-result.ts';
import { seedingQueue } from '../jobs/queue-names.ts';

export type SportPause = { sport: Sport; pausedAt: Date | null; reason: string | null };

/** Stops and resumes the seeding of a sport, or of all. The truth is in Postgres; the queue follows. */
export type PauseControl = {
  setPaused: (isPaused: boolean, sport: Sport | undefined, actor: Actor) => Promise<readonly SportPause[]>;
  status: () => Promise<readonly SportPause[]>;
};

export function createPauseControl({
  db,
  store,
  logger,
}: {
  db: Database;
  store: QueueStore;
  logger: Logger;
}): PauseControl {
  async function status(): Promise<readonly SportPause[]> {
    return rowsOf<SportPause>(
      db,
      sql`select ${sports.displayName} as sport, ${sports.pausedAt} as "pausedAt", ${sports.pauseReason} as reason
          from ${sports} order by ${sports.id}`,
    );
  }

  return {
    status,
    async setPaused(isPaused, sport, actor) {
      const chosen = sport ? [sport] : [...SPORTS];
      const reason = actor.reason ? `${actor.name}: ${actor.reason}` : actor.name;
      await db.transaction(async (tx) => {
        await tx.execute(sql`
        update ${sports}
        set ${name(sports.pausedAt)} = case when ${isPaused} then coalesce(${sports.pausedAt}, now()) end,
            ${name(sports.pauseReason)} = case when ${isPaused} then ${reason} end
        where ${sports.displayName} = any(${sql.param(chosen)}::text[])`);
        const because = actor.reason ? ` (${actor.reason})` : '';
        await recordSystemEvent(tx, {
          kind: isPaused ? 'paused' : 'resumed',
          subject: chosen.join(', '),
          message: `Seeding of ${sport ?? 'all sports'} was ${isPaused ? 'paused' : 'resumed'} by ${actor.name}${because}.`,
        });
      });
      await Promise.all(
        chosen.map((one) =>
          store.setPaused(seedingQueue(one), isPaused).catch((error: unknown) => {
            // The claim reads Postgres, so the pause holds all the same; the reconciler tells the queue later.
            logger.warn({ err: error, sport: one }, 'the queue could not be told of the pause now');
          }),
        ),
      );
      logger.info({ sports: chosen, isPaused, actor: actor.name }, 'seeding pause changed');
      return status();
    },
  };
}
