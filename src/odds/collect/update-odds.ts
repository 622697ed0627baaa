import type { Logger } from '../../platform/logger.ts';
import { errorWords } from '../../db/errors.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import type { Sport } from '../../domain/sport.ts';
import { beginRun, type WorkRunDeps } from '../../jobs/runs/run-log.ts';
import type { OddsPort, OddsRequest } from '../../providers/ports.ts';
import { type CollectedLeague, collectedLeagues, slatesBetween } from './league-slates.ts';
import type { CreditsUsed, OddsSource } from './odds-source.ts';
import { duePolls, type PlannedSlate, planMonth } from './plan-month.ts';
import { claimPoll, comePolls, endLostPolls, endPolls, type PollRow, replan } from './poll-rows.ts';
import { type SnapshotCounts, takeSnapshot } from './take-snapshot.ts';

export type CollectionDeps = WorkRunDeps & {
  sources: readonly OddsSource[];
  creditsUsed: CreditsUsed;
  sports: readonly Sport[];
  /** In small letters; undefined: every league of the sports. */
  leagueNames: readonly string[] | undefined;
  request: OddsRequest;
  creditsPerMonth: number;
  logger: Logger;
};

/** What a source may spend, and what is planned for it. */
export type SourcePlan = {
  source: OddsSource;
  leagues: readonly CollectedLeague[];
  slates: readonly PlannedSlate[];
  costOfPoll: number;
  /** Credits of the month: what the collection may use, and what is used; undefined where none are counted. */
  credits: MonthCredits | undefined;
};

type MonthCredits = { budget: number; used: number };

/** So far ahead polls get their rows; what is further is planned and may still change. */
const ROWS_AHEAD_MS = 36 * 3_600_000;
/** Games that began so long ago may still have others of their slate before them. */
const SLATE_MS = 18 * 3_600_000;

/** The plan of every source for the rest of the month. */
export async function planSources(deps: CollectionDeps): Promise<readonly SourcePlan[]> {
  const { db, clock, sports, leagueNames: names } = deps;
  if (deps.sources.length === 0) return [];
  const nowMs = clock.nowMs();
  const leagues = await collectedLeagues(db, { sports, names });
  const untilMs = Math.max(monthEndMs(nowMs), nowMs + ROWS_AHEAD_MS);
  const slates = await slatesBetween(db, leagues, { fromMs: nowMs - SLATE_MS, untilMs });
  return Promise.all(
    deps.sources.map(async (source): Promise<SourcePlan> => {
      const own = leagues.filter(({ league }) => source.ports[league.sport] !== undefined);
      const ids = new Set(own.map(({ leagueId }) => leagueId));
      const costOfPoll = Math.max(
        0,
        ...Object.values(source.ports).map((port) => costOf(port, deps.request)),
      );
      const credits = costOfPoll === 0 ? undefined : await creditsOf(deps, source);
      const left = credits && credits.budget - credits.used;
      const ofSource = slates.filter(({ leagueId }) => ids.has(leagueId));
      const planned = planMonth(ofSource, { left, costOfPoll }, nowMs);
      return { source, leagues: own, slates: planned, costOfPoll, credits };
    }),
  );
}

async function creditsOf(
  { creditsUsed, creditsPerMonth }: Pick<CollectionDeps, 'creditsUsed' | 'creditsPerMonth'>,
  source: OddsSource,
): Promise<MonthCredits> {
  const use = await creditsUsed(source);
  return { budget: Math.min(creditsPerMonth, use?.most ?? creditsPerMonth), used: use?.used ?? 0 };
}

/**
 * One look: plans anew, writes what is missed as a gap, and asks for what is due, at most once a source and league. A
 * poll is claimed before it is asked, so that whatever is killed, none is paid twice. Returns what happened in words.
 */
export async function updateOdds(deps: CollectionDeps, signal: AbortSignal): Promise<string> {
  const lost = await endLostPolls(deps.db, deps.clock.nowMs());
  const words: string[] = lost === 0 ? [] : [`${lost} polls are lost`];
  for (const plan of await planSources(deps)) {
    for (const league of plan.leagues) {
      signal.throwIfAborted();
      const said = await updateLeague(deps, plan, league, signal);
      if (said !== undefined) words.push(`${league.league.name} at ${plan.source.displayName}: ${said}`);
    }
  }
  return words.length === 0 ? 'no poll is due' : words.join('; ');
}

async function updateLeague(
  deps: CollectionDeps,
  { source, slates, costOfPoll }: SourcePlan,
  league: CollectedLeague,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { db, clock } = deps;
  const nowMs = clock.nowMs();
  const of = { provider: source.name, leagueId: league.leagueId };
  const polls = slates
    .filter(({ leagueId }) => leagueId === league.leagueId)
    .flatMap((slate) => slate.polls)
    .filter(({ atMs }) => atMs - nowMs < ROWS_AHEAD_MS);
  await replan(db, of, polls, { credits: costOfPoll, nowMs });
  const { due, missed } = duePolls(await comePolls(db, of, nowMs), nowMs);
  await endPolls(db, idsOf(missed), { status: 'missed', reason: 'nobody asked in time' }, nowMs);
  if (due === undefined) return missed.length === 0 ? undefined : `${missed.length} polls are missed`;
  if (costOfPoll > 0 && !(await canPay(deps, source, costOfPoll))) {
    await endPolls(db, [due.id], { status: 'missed', reason: "this month's credits are used up" }, nowMs);
    return "this month's credits are used up";
  }
  const port = source.ports[league.league.sport];
  return port && poll(deps, { name: source.name, port, league }, due, signal);
}

/** By what is used now: other leagues, and other processes, have spent since the plan was made. */
async function canPay(deps: CollectionDeps, source: OddsSource, costOfPoll: number): Promise<boolean> {
  const { budget, used } = await creditsOf(deps, source);
  return budget - used >= costOfPoll;
}

async function poll(
  deps: CollectionDeps,
  asked: { name: string; port: OddsPort; league: CollectedLeague },
  due: PollRow,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { db, clock } = deps;
  const run = beginRun(deps, 'update_odds', asked.league.league.sport);
  if (!(await claimPoll(db, due.id, run.runId, clock.nowMs()))) return undefined;
  try {
    const context = { signal, priority: 'first_pass' as const, runId: run.runId };
    const counts = await takeSnapshot(deps, asked, deps.request, context);
    const { events, changes, same } = counts;
    const reason = events === 0 ? { reason: 'nothing is on offer' } : {};
    await endPolls(db, [due.id], { status: 'done', events, changes, same, ...reason }, clock.nowMs());
    await run.end({ status: 'completed', details: counts, rows: { odds_changes: changes } });
    return snapshotWords(counts);
  } catch (error) {
    const reason = error instanceof ProviderError ? error.message : errorWords(error);
    await endPolls(db, [due.id], { status: 'failed', reason }, clock.nowMs());
    await run.end({ status: 'failed', details: { error: reason } });
    if (!(error instanceof ProviderError)) throw error;
    return `no answer: ${reason}`;
  }
}

/** What a snapshot brought, in words. */
export function snapshotWords({ events, changes, same, refused }: SnapshotCounts): string {
  const left = refused === 0 ? '' : `, ${refused} prices left out`;
  return `${events} events, ${changes} changes, ${same} prices as before${left}`;
}

function costOf(port: OddsPort, request: OddsRequest): number {
  return port.creditsOf?.(request, { isHistorical: false }) ?? 0;
}

function idsOf(polls: readonly PollRow[]): readonly number[] {
  return polls.map(({ id }) => id);
}

/** The end of the calendar month in UTC. */
function monthEndMs(nowMs: number): number {
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
}
