import { and, desc, eq, gte, ne, sql } from 'drizzle-orm';
import { oddsPolls } from '../../db/schema/odds-polls.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { leagues } from '../../db/schema/reference.ts';
import { forecastMonth, type MonthForecast } from './plan-month.ts';
import { type CollectionDeps, planSources, type SourcePlan } from './update-odds.ts';

/** The plan of a source as it is published. */
export type OddsPlan = {
  provider: string;
  /** Credits of the month; null where the provider charges none. */
  credits: (Pick<MonthForecast, 'budget' | 'planned' | 'over'> & { used: number; per_poll: number }) | null;
  /** Looks to come, by league and day. */
  slates: readonly {
    league: string;
    date: string;
    games: number;
    polls: number;
    credits: number;
    next_at: Date | null;
  }[];
  /** What became of looks of this month, newest first. */
  polls: readonly PastPoll[];
};

export type PastPoll = {
  league: string;
  planned_at: Date;
  status: string;
  reason: string | null;
  /** What it really cost. */
  credits: number;
  events: number | null;
  changes: number | null;
  same: number | null;
};

const MOST_POLLS = 200;

/** The plan of each source for the rest of the month, with what its looks so far brought and cost. */
export async function readOddsPlan(deps: CollectionDeps): Promise<readonly OddsPlan[]> {
  const nowMs = deps.clock.nowMs();
  const plans = await planSources(deps);
  return Promise.all(
    plans.map(async (plan) => ({
      provider: plan.source.name,
      credits: creditsOf(plan),
      slates: plan.slates.map(({ league, date, startsMs, polls, credits }) => ({
        league,
        date,
        games: startsMs.length,
        polls: polls.length,
        credits,
        next_at: polls[0] ? new Date(polls[0].atMs) : null,
      })),
      polls: await pastPolls(deps, plan.source.name, nowMs),
    })),
  );
}

function creditsOf({ slates, credits, costOfPoll }: SourcePlan): OddsPlan['credits'] {
  if (credits === undefined) return null;
  const { budget, planned, over } = forecastMonth(slates, { budget: credits.budget, spent: credits.used });
  return { budget, used: credits.used, planned, over, per_poll: costOfPoll };
}

async function pastPolls(
  { db }: Pick<CollectionDeps, 'db'>,
  provider: string,
  nowMs: number,
): Promise<readonly PastPoll[]> {
  const now = new Date(nowMs);
  const monthMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const spent = sql<number>`coalesce((
    select sum(${apiUsage.credits}) from ${apiUsage} where ${apiUsage.runId} = ${oddsPolls.runId}), 0)::int`;
  return db
    .select({
      league: leagues.name,
      planned_at: oddsPolls.plannedAt,
      status: oddsPolls.status,
      reason: oddsPolls.reason,
      credits: spent,
      events: oddsPolls.events,
      changes: oddsPolls.changes,
      same: oddsPolls.same,
    })
    .from(oddsPolls)
    .innerJoin(leagues, eq(leagues.id, oddsPolls.leagueId))
    .where(
      and(
        eq(oddsPolls.provider, provider),
        ne(oddsPolls.status, 'planned'),
        gte(oddsPolls.plannedAt, new Date(monthMs)),
      ),
    )
    .orderBy(desc(oddsPolls.plannedAt))
    .limit(MOST_POLLS);
}
