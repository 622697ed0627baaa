import type { Logger } from '../../platform/logger.ts';
import type { Sport } from '../../domain/sport.ts';
import type { WorkRunDeps } from '../../jobs/runs/run-log.ts';
import type { OddsPort, OddsRequest } from '../../providers/ports.ts';
import { eventsOfGames } from './events-of-games.ts';
import { type CollectedLeague, collectedLeagues, slatesBetween } from './league-slates.ts';
import { type CreditMonth, creditMonth } from '../../domain/credit-month.ts';
import { type LiveCreditPlan, type LiveLooks, planLiveCredits } from './live-credits.ts';
import { creditsOfLooks, type MonthCredits, monthCredits } from './month-credits.ts';
import type { CreditsUsed, OddsSource } from './odds-source.ts';
import { type EventSlate, planEvents, type PlannedEvent } from './plan-events.ts';
import { type PlannedSlate, planMonth, type Slate } from './plan-month.ts';

/** How single events are looked at: for markets that no list has, at most so often and so many of a slate. */
export type EventLooks = {
  /** Those that a sport does not have are not asked for there; none: single events are not looked at. */
  markets: readonly string[];
  looksPerEvent: number;
  eventsPerSlate: number;
  /** Of the month's credits. */
  creditsPerMonth: number;
};

export type CollectionDeps = WorkRunDeps & {
  sources: readonly OddsSource[];
  creditsUsed: CreditsUsed;
  sports: readonly Sport[];
  /** In small letters; undefined: every league of the sports. */
  leagueNames: readonly string[] | undefined;
  request: OddsRequest;
  creditsPerMonth: number;
  eventLooks: EventLooks;
  /** How games under way are looked at where that costs credits; left out: no look does. */
  liveLooks?: LiveLooks | undefined;
  logger: Logger;
};

/** What a source may spend, and what is planned for it. */
export type SourcePlan = {
  source: OddsSource;
  leagues: readonly CollectedLeague[];
  slates: readonly PlannedSlate[];
  costOfPoll: number;
  /** The month for which it is planned: of a source without credits that of the calendar. */
  month: CreditMonth;
  /** Credits of the month: what the collection may use, and what is used; undefined where none are counted. */
  credits: MonthCredits | undefined;
  events: readonly PlannedEvent[];
  /** Credits of these that looks at single events may use and have used; undefined where there are none. */
  eventCredits: (Pick<MonthCredits, 'budget' | 'used'> & { costOfLook: number; planned: number }) | undefined;
  /** Credits of these that looks at games under way may use and have used; undefined where they cost none. */
  liveCredits: LiveCreditPlan | undefined;
};

/** So far ahead polls get their rows; what is further is planned and may still change. */
export const ROWS_AHEAD_MS = 36 * 3_600_000;
/** Games that began so long ago may still have others of their slate before them. */
const SLATE_MS = 18 * 3_600_000;

/** The plan of every source for the rest of the month. */
export async function planSources(deps: CollectionDeps): Promise<readonly SourcePlan[]> {
  const { db, clock, sports, leagueNames: names } = deps;
  if (deps.sources.length === 0) return [];
  const nowMs = clock.nowMs();
  const leagues = await collectedLeagues(db, { sports, names });
  const accounts = await Promise.all(deps.sources.map((source) => accountOf(deps, source, nowMs)));
  const untilMs = Math.max(...accounts.map(({ month }) => plannedUntilMs(month, nowMs)));
  const slates = await slatesBetween(db, leagues, { fromMs: nowMs - SLATE_MS, untilMs });
  return Promise.all(accounts.map((account) => planSource(deps, account, { leagues, slates, nowMs })));
}

/** A source with its month, and what may be spent in it; a source without credits goes by the calendar. */
type Account = Pick<SourcePlan, 'source' | 'costOfPoll' | 'month' | 'credits'>;

async function accountOf(deps: CollectionDeps, source: OddsSource, nowMs: number): Promise<Account> {
  const costOfPoll = Math.max(0, ...Object.values(source.ports).map((port) => costOf(port, deps.request)));
  const credits = costOfPoll === 0 ? undefined : await monthCredits(deps, source, nowMs);
  return { source, costOfPoll, credits, month: credits?.month ?? creditMonth(nowMs) };
}

/** Polls that are near have their rows whatever month they are of. */
function plannedUntilMs({ endMs }: CreditMonth, nowMs: number): number {
  return Math.max(endMs, nowMs + ROWS_AHEAD_MS);
}

async function planSource(
  deps: CollectionDeps,
  account: Account,
  known: { leagues: readonly CollectedLeague[]; slates: readonly Slate[]; nowMs: number },
): Promise<SourcePlan> {
  const { source, costOfPoll, credits, month } = account;
  const { nowMs } = known;
  const leagues = known.leagues.filter(({ league }) => source.ports[league.sport] !== undefined);
  const ids = new Set(leagues.map(({ leagueId }) => leagueId));
  const untilMs = plannedUntilMs(month, nowMs);
  const slates = known.slates.filter(
    ({ leagueId, startsMs }) => ids.has(leagueId) && startsMs.some((startMs) => startMs < untilMs),
  );
  const all = credits && Math.max(0, credits.budget - credits.used);
  const liveCredits = await planOfLive(deps, { source, leagues, slates, left: all, month }, nowMs);
  const left = all && all - (liveCredits?.planned ?? 0);
  const of = { source, leagues, slates, left, month };
  const { events, eventCredits } = await planOfEvents(deps, of, nowMs);
  const kept = eventCredits === undefined ? 0 : eventCredits.planned;
  const planned = planMonth(slates, { left: left && left - kept, costOfPoll }, nowMs);
  return { source, leagues, slates: planned, costOfPoll, month, credits, events, eventCredits, liveCredits };
}

/** A source with what is to be planned for it. */
type ToPlan = {
  source: OddsSource;
  leagues: readonly CollectedLeague[];
  slates: readonly Slate[];
  left: number | undefined;
  month: CreditMonth;
};

/** What looks at games under way are going to cost at the same account. */
async function planOfLive(
  { db, liveLooks }: CollectionDeps,
  { source: { name }, leagues, slates, left, month }: ToPlan,
  nowMs: number,
): Promise<LiveCreditPlan | undefined> {
  if (liveLooks === undefined || left === undefined) return undefined;
  const { ofLive: used } = await creditsOfLooks(db, name, month, nowMs);
  return planLiveCredits(liveLooks, { provider: name, leagues, slates, used, left }, nowMs);
}

/** Looks at single events come out of credits of their own, and lists have what those cannot use. */
async function planOfEvents(
  deps: CollectionDeps,
  of: ToPlan,
  nowMs: number,
): Promise<Pick<SourcePlan, 'events' | 'eventCredits'>> {
  const { source, leagues, left, month } = of;
  const costs = new Map(
    leagues.map(({ leagueId, league }) => [
      leagueId,
      costOfEvent(deps, source.ports[league.sport], league.sport),
    ]),
  );
  const slates = of.slates.filter(
    ({ leagueId, startsMs }) =>
      costs.get(leagueId) !== undefined && startsMs.some((startMs) => startMs > nowMs),
  );
  if (slates.length === 0) return { events: [], eventCredits: undefined };
  const { looksPerEvent, eventsPerSlate, creditsPerMonth } = deps.eventLooks;
  const used = (await creditsOfLooks(deps.db, source.name, month, nowMs)).ofEvents;
  const costOfLook = Math.max(...[...costs.values()].map((cost) => cost ?? 0));
  const leftForEvents = left === undefined ? undefined : Math.min(left, Math.max(0, creditsPerMonth - used));
  const known = await eventsOfGames(deps.db, source.name, slates, nowMs);
  const ofSlates = slates.map((slate): EventSlate => {
    const { leagueId, date, startsMs } = slate;
    const games = startsMs.filter((startMs) => startMs > nowMs).length;
    return { leagueId, date, games, events: known.get(slate) ?? [] };
  });
  const limits = { left: leftForEvents, costOfLook, looksPerEvent, eventsPerSlate };
  const events = planEvents(ofSlates, limits, nowMs);
  const wanted = ofSlates.reduce(
    (sum, { games }) => sum + Math.min(games, eventsPerSlate) * looksPerEvent,
    0,
  );
  const most = leftForEvents === undefined || costOfLook === 0 ? 0 : Math.floor(leftForEvents / costOfLook);
  const planned = Math.min(most, wanted) * costOfLook;
  // Where looks cost nothing, there are no credits to tell of.
  if (left === undefined) return { events, eventCredits: undefined };
  return { events, eventCredits: { budget: creditsPerMonth, used, costOfLook, planned } };
}

/**
 * The markets of the configuration that single events of a sport are asked for. Where a look costs credits, what the
 * lists bring anyhow is not paid for again; where it costs none, an event may have more bookmakers than its list.
 */
export function eventMarketsOf(
  { eventLooks, request }: Pick<CollectionDeps, 'eventLooks' | 'request'>,
  port: OddsPort | undefined,
  sport: Sport,
): readonly string[] {
  const offered = (port?.eventOdds && port.eventMarkets?.(sport)) ?? [];
  const isPaid = port?.creditsOf !== undefined;
  return eventLooks.markets.filter(
    (market) => offered.includes(market) && !(isPaid && request.markets.includes(market)),
  );
}

/** What a look at one event of a sport costs; undefined where there is none. */
function costOfEvent(deps: CollectionDeps, port: OddsPort | undefined, sport: Sport): number | undefined {
  const markets = eventMarketsOf(deps, port, sport);
  return port === undefined || markets.length === 0 ? undefined : costOf(port, { ...deps.request, markets });
}

/** What a request costs at the most. */
export function costOf(port: OddsPort, request: OddsRequest): number {
  return port.creditsOf?.(request, { isHistorical: false }) ?? 0;
}
