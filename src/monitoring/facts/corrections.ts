import { sql } from 'drizzle-orm';
import { firstRow } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { games } from '../../db/schema/games.ts';
import { lineChanges } from '../../db/schema/line-changes.ts';
import { sports } from '../../db/schema/reference.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Fact } from './fact.ts';
import { type DaysOfSport, IS_GAME, ofSport, since } from './scope.ts';

/** Where the later looks at finished games stand. */
export type OpenCorrections = {
  pending: number;
  running: number;
  /** Pending with a hold reason. */
  held: number;
  due_24h: number;
  next_due_at: Date | null;
};

export const openCorrections: Fact<null, OpenCorrections> = {
  name: 'open_corrections',
  meaning:
    'Later looks at finished games that are open. They are counted apart: a game is done with its first pass.',
  unit: 'corrections',
  window: 'now',
  async read(executor) {
    const isPending = sql`${seedingTasks.status} = 'pending'`;
    const row = await firstRow(
      executor,
      selecting(
        {
          pending: sql<number>`count(*) filter (where ${isPending})::int`,
          running: sql<number>`count(*) filter (where ${seedingTasks.status} = 'running')::int`,
          held: sql<number>`count(*) filter (where ${isPending} and ${seedingTasks.holdReason} is not null)::int`,
          due_24h: sql<number>`count(*) filter (where ${isPending} and ${seedingTasks.dueAt} <= now() + interval '24 hours')::int`,
          next_due_at: sql<Date | null>`min(${seedingTasks.dueAt}) filter (where ${isPending} and ${seedingTasks.dueAt} > now())`,
        },
        (list) => sql`
        select ${list}
        from ${seedingTasks} where ${seedingTasks.status} in ('pending', 'running') and not ${IS_GAME}`,
      ),
    );
    if (!row) throw new Error('the counts of corrections came back empty');
    return row;
  },
};

export const changedLines: Fact<DaysOfSport, number> = {
  name: 'changed_lines',
  meaning: 'Lines of players and teams that corrections changed, each once a pass.',
  unit: 'lines',
  window: 'changed in the last days',
  async read(executor, { days, sport }) {
    const of = sport
      ? sql`join ${games} on ${games.id} = ${lineChanges.gameId} join ${sports} on ${sports.id} = ${games.sportId}`
      : sql``;
    const row = await firstRow(
      executor,
      selecting(
        {
          lines: sql<number>`count(distinct (${lineChanges.gameId}, ${lineChanges.pass}, ${lineChanges.entityType},
                               ${lineChanges.playerId}, ${lineChanges.teamId}))::int`,
        },
        (list) => sql`
        select ${list}
        from ${lineChanges} ${of}
        where ${lineChanges.createdAt} >= ${since(days)} and ${lineChanges.pass} like 'correction-%'
          and ${lineChanges.entityType} <> 'game' and ${ofSport(sport)}`,
      ),
    );
    return row?.lines ?? 0;
  },
};
