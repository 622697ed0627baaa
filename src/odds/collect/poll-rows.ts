import { and, eq, gt, inArray, lt, lte, notInArray, sql } from 'drizzle-orm';
import type { Executor } from '../../db/database.ts';
import { oddsPolls, type PollStatus } from '../../db/schema/odds-polls.ts';
import type { PlannedPoll } from './plan-slate.ts';

/** A poll of a source and a league that has its row. */
export type PollRow = PlannedPoll & { id: number };

export type PollsOf = { provider: string; leagueId: number };

/** A process that has not said for so long what its call came to is gone: calls take half a minute. */
const LOST_AFTER_MS = 5 * 60_000;

/** Replaces what is planned from now on; what is asked or over stays as it is. */
export async function replan(
  db: Executor,
  { provider, leagueId }: PollsOf,
  polls: readonly PlannedPoll[],
  { credits, nowMs }: { credits: number; nowMs: number },
): Promise<void> {
  const kept = polls.map(({ atMs }) => new Date(atMs));
  await db
    .delete(oddsPolls)
    .where(
      and(
        isOf({ provider, leagueId }),
        eq(oddsPolls.status, 'planned'),
        gt(oddsPolls.plannedAt, new Date(nowMs)),
        kept.length === 0 ? undefined : notInArray(oddsPolls.plannedAt, kept),
      ),
    );
  if (polls.length === 0) return;
  await db
    .insert(oddsPolls)
    .values(
      polls.map(({ atMs, untilMs }) => ({
        provider,
        leagueId,
        plannedAt: new Date(atMs),
        usefulUntil: new Date(untilMs),
        status: 'planned' as const,
        credits,
      })),
    )
    .onConflictDoNothing();
}

/** Planned polls whose time has come. */
export async function comePolls(db: Executor, of: PollsOf, nowMs: number): Promise<readonly PollRow[]> {
  const rows = await db
    .select({ id: oddsPolls.id, at: oddsPolls.plannedAt, until: oddsPolls.usefulUntil })
    .from(oddsPolls)
    .where(and(isOf(of), eq(oddsPolls.status, 'planned'), lte(oddsPolls.plannedAt, new Date(nowMs))));
  return rows.map(({ id, at, until }) => ({ id, atMs: at.getTime(), untilMs: until.getTime() }));
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

export type PollEnd = {
  status: Extract<PollStatus, 'done' | 'failed' | 'missed'>;
  reason?: string;
  events?: number;
  changes?: number;
  same?: number;
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

/** Calls off polls of processes that are gone: what they asked for may have been paid, and is not asked for again. */
export async function endLostPolls(db: Executor, nowMs: number): Promise<number> {
  const lost = await db
    .update(oddsPolls)
    .set({ status: 'lost', reason: 'the process that asked is gone', finishedAt: new Date(nowMs) })
    .where(and(eq(oddsPolls.status, 'asked'), lt(oddsPolls.askedAt, new Date(nowMs - LOST_AFTER_MS))))
    .returning({ id: oddsPolls.id });
  return lost.length;
}

function isOf({ provider, leagueId }: PollsOf) {
  return and(eq(oddsPolls.provider, provider), eq(oddsPolls.leagueId, leagueId)) ?? sql`true`;
}
