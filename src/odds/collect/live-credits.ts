import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../db/database.ts';
import { livePolls } from '../../db/schema/live-polls.ts';
import type { Sport } from '../../domain/sport.ts';
import type { CollectedLeague } from './league-slates.ts';
import { type CreditDeps, creditsOfLooks, monthCredits, takeClaimTurn } from './month-credits.ts';
import type { OddsSource } from './odds-source.ts';
import type { Slate } from './plan-month.ts';

/** How games under way are looked at where that costs credits. */
export type LiveLooks = {
  /** Of the month's credits. */
  creditsPerMonth: number;
  /** What a look at a source costs for a sport, and how often it comes at most; undefined where none is made. */
  lookOf: (provider: string, sport: Sport) => { credits: number; stepMs: number } | undefined;
};

/** Credits of a month that looks at games under way may use, have used and are going to. */
export type LiveCreditPlan = { budget: number; used: number; costOfLook: number; planned: number };

/** So long after its start a game is looked at, about. */
const GAME_MS = 150 * 60_000;

/**
 * Keeps credits for looks at games under way: for as many as the slates to come take at the step of the source, within
 * those of the month that they may use. Undefined where no look costs any.
 */
export function planLiveCredits(
  { creditsPerMonth, lookOf }: LiveLooks,
  of: {
    provider: string;
    leagues: readonly Pick<CollectedLeague, 'leagueId' | 'league'>[];
    slates: readonly Slate[];
    used: number;
    left: number;
  },
  nowMs: number,
): LiveCreditPlan | undefined {
  const { provider, leagues, slates, used, left } = of;
  const looks = new Map(leagues.map(({ leagueId, league }) => [leagueId, lookOf(provider, league.sport)]));
  const costOfLook = Math.max(0, ...[...looks.values()].map((look) => look?.credits ?? 0));
  if (costOfLook === 0) return undefined;
  const wanted = slates.reduce((sum, { leagueId, startsMs }) => {
    const look = looks.get(leagueId);
    if (look === undefined || startsMs.length === 0) return sum;
    const fromMs = Math.max(nowMs, Math.min(...startsMs));
    const spanMs = Math.max(0, Math.max(...startsMs) + GAME_MS - fromMs);
    return sum + Math.ceil(spanMs / look.stepMs) * look.credits;
  }, 0);
  const planned = Math.max(0, Math.min(wanted, creditsPerMonth - used, left));
  return { budget: creditsPerMonth, used, costOfLook, planned: planned - (planned % costOfLook) };
}

/** A look at games under way that is to be paid for. */
export type LiveLookToPay = {
  source: Pick<OddsSource, 'name' | 'hosts'>;
  sport: Sport;
  credits: number;
  runId: string;
};

export type LiveClaim = { ok: true; end: () => Promise<void> } | { ok: false; why: string };

/**
 * Takes the credits of a look at games under way, if the month's and those kept for such looks cover it, in turn with the
 * looks at odds of the same account. `end` says that it is over.
 */
export async function claimLiveLook(
  {
    db,
    clock,
    ...deps
  }: Omit<CreditDeps, 'eventCreditsPerMonth'> & {
    db: Database;
    clock: { nowMs: () => number };
    liveCreditsPerMonth: number;
  },
  { source, sport, credits, runId }: LiveLookToPay,
): Promise<LiveClaim> {
  return db.transaction(async (tx): Promise<LiveClaim> => {
    await takeClaimTurn(tx, source.name);
    const nowMs = clock.nowMs();
    const { month } = await monthCredits(deps, source, nowMs);
    const looks = await creditsOfLooks(tx, source.name, month, nowMs);
    const { budget, used } = await monthCredits(deps, source, nowMs);
    if (used + looks.outstanding + credits > budget)
      return { ok: false, why: "this month's credits are used up" };
    if (looks.ofLive + credits > deps.liveCreditsPerMonth)
      return { ok: false, why: "this month's credits for looks at games under way are used up" };
    const asked = { provider: source.name, sport, credits, runId, askedAt: new Date(nowMs) };
    await tx.insert(livePolls).values(asked);
    return { ok: true, end: () => endLiveLook(db, runId, source.name) };
  });
}

async function endLiveLook(db: Database, runId: string, provider: string): Promise<void> {
  await db
    .update(livePolls)
    .set({ finishedAt: sql`now()` })
    .where(and(eq(livePolls.runId, runId), eq(livePolls.provider, provider)));
}
