import { and, desc, eq, gte, ne, sql } from 'drizzle-orm';
import { rowsOf } from '../../db/rows.ts';
import { oddsEvents } from '../../db/schema/odds.ts';
import { oddsPolls } from '../../db/schema/odds-polls.ts';
import { apiUsage } from '../../db/schema/providers.ts';
import { leagues } from '../../db/schema/reference.ts';
import { selecting } from '../../db/selecting.ts';
import { forecastMonth, type MonthForecast, type PlannedSlate } from './plan-month.ts';
import { type CollectionDeps, planSources, type SourcePlan } from './plan-sources.ts';

/** The plan of a source as it is published. */
export type OddsPlan = {
  provider: string;
  /** Credits of the month; null where the provider charges none. */
  credits:
    | (Pick<MonthForecast, 'budget' | 'planned' | 'over'> & {
        used: number;
        per_poll: number;
        begin_anew_at: Date;
      })
    | null;
  /** Credits of these for looks at single events; null where none are looked at. */
  event_credits: { budget: number; used: number; planned: number; per_look: number } | null;
  /** The same for looks at games under way; null where none costs credits. */
  live_credits: { budget: number; used: number; planned: number; per_look: number } | null;
  /** Markets of ODDS_EVENT_MARKETS that no event of the source has, in any sport that is collected. */
  unknown_markets: readonly string[];
  /** Looks to come, by league and day. */
  slates: readonly {
    league: string;
    date: string;
    games: number;
    polls: number;
    credits: number;
    next_at: Date | null;
    /** Looks at single events that are planned so far, and how many of the games they are about. */
    event_looks: number;
    events: number;
  }[];
  /** What the month's credits bought in each market, most first. */
  bought: readonly BoughtMarket[];
  /** What became of looks of this month, newest first. */
  polls: readonly PastPoll[];
};

export type BoughtMarket = {
  market: string;
  looks: number;
  /** A look's credits, shared evenly among the markets that it asked for and found on offer. */
  credits: number;
  changes: number;
  same: number;
};

export type PastPoll = {
  league: string;
  /** The one event that it was about. */
  event: string | null;
  markets: readonly string[];
  /** It was the second try of one that failed. */
  is_retry: boolean;
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
  const plans = await planSources(deps);
  return Promise.all(
    plans.map(async (plan) => ({
      provider: plan.source.name,
      credits: creditsOf(plan),
      event_credits: partOf(plan.eventCredits),
      live_credits: partOf(plan.liveCredits),
      unknown_markets: unknownMarkets(deps, plan),
      slates: plan.slates.map((slate) => slateOf(slate, plan.events)),
      bought: await boughtMarkets(deps, plan.source.name, plan.month.startMs),
      polls: await pastPolls(deps, plan.source.name, plan.month.startMs),
    })),
  );
}

function unknownMarkets({ eventLooks }: Pick<CollectionDeps, 'eventLooks'>, plan: SourcePlan): string[] {
  const { ports } = plan.source;
  const known = new Set(
    plan.leagues.flatMap(({ league: { sport } }) => ports[sport]?.eventMarkets?.(sport) ?? []),
  );
  return known.size === 0 ? [] : eventLooks.markets.filter((market) => !known.has(market));
}

function slateOf(
  { leagueId, league, date, startsMs, polls, credits }: PlannedSlate,
  events: SourcePlan['events'],
): OddsPlan['slates'][number] {
  const own = events.filter((event) => event.leagueId === leagueId && event.date === date);
  return {
    league,
    date,
    games: startsMs.length,
    polls: polls.length,
    credits,
    next_at: polls[0] ? new Date(polls[0].atMs) : null,
    event_looks: own.reduce((sum, event) => sum + event.polls.length, 0),
    events: own.length,
  };
}

function creditsOf({
  slates,
  credits,
  costOfPoll,
  eventCredits,
  liveCredits,
}: SourcePlan): OddsPlan['credits'] {
  if (credits === undefined) return null;
  const ofParts = (eventCredits?.planned ?? 0) + (liveCredits?.planned ?? 0);
  const { budget, planned, over } = forecastMonth(slates, { budget: credits.budget, spent: credits.used });
  return {
    budget,
    used: credits.used,
    planned: planned + ofParts,
    over: over - ofParts,
    per_poll: costOfPoll,
    begin_anew_at: new Date(credits.month.endMs),
  };
}

/** Credits of the month that are for looks of one kind alone. */
function partOf(credits: SourcePlan['eventCredits']): OddsPlan['event_credits'] {
  if (credits === undefined) return null;
  const { budget, used, planned, costOfLook } = credits;
  return { budget, used, planned, per_look: costOfLook };
}

async function boughtMarkets(
  { db }: Pick<CollectionDeps, 'db'>,
  provider: string,
  sinceMs: number,
): Promise<readonly BoughtMarket[]> {
  return rowsOf(
    db,
    selecting(
      {
        market: sql<string>`one.key`,
        looks: sql<number>`count(*)::int`,
        credits: sql<number>`round(coalesce(sum(case when one.key = any(look.markets) then look.spent / look.priced else 0 end), 0), 2)::float8`,
        changes: sql<number>`sum((one.value ->> 'changes')::int)::int`,
        same: sql<number>`sum((one.value ->> 'same')::int)::int`,
      },
      (list) => sql`
      select ${list} from (
        select ${oddsPolls.markets}, ${oddsPolls.brought}, ${SPENT_BY_RUN}::numeric as spent,
               greatest(1, (select count(*) from jsonb_object_keys(${oddsPolls.brought}) as key
                            where key = any(${oddsPolls.markets}))) as priced
        from ${oddsPolls}
        where ${oddsPolls.provider} = ${provider} and ${oddsPolls.brought} is not null
          and ${oddsPolls.plannedAt} >= ${new Date(sinceMs).toISOString()}::timestamptz
      ) as look cross join lateral jsonb_each(look.brought) as one (key, value)
      group by one.key order by 3 desc, 4 desc, 1`,
    ),
  );
}

/** What the recorded calls of a look cost. */
const SPENT_BY_RUN = sql<number>`coalesce((
  select sum(${apiUsage.credits}) from ${apiUsage} where ${apiUsage.runId} = ${oddsPolls.runId}), 0)`;

async function pastPolls(
  { db }: Pick<CollectionDeps, 'db'>,
  provider: string,
  sinceMs: number,
): Promise<readonly PastPoll[]> {
  return db
    .select({
      league: leagues.name,
      planned_at: oddsPolls.plannedAt,
      status: oddsPolls.status,
      reason: oddsPolls.reason,
      event: oddsEvents.externalId,
      markets: oddsPolls.markets,
      is_retry: sql<boolean>`${oddsPolls.retryOf} is not null`,
      credits: sql<number>`${SPENT_BY_RUN}::int`,
      events: oddsPolls.events,
      changes: oddsPolls.changes,
      same: oddsPolls.same,
    })
    .from(oddsPolls)
    .innerJoin(leagues, eq(leagues.id, oddsPolls.leagueId))
    .leftJoin(oddsEvents, eq(oddsEvents.id, oddsPolls.eventId))
    .where(
      and(
        eq(oddsPolls.provider, provider),
        ne(oddsPolls.status, 'planned'),
        gte(oddsPolls.plannedAt, new Date(sinceMs)),
      ),
    )
    .orderBy(desc(oddsPolls.plannedAt))
    .limit(MOST_POLLS);
}
