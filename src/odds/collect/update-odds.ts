import type { CollectedLeague } from './league-slates.ts';
import { notePlans } from './note-plan.ts';
import { duePolls } from './plan-month.ts';
import {
  type CollectionDeps,
  costOf,
  eventMarketsOf,
  planSources,
  ROWS_AHEAD_MS,
  type SourcePlan,
} from './plan-sources.ts';
import {
  comePolls,
  endLostPolls,
  endPolls,
  type PlannedLook,
  planSecondTry,
  type PollRow,
  replan,
} from './poll-rows.ts';
import { takeLook } from './take-look.ts';

/**
 * One look: plans anew, writes what is missed as a gap, and asks for what is due, at most once a source and league, and
 * once an event. A poll is claimed with its credits before it is asked, so that whatever is killed, none is paid twice.
 * Returns what happened in words.
 */
export async function updateOdds(deps: CollectionDeps, signal: AbortSignal): Promise<string> {
  const { db, clock } = deps;
  const lost = await endLostPolls(db, clock.nowMs());
  for (const id of lost) await planSecondTry(db, id, clock.nowMs());
  const words: string[] = lost.length === 0 ? [] : [`${lost.length} polls are lost`];
  const plans = await planSources(deps);
  await notePlans(db, plans, clock.nowMs());
  for (const plan of plans) {
    for (const league of plan.leagues) {
      const said = await updateLeague(deps, plan, league, signal);
      words.push(...said.map((one) => `${league.league.name} at ${plan.source.displayName}: ${one}`));
    }
  }
  return words.length === 0 ? 'no poll is due' : words.join('; ');
}

async function updateLeague(
  deps: CollectionDeps,
  plan: SourcePlan,
  league: CollectedLeague,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { db, clock } = deps;
  const { source } = plan;
  const port = source.ports[league.league.sport];
  if (port === undefined) return [];
  const nowMs = clock.nowMs();
  const of = { provider: source.name, leagueId: league.leagueId };
  await replan(db, of, plannedLooks(deps, plan, league, nowMs), nowMs);
  const come = await comePolls(db, of, nowMs);
  const words: string[] = [];
  for (const polls of byTarget(come)) {
    signal.throwIfAborted();
    const { due, missed } = duePolls(polls, clock.nowMs());
    await endPolls(db, idsOf(missed), { status: 'missed', reason: 'nobody asked in time' }, clock.nowMs());
    if (due === undefined) {
      words.push(`${missed.length} polls are missed`);
      continue;
    }
    const said = await takeLook(deps, { source, port, league }, due, signal);
    if (said !== undefined) words.push(said);
  }
  return words;
}

/** Looks of a league that are near enough to have rows: at its lists, and at single events. */
function plannedLooks(
  deps: CollectionDeps,
  { source, slates, events, costOfPoll }: SourcePlan,
  { leagueId, league: { sport } }: CollectedLeague,
  nowMs: number,
): readonly PlannedLook[] {
  const port = source.ports[sport];
  const { request } = deps;
  const ofLists = slates
    .filter((slate) => slate.leagueId === leagueId)
    .flatMap(({ polls }) => polls)
    .map((poll) => ({ ...poll, eventId: null, markets: request.markets, credits: costOfPoll }));
  const markets = eventMarketsOf(deps, port, sport);
  const credits = port === undefined ? 0 : costOf(port, { ...request, markets });
  const ofEvents = events
    .filter((event) => event.leagueId === leagueId)
    .flatMap(({ eventId, polls }) => polls.map((poll) => ({ ...poll, eventId, markets, credits })));
  return [...ofLists, ...ofEvents].filter(({ atMs }) => atMs - nowMs < ROWS_AHEAD_MS);
}

/** Looks by what they are about, the list of the league first: it tells of events. */
function byTarget(looks: readonly PollRow[]): readonly (readonly PollRow[])[] {
  const groups = [...Map.groupBy(looks, ({ eventId }) => eventId)];
  return groups.toSorted(([one], [other]) => (one ?? 0) - (other ?? 0)).map(([, some]) => some);
}

function idsOf(polls: readonly PollRow[]): readonly number[] {
  return polls.map(({ id }) => id);
}
