import { and, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Database, Executor } from '../db/database.ts';
import { recordSystemEvent } from '../db/system-events.ts';
import { sports } from '../db/schema/reference.ts';
import { BOX_SCORE_SPORTS, type Sport } from '../domain/sport.ts';
import type { Logger } from '../platform/logger.ts';
import type { QueueStore } from '../jobs/store.ts';
import type { Actor } from './action-result.ts';
import { seedingQueue } from '../jobs/queue-names.ts';

/** How the sports stand after an order, and which of those that it named it changed: the others were so already. */
export type PauseOrder = { sports: readonly SportPause[]; changed: readonly Sport[]; message: string };

export type SportPause = { sport: Sport; pausedAt: Date | null; reason: string | null };

/** Stops and resumes the seeding of a sport, or of all. The truth is in Postgres; the queue follows. */
export type PauseControl = {
  /** A sport that is paused already keeps since when, by whom and why. */
  setPaused: (isPaused: boolean, sport: Sport | undefined, actor: Actor) => Promise<PauseOrder>;
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
    return db
      .select({ sport: sports.displayName, pausedAt: sports.pausedAt, reason: sports.pauseReason })
      .from(sports)
      .where(inArray(sports.displayName, [...BOX_SCORE_SPORTS]))
      .orderBy(sports.id);
  }

  return {
    status,
    async setPaused(isPaused, sport, actor) {
      const chosen = sport ? [sport] : [...BOX_SCORE_SPORTS];
      const changed = await db.transaction((tx) => change(tx, isPaused, chosen, actor));
      await Promise.all(
        chosen.map((one) =>
          store.setPaused(seedingQueue(one), isPaused).catch((error: unknown) => {
            // The claim reads Postgres, so the pause holds all the same; the reconciler tells the queue later.
            logger.warn({ err: error, sport: one }, 'the queue could not be told of the pause now');
          }),
        ),
      );
      logger.info({ sports: chosen, changed, isPaused, actor: actor.name }, 'seeding pause changed');
      const all = await status();
      return { sports: all, changed, message: orderWords(isPaused, chosen, changed, all) };
    },
  };
}

/** Changes the sports that are not so yet, and keeps an event of it. */
async function change(
  tx: Executor,
  isPaused: boolean,
  chosen: readonly Sport[],
  actor: Actor,
): Promise<readonly Sport[]> {
  const reason = actor.reason ? `${actor.name}: ${actor.reason}` : actor.name;
  const rows = await tx
    .update(sports)
    .set(isPaused ? { pausedAt: sql`now()`, pauseReason: reason } : { pausedAt: null, pauseReason: null })
    .where(
      and(
        inArray(sports.displayName, [...chosen]),
        isPaused ? isNull(sports.pausedAt) : isNotNull(sports.pausedAt),
      ),
    )
    .returning({ sport: sports.displayName });
  const changed = chosen.filter((sport) => rows.some((row) => row.sport === sport));
  if (changed.length === 0) return changed;
  const because = actor.reason ? ` (${actor.reason})` : '';
  const whose = changed.length === BOX_SCORE_SPORTS.length ? 'all sports' : changed.join(', ');
  await recordSystemEvent(tx, {
    kind: isPaused ? 'paused' : 'resumed',
    subject: changed.join(', '),
    message: `Seeding of ${whose} was ${isPaused ? 'paused' : 'resumed'} by ${actor.name}${because}.`,
  });
  return changed;
}

/** `Seeding of NBA is paused. NFL is paused already, by anna: bye week.` */
function orderWords(
  isPaused: boolean,
  chosen: readonly Sport[],
  changed: readonly Sport[],
  all: readonly SportPause[],
): string {
  const state = isPaused ? 'paused' : 'going on';
  const whose = changed.length === BOX_SCORE_SPORTS.length ? 'all sports' : changed.join(', ');
  const done = changed.length > 0 ? [`Seeding of ${whose} is ${state}.`] : [];
  const before = chosen
    .filter((sport) => !changed.includes(sport))
    .map((sport) => {
      const { pausedAt, reason } = all.find((one) => one.sport === sport) ?? { pausedAt: null, reason: null };
      const since = pausedAt ? `, since ${pausedAt.toISOString()}, by ${reason ?? 'somebody'}` : '';
      return `Seeding of ${sport} is ${state} already${since}.`;
    });
  return [...done, ...before].join(' ');
}
