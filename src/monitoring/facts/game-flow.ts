import { type SQL, sql } from 'drizzle-orm';
import { rowsOf } from '../../db/rows.ts';
import { selecting } from '../../db/selecting.ts';
import { seedingTasks } from '../../db/schema/tasks.ts';
import type { Fact } from './fact.ts';
import { IS_GAME } from './scope.ts';
import { LATENESS } from './starts.ts';

/** The games that fell due in a span of time: how many were due, started and complete, step by step. */
export type GameFlow = {
  /** Begin of the first step; steps lie on whole multiples of their length since 1970. */
  from: Date;
  step_minutes: number;
  /** How many steps there are up to now; the last one is still under way. */
  step_count: number;
  /** Of the whole span: how many started, how many of them tell how late, and how late those were. */
  lateness: FlowLateness;
  /** Oldest first; steps in which nothing happened are left out. */
  steps: readonly FlowStep[];
};

/** How late the games of a span started, in seconds; `count` of the `started` tell it. */
export type FlowLateness = {
  started: number;
  count: number;
  p50: number | null;
  p95: number | null;
  max: number | null;
};

/** What happened within one step. Lateness is that of the starts, in seconds; null where nothing tells it. */
export type FlowStep = {
  at: Date;
  due: number;
  started: number;
  completed: number;
  p50: number | null;
  p95: number | null;
};

/** How finely a span is told. */
export type FlowSpan = { stepMinutes: number; stepCount: number };

export const LAST_DAY = { stepMinutes: 30, stepCount: 48 } as const satisfies FlowSpan;
export const LAST_WEEK = { stepMinutes: 240, stepCount: 42 } as const satisfies FlowSpan;

/**
 * The flow of first passes up to now. Looks only at tasks whose window opened within the span, which an index finds
 * however many there are in all. A task that came after its window had opened is due from when it came.
 */
export const gameFlow: Fact<FlowSpan, GameFlow> = {
  name: 'game_flow',
  meaning: 'Games that fell due, started and completed, step by step, and how late they started.',
  unit: 'games, seconds',
  window: 'window opened within the span',
  async read(executor, { stepMinutes, stepCount }) {
    const step = sql.raw(`interval '${stepMinutes} minutes'`);
    const beforeNow = sql.raw(`interval '${stepMinutes * (stepCount - 1)} minutes'`);
    const rows = await rowsOf(executor, flowStatement(step, beforeNow));
    const [first] = rows;
    if (!first) throw new Error('the span of time came back empty');
    return {
      from: first.span_from,
      step_minutes: stepMinutes,
      step_count: stepCount,
      lateness: first.whole,
      // A span without any game is one row that tells its begin and nothing else.
      steps: rows.flatMap(({ at, due, started, completed, p50, p95 }) =>
        at === null ? [] : [{ at, due, started, completed, p50, p95 }],
      ),
    };
  },
};

function flowStatement(step: SQL, beforeNow: SQL) {
  const binned = (at: SQL): SQL => sql`date_bin(${step}, ${at}, 'epoch')`;
  const { scheduledTime, createdAt, executionTime, completedAt, status } = seedingTasks;
  const selected = {
    span_from: sql<Date>`span.begins`,
    whole: sql<FlowLateness>`(
      select json_build_object('started', count(started), 'count', count(seconds),
                               'p50', percentile_cont(0.5) within group (order by seconds),
                               'p95', percentile_cont(0.95) within group (order by seconds), 'max', max(seconds))
      from recent)`,
    at: sql<Date | null>`binned.at`,
    due: sql<number>`binned.due`,
    started: sql<number>`binned.started`,
    completed: sql<number>`binned.completed`,
    p50: sql<number | null>`binned.p50`,
    p95: sql<number | null>`binned.p95`,
  };
  return selecting(
    selected,
    (list) => sql`
    with span as (select ${binned(sql`now()`)} - ${beforeNow} as begins),
    recent as (
      select greatest(${scheduledTime}, ${createdAt}) as due, ${executionTime} as started,
             case when ${status} = 'completed' then ${completedAt} end as completed, ${LATENESS} as seconds
      from ${seedingTasks}, span
      where ${scheduledTime} >= span.begins and ${scheduledTime} <= now() and ${IS_GAME} and ${status} <> 'cancelled'
    ),
    moments as (
      select due as at, 1 as due, 0 as started, 0 as completed, null::double precision as seconds from recent
      union all select started, 0, 1, 0, seconds from recent where started is not null
      union all select completed, 0, 0, 1, null from recent where completed is not null
    )
    select ${list} from span left join lateral (
      select ${binned(sql`greatest(at, span.begins)`)} as at, sum(due) as due, sum(started) as started,
             sum(completed) as completed, percentile_cont(0.5) within group (order by seconds) as p50,
             percentile_cont(0.95) within group (order by seconds) as p95
      from moments group by 1) as binned on true
    order by at`,
  );
}
