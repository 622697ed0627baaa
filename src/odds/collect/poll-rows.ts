import { type SQL, and, eq, inArray, isNull, lt, lte, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { type BroughtByMarket, oddsPolls, type PollStatus } from '../../db/schema/odds-polls.ts';
import type { PlannedPoll } from './plan-slate.ts';

/** A look that is planned: at all events of a league, or at one. */
export type PlannedLook = PlannedPoll & {
  /** Null: all events of the league. */
  eventId: number | null;
  markets: readonly string[];
  /** What it costs at the most. */
  credits: number;
};

/** A look that has its row. */
export type PollRow = PlannedLook & {
  id: number;
  /** The failed look of which it is the second try. */
  retryOf: number | null;
};

export type PollsOf = { provider: string; leagueId: number };

/** A process that has not said for so long what its call came to is gone: calls take half a minute. */
const LOST_AFTER_MS = 5 * 60_000;

const COLUMNS = {
  id: oddsPolls.id,
  eventId: oddsPolls.eventId,
  markets: oddsPolls.markets,
  credits: oddsPolls.credits,
  retryOf: oddsPolls.retryOf,
  at: oddsPolls.plannedAt,
  until: oddsPolls.usefulUntil,
};

/** Replaces what is planned from now on; what is asked or over stays as it is, and so do second tries. */
export async function replan(
  db: Executor,
  of: PollsOf,
  looks: readonly PlannedLook[],
  nowMs: number,
): Promise<void> {
  const events = sql.param(looks.map(({ eventId }) => eventId));
  const times = sql.param(looks.map(({ atMs }) => new Date(atMs).toISOString()));
  await db.delete(oddsPolls).where(
    and(
      isOf(of),
      eq(oddsPolls.status, 'planned'),
      isNull(oddsPolls.retryOf),
      sql`${oddsPolls.plannedAt} > ${new Date(nowMs).toISOString()}::timestamptz`,
      sql`not exists (select from unnest(${events}::int[], ${times}::timestamptz[]) as kept (event_id, at)
          where kept.event_id is not distinct from ${oddsPolls.eventId} and kept.at = ${oddsPolls.plannedAt})`,
    ),
  );
  if (looks.length === 0) return;
  const { provider, leagueId, eventId, plannedAt, usefulUntil, credits, markets, status } = oddsPolls;
  await db
    .insert(oddsPolls)
    .values(looks.map((look) => newRow(of, look)))
    .onConflictDoUpdate({
      target: [provider, leagueId, eventId, plannedAt],
      set: {
        usefulUntil: sql`excluded.useful_until`,
        credits: sql`excluded.credits`,
        markets: sql`excluded.markets`,
      },
      setWhere: sql`${status} = 'planned' and (${usefulUntil}, ${credits}, ${markets})
        is distinct from (excluded.useful_until, excluded.credits, excluded.markets)`,
    });
}

function newRow(of: PollsOf, { atMs, untilMs, eventId, markets, credits }: PlannedLook) {
  const times = { plannedAt: new Date(atMs), usefulUntil: new Date(untilMs) };
  return { ...of, ...times, eventId, markets: [...markets], credits, status: 'planned' as const };
}

/** Planned looks whose time has come, by the event that they are about. */
export async function comePolls(db: Executor, of: PollsOf, nowMs: number): Promise<readonly PollRow[]> {
  const rows = await db
    .select(COLUMNS)
    .from(oddsPolls)
    .where(and(isOf(of), eq(oddsPolls.status, 'planned'), lte(oddsPolls.plannedAt, new Date(nowMs))));
  return rows.map(({ at, until, ...row }) => ({ ...row, atMs: at.getTime(), untilMs: until.getTime() }));
}

/** Takes a poll for this process; false where another has it. It is written before anything is asked. */
export async function claimPoll(db: Executor, id: number, runId: string, nowMs: number): Promise<boolean> {
  const claimed = await db
    .update(oddsPolls)
    .set({ status: 'asked', askedAt: new Date(nowMs), runId })
    .where(and(eq(oddsPolls.id, id), eq(oddsPolls.status, 'planned')))
    .returning({ id: oddsPolls.id });
  return claimed.length > 0;
}

/** Whether nobody has taken a look yet, and it is not over. */
export async function isPlanned(db: Executor, id: number): Promise<boolean> {
  const found = await db
    .select({ id: oddsPolls.id })
    .from(oddsPolls)
    .where(and(eq(oddsPolls.id, id), eq(oddsPolls.status, 'planned')));
  return found.length > 0;
}

/** Whether a look is still this run's: one that slept for minutes may have been given up meanwhile. */
export async function isHeld(db: Executor, id: number, runId: string): Promise<boolean> {
  const held = await db
    .select({ id: oddsPolls.id })
    .from(oddsPolls)
    .where(and(eq(oddsPolls.id, id), eq(oddsPolls.status, 'asked'), eq(oddsPolls.runId, runId)));
  return held.length > 0;
}

export type PollEnd = {
  status: Extract<PollStatus, 'done' | 'failed' | 'missed'>;
  reason?: string;
  events?: number;
  changes?: number;
  same?: number;
  brought?: BroughtByMarket;
};

/** Notes what became of polls; those that are over already stay as they are. */
export async function endPolls(
  db: Executor,
  ids: readonly number[],
  end: PollEnd,
  nowMs: number,
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .update(oddsPolls)
    .set({ ...end, reason: end.reason ?? null, finishedAt: new Date(nowMs) })
    .where(and(inArray(oddsPolls.id, [...ids]), inArray(oddsPolls.status, ['planned', 'asked'])));
}

/** Calls off polls of processes that are gone: what they asked for may have been paid. Returns their numbers. */
export async function endLostPolls(db: Executor, nowMs: number): Promise<readonly number[]> {
  const lost = await db
    .update(oddsPolls)
    .set({ status: 'lost', reason: 'the process that asked is gone', finishedAt: new Date(nowMs) })
    .where(and(eq(oddsPolls.status, 'asked'), lt(oddsPolls.askedAt, new Date(nowMs - LOST_AFTER_MS))))
    .returning({ id: oddsPolls.id });
  return lost.map(({ id }) => id);
}

/** So long before a start a second try is worth anything: the next run takes it within a minute, and is answered. */
const LEAST_LEFT_MS = 90_000;

/**
 * Plans the one second try of a look that failed or was lost: of the last look before a start, while it is worth
 * something. A look that has another one before the same start after it has none, and nor has a second try itself.
 * Returns whether there is one now.
 */
export async function planSecondTry(db: Executor, id: number, nowMs: number): Promise<boolean> {
  const now = new Date(nowMs).toISOString();
  const { rowCount } = await db.execute(sql`
    insert into ${oddsPolls} (provider, league_id, event_id, markets, credits, useful_until, planned_at, retry_of, status)
    select provider, league_id, event_id, markets, credits, useful_until, ${now}::timestamptz, id, 'planned'
    from ${oddsPolls} as failed
    where id = ${id} and retry_of is null and status in ('failed', 'lost')
      and useful_until > ${now}::timestamptz + ${LEAST_LEFT_MS} * interval '1 millisecond'
      and not exists (select from ${oddsPolls} as other where other.retry_of = failed.id)
      and not exists (
        select from ${oddsPolls} as later
        where later.provider = failed.provider and later.league_id = failed.league_id
          and later.event_id is not distinct from failed.event_id and later.useful_until = failed.useful_until
          and later.planned_at > failed.planned_at)
    on conflict do nothing`);
  return (rowCount ?? 0) > 0;
}

function isOf({ provider, leagueId }: PollsOf): SQL | undefined {
  return and(eq(oddsPolls.provider, provider), eq(oddsPolls.leagueId, leagueId));
}
