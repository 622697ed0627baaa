import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { rowsOf } from '../db/rows.ts';
import { columnIn, selecting, valueOf } from '../db/selecting.ts';
import { seedingTasks } from '../db/schema/tasks.ts';
import { games } from '../db/schema/games.ts';
import { sports } from '../db/schema/reference.ts';
import { GAME, SPORT, TASK } from '../db/table-aliases.ts';
import type { Sport } from '../domain/sport.ts';
import { type SeedJobRef, seedJobId } from '../jobs/job-id.ts';
import { transitionSql } from '../jobs/ledger/write-transitions.ts';
import type { QueueStore } from '../jobs/store.ts';
import { DEPTH_FIRST, PRIORITY_OF_TASK } from './task-order.ts';
import type { QuotaPriority } from '../providers/client/quota-priority.ts';
import { seedingQueue } from '../jobs/queue-names.ts';

/** Holds that end within this time end soon enough; among them are those for what other leagues need today. */
const SOON_MINUTES = 20;

/** Those that were put on hold for a new day, long enough that a look is worth it. */
const WAITS_FOR_DAY = sql`${TASK.status} = 'pending' and ${TASK.holdReason} = 'quota' and ${TASK.errorType} = 'quota_day'
          and ${TASK.dueAt} > now() + ${SOON_MINUTES} * interval '1 minute'`;

/** The sports of which tasks wait for a new day: none most of the time. */
export async function sportsWaitingForDay(db: Database): Promise<readonly Sport[]> {
  const rows = await rowsOf(
    db,
    selecting(
      { sport: SPORT.displayName },
      (list) => sql`select distinct ${list}
        from ${seedingTasks} as ${TASK}
        join ${games} as ${GAME} on ${GAME.id} = ${TASK.gameId}
        join ${sports} as ${SPORT} on ${SPORT.id} = ${GAME.sportId}
        where ${WAITS_FOR_DAY} and ${SPORT.pausedAt} is null`,
    ),
  );
  return rows.map(({ sport }) => sport);
}

/** What a host's day has left for each kind of work. */
export type RoomOfDay = {
  sports: readonly Sport[];
  /** Calls that work of this priority may still make today. */
  callsLeft: Readonly<Record<QuotaPriority, number>>;
  callsPerGame: number;
};

const MOST_URGENT_FIRST: readonly QuotaPriority[] = ['manual', 'first_pass', 'correction', 'backfill'];

/** Most tasks of a priority that are brought forward at once: the next look brings more. */
const LIMIT = 500;

/** Pause between two tasks that are brought forward, so that they do not all come in one instant. */
const STEP_MS = 100;

/**
 * Brings tasks forward that wait for a new day, although this day has calls for whole games: the account got a larger
 * plan, or what the provider said of its quota turned out wrong. Gives their ids.
 */
export async function releaseQuotaHolds(
  { db, store }: { db: Database; store: Pick<QueueStore, 'changeDelay'> },
  { sports, callsLeft, callsPerGame }: RoomOfDay,
): Promise<readonly number[]> {
  const released: number[] = [];
  let spoken = 0;
  for (const priority of MOST_URGENT_FIRST) {
    const games = Math.min(LIMIT, Math.floor((callsLeft[priority] - spoken) / callsPerGame));
    if (games < 1) continue;
    const tasks = await bringForward(db, sports, priority, games);
    spoken += tasks.length * callsPerGame;
    released.push(...tasks.map(({ id }) => id));
    // The jobs follow; where one cannot be moved now, the reconciler does so.
    for (const { sport, delayMs, ...ref } of tasks)
      await store.changeDelay(seedingQueue(sport), seedJobId(ref), delayMs);
  }
  return released;
}

type Released = SeedJobRef & { id: number; sport: Sport; delayMs: number };

function bringForward(
  db: Database,
  wanted: readonly Sport[],
  priority: QuotaPriority,
  limit: number,
): Promise<Released[]> {
  const selected = {
    id: columnIn('moved', seedingTasks.id),
    gameId: columnIn('moved', seedingTasks.gameId),
    pass: columnIn('moved', seedingTasks.pass),
    revision: columnIn('moved', seedingTasks.revision),
    sport: valueOf(SPORT.displayName, sql`chosen.sport`),
    delayMs: sql<number>`chosen.delay_ms`,
  };
  return rowsOf(
    db,
    selecting(selected, (list) =>
      transitionSql({
        table: seedingTasks,
        event: 'defer',
        before: sql`chosen as (
        select ${TASK.id}, ${SPORT.displayName} as sport, row_number() over (order by ${DEPTH_FIRST}) * ${STEP_MS} as delay_ms
        from ${seedingTasks} as ${TASK}
        join ${games} as ${GAME} on ${GAME.id} = ${TASK.gameId}
        join ${sports} as ${SPORT} on ${SPORT.id} = ${GAME.sportId}
        where ${WAITS_FOR_DAY}
          and ${SPORT.displayName} = any(${sql.param([...wanted])}::text[]) and ${SPORT.pausedAt} is null
          and ${PRIORITY_OF_TASK} = ${priority}
        order by ${DEPTH_FIRST}
        limit ${limit})`,
        from: sql`chosen`,
        where: sql`${seedingTasks.id} = chosen.id`,
        also: { dueAt: sql`now() + chosen.delay_ms * interval '1 millisecond'` },
        select: sql`select ${list} from moved join chosen using (id) order by chosen.delay_ms`,
      }),
    ),
  );
}
