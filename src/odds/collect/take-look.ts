import { eq } from 'drizzle-orm';
import { errorWords } from '../../db/errors.ts';
import { oddsEvents } from '../../db/schema/odds.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import { beginRun } from '../../jobs/runs/run-log.ts';
import type { OddsPort } from '../../providers/ports.ts';
import type { CollectedLeague } from './league-slates.ts';
import { claimWithinBudget } from './month-credits.ts';
import type { OddsSource } from './odds-source.ts';
import type { CollectionDeps } from './plan-sources.ts';
import { endPolls, isHeld, planSecondTry, type PollRow } from './poll-rows.ts';
import { type SnapshotCounts, takeEventSnapshot, takeSnapshot } from './take-snapshot.ts';

/** Who is asked about which league. */
export type AskedLeague = { source: OddsSource; port: OddsPort; league: CollectedLeague };

/** Why asking again in a minute is no use. */
const LASTING = new Set(['credential', 'plan', 'bad_request', 'quota_day']);

/**
 * Takes a look that is due: claims it with its credits, asks, and writes what became of it. Returns that in words;
 * undefined where another process has it. Rejects with what is no provider's failure.
 */
export async function takeLook(
  deps: CollectionDeps,
  asked: AskedLeague,
  look: PollRow,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { db, clock } = deps;
  const run = beginRun(deps, 'update_odds', asked.league.league.sport);
  const { runId } = run;
  const credits = { ...deps, eventCreditsPerMonth: deps.eventLooks.creditsPerMonth };
  const claim = await claimWithinBudget(credits, asked.source, look, { runId, nowMs: clock.nowMs() });
  if (!claim.ok) return claim.isTaken ? undefined : claim.why;
  try {
    const counts = await ask(deps, asked, look, { runId, signal });
    const { events, changes, same, byMarket: brought } = counts;
    const reason = events === 0 ? { reason: 'nothing is on offer' } : {};
    await endPolls(
      db,
      [look.id],
      { status: 'done', events, changes, same, brought, ...reason },
      clock.nowMs(),
    );
    await run.end({ status: 'completed', details: counts, rows: { odds_changes: changes } });
    return snapshotWords(counts);
  } catch (error) {
    if (error instanceof GivenUpError) return 'it was given up meanwhile';
    const reason = error instanceof ProviderError ? error.message : errorWords(error);
    await endPolls(db, [look.id], { status: 'failed', reason }, clock.nowMs());
    await run.end({ status: 'failed', details: { error: reason } });
    if (!(error instanceof ProviderError)) throw error;
    const isOver = LASTING.has(error.facts.kind);
    const again = !isOver && (await planSecondTry(db, look.id, clock.nowMs()));
    return `no answer: ${reason}${again ? '; it is tried once more' : ''}`;
  }
}

/** The look is no more this process's, which has not said for minutes what became of it. */
class GivenUpError extends Error {
  override readonly name = 'GivenUpError';
}

async function ask(
  deps: CollectionDeps,
  { source: { name }, port, league }: AskedLeague,
  look: PollRow,
  { runId, signal }: { runId: string; signal: AbortSignal },
): Promise<SnapshotCounts> {
  const { db } = deps;
  const context = { signal, priority: 'first_pass' as const, runId };
  const beforePaying = async () => {
    if (!(await isHeld(db, look.id, runId))) throw new GivenUpError();
  };
  // Looks that an older version has planned name no markets.
  const request = look.markets.length > 0 ? { ...deps.request, markets: look.markets } : deps.request;
  if (look.eventId === null) {
    return takeSnapshot(deps, { name, port, league, beforePaying }, request, context);
  }
  const [event] = await db
    .select({ id: oddsEvents.externalId })
    .from(oddsEvents)
    .where(eq(oddsEvents.id, look.eventId));
  if (event === undefined) throw new GivenUpError();
  await beforePaying();
  return takeEventSnapshot(deps, { name, port, league, providerEventId: event.id }, request, context);
}

/** What a snapshot brought, in words. */
export function snapshotWords({ events, changes, same, refused }: SnapshotCounts): string {
  const left = refused === 0 ? '' : `, ${refused} prices left out`;
  return `${events} events, ${changes} changes, ${same} prices as before${left}`;
}
