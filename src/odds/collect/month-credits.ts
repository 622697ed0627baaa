import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../../db/database.ts';
import { firstRow } from '../../db/rows.ts';
import { type CreditMonth, creditMonth } from '../../domain/credit-month.ts';
import { livePolls } from '../../db/schema/live-polls.ts';
import { oddsPolls } from '../../db/schema/odds-polls.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { selecting } from '../../db/selecting.ts';
import type { CreditsUsed, OddsSource } from './odds-source.ts';
import { claimPoll, endPolls, isPlanned, type PollRow } from './poll-rows.ts';

/** Credits of the account's month: what the collection may use, and what is used, by whomever. */
export type MonthCredits = { budget: number; used: number; month: CreditMonth };

export type CreditDeps = {
  creditsUsed: CreditsUsed;
  creditsPerMonth: number;
  /** Credits of these that looks at single events may use. */
  eventCreditsPerMonth: number;
};

/** What a source may spend in this month, and what is used there as the shared ledger and the provider count. */
export async function monthCredits(
  { creditsUsed, creditsPerMonth }: Pick<CreditDeps, 'creditsUsed' | 'creditsPerMonth'>,
  source: Pick<OddsSource, 'hosts'>,
  nowMs: number,
): Promise<MonthCredits> {
  const use = await creditsUsed(source);
  const budget = Math.min(creditsPerMonth, use?.most ?? creditsPerMonth);
  return { budget, used: use?.used ?? 0, month: creditMonth(nowMs, use?.resetDay) };
}

/** What the recorded calls of a look cost so far. */
const SPENT = sql`coalesce((select sum(${apiUsage.credits}) from ${apiUsage} where ${apiUsage.runId} = ${oddsPolls.runId}), 0)`;

/** What the recorded calls of a look at games under way cost so far. */
const SPENT_LIVE = sql`coalesce((select sum(${apiUsage.credits}) from ${apiUsage} where ${apiUsage.runId} = ${livePolls.runId}), 0)`;

/** A look at games under way that has not ended after this is nobody's any more. */
const LIVE_LOOK_LASTS_MS = 5 * 60_000;

/** Credits of looks of a month. */
export type CreditsOfLooks = {
  /** What looks that are claimed may still spend. */
  outstanding: number;
  /** What looks at single events have spent or may yet. */
  ofEvents: number;
  /** The same of looks at games under way. */
  ofLive: number;
};

/** What looks of this month are still to spend, and what those with credits of their own have spent or may yet. */
export async function creditsOfLooks(
  db: Executor,
  provider: string,
  month: CreditMonth,
  nowMs: number,
): Promise<CreditsOfLooks> {
  const odds = await creditsOfOddsLooks(db, provider, month);
  const live = await creditsOfLiveLooks(db, provider, month, nowMs);
  return { ...odds, outstanding: odds.outstanding + live.outstanding, ofLive: live.ofLive };
}

async function creditsOfLiveLooks(
  db: Executor,
  provider: string,
  { startMs }: CreditMonth,
  nowMs: number,
): Promise<Pick<CreditsOfLooks, 'outstanding' | 'ofLive'>> {
  const openSince = new Date(nowMs - LIVE_LOOK_LASTS_MS).toISOString();
  const row = await firstRow(
    db,
    selecting(
      {
        outstanding: sql<number>`coalesce(sum(greatest(look.credits - look.spent, 0)) filter (where look.is_open), 0)::int`,
        ofLive: sql<number>`coalesce(sum(case when look.is_open then greatest(look.credits, look.spent) else look.spent end), 0)::int`,
      },
      (list) => sql`
      select ${list} from (
        select ${livePolls.credits}, ${SPENT_LIVE} as spent,
               ${livePolls.finishedAt} is null and ${livePolls.askedAt} > ${openSince}::timestamptz as is_open
        from ${livePolls}
        where ${livePolls.provider} = ${provider}
          and ${livePolls.askedAt} >= ${new Date(startMs).toISOString()}::timestamptz
      ) as look`,
    ),
  );
  return { outstanding: row?.outstanding ?? 0, ofLive: row?.ofLive ?? 0 };
}

async function creditsOfOddsLooks(
  db: Executor,
  provider: string,
  { startMs }: CreditMonth,
): Promise<Pick<CreditsOfLooks, 'outstanding' | 'ofEvents'>> {
  const monthStart = new Date(startMs).toISOString();
  const row = await firstRow(
    db,
    selecting(
      {
        outstanding: sql<number>`coalesce(sum(greatest(look.credits - look.spent, 0)) filter (where look.status = 'asked'), 0)::int`,
        ofEvents: sql<number>`coalesce(sum(case when look.status = 'asked' then greatest(look.credits, look.spent) else look.spent end)
          filter (where look.event_id is not null), 0)::int`,
      },
      (list) => sql`
      select ${list} from (
        select ${oddsPolls.status}, ${oddsPolls.eventId}, ${oddsPolls.credits}, ${SPENT} as spent from ${oddsPolls}
        where ${oddsPolls.provider} = ${provider} and ${oddsPolls.runId} is not null
          and ${oddsPolls.plannedAt} >= ${monthStart}::timestamptz
      ) as look`,
    ),
  );
  return { outstanding: row?.outstanding ?? 0, ofEvents: row?.ofEvents ?? 0 };
}

export type Claim = { ok: true } | { ok: false; isTaken: true } | { ok: false; isTaken: false; why: string };

/** Class of the two-number locks under which looks at one provider are claimed one after the other. */
const CLAIM_LOCK_CLASS = 530_203;

/** Waits until no other look at a provider is claimed; the turn ends with the transaction. */
export async function takeClaimTurn(tx: Executor, provider: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${CLAIM_LOCK_CLASS}, hashtext(${provider}))`);
}

/**
 * Takes a look for this run if the month's credits still cover it, and notes it as missed if not. Claims of one provider take turns, and count what
 * other looks have claimed and not spent yet, so that no two of them share the last credits. What is claimed is read
 * before what is used: a call that is let through in between counts twice for this moment, and never not at all.
 */
export async function claimWithinBudget(
  { db, ...deps }: CreditDeps & { db: Database },
  source: OddsSource,
  look: PollRow,
  { runId, nowMs }: { runId: string; nowMs: number },
): Promise<Claim> {
  return db.transaction(async (tx): Promise<Claim> => {
    await takeClaimTurn(tx, source.name);
    if (!(await isPlanned(tx, look.id))) return { ok: false, isTaken: true };
    const why = await whyNot(tx, deps, source, look, nowMs);
    if (why !== undefined) {
      await endPolls(tx, [look.id], { status: 'missed', reason: why }, nowMs);
      return { ok: false, isTaken: false, why };
    }
    return (await claimPoll(tx, look.id, runId, nowMs)) ? { ok: true } : { ok: false, isTaken: true };
  });
}

/** Why the credits of the month do not cover a look; undefined where they do. */
async function whyNot(
  tx: Executor,
  deps: CreditDeps,
  source: OddsSource,
  { credits, eventId }: PollRow,
  nowMs: number,
): Promise<string | undefined> {
  if (credits === 0) return undefined;
  const { month } = await monthCredits(deps, source, nowMs);
  const looks = await creditsOfLooks(tx, source.name, month, nowMs);
  const { budget, used } = await monthCredits(deps, source, nowMs);
  if (used + looks.outstanding + credits > budget) return "this month's credits are used up";
  const isOver = eventId !== null && looks.ofEvents + credits > deps.eventCreditsPerMonth;
  return isOver ? "this month's credits for looks at single events are used up" : undefined;
}
