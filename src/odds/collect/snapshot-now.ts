import { and, asc, eq, inArray } from 'drizzle-orm';
import { oddsEvents } from '../../db/schema/odds.ts';
import { ProviderError } from '../../domain/provider-error.ts';
import { beginRun } from '../../jobs/runs/run-log.ts';
import type { CallContext } from '../../providers/client/provider-call.ts';
import type { OddsPort, OddsRequest } from '../../providers/ports.ts';
import { type CollectedLeague, collectedLeagues } from './league-slates.ts';
import type { OddsSource } from './odds-source.ts';
import { type CollectionDeps, eventMarketsOf } from './plan-sources.ts';
import { type SnapshotCounts, takeEventSnapshot, takeSnapshot } from './take-snapshot.ts';

/** What a look by hand at one league or event of one source came to. */
export type SnapshotNow = { provider: string; league: string; event: string | null; run_id: string } & (
  | ({ ok: true } & Omit<SnapshotCounts, 'byMarket'> & { by_market: SnapshotCounts['byMarket'] })
  | { ok: false; error: string }
);

/** Who asks by hand, and for which markets; undefined: those of the configuration. */
export type AskedByHand = { markets: readonly string[] | undefined; actor: string; signal: AbortSignal };

type Target = { source: OddsSource; port: OddsPort; league: CollectedLeague; event: string | null };

/** Looks now at the odds of leagues, whatever the plan says; the account's limits hold. */
export async function snapshotNow(
  deps: CollectionDeps,
  { leagues, ...asked }: AskedByHand & { leagues: readonly string[] | undefined },
): Promise<readonly SnapshotNow[]> {
  const names = leagues?.map((name) => name.toLowerCase()) ?? deps.leagueNames;
  const found = await collectedLeagues(deps.db, { sports: deps.sports, names });
  const targets = deps.sources.flatMap((source) =>
    found.flatMap((league): Target[] => {
      const port = source.ports[league.league.sport];
      return port ? [{ source, port, league, event: null }] : [];
    }),
  );
  return lookAtAll(deps, targets, asked);
}

/** An event that can be looked at: that of a game, the one last seen of each provider, or one that a provider calls so. */
export type EventNamed = { gameId: number } | { providerEventId: string };

/** Markets that were asked for and that no event of the sport has, with those that it has. */
export type UnknownMarkets = { unknown: readonly string[]; known: readonly string[] };

/**
 * Looks now at single events, of each source that has markets by event. Undefined where no source has told the event
 * yet; with words that are no markets of its sport, these and nothing asked.
 */
export async function snapshotEvents(
  deps: CollectionDeps,
  named: EventNamed,
  asked: AskedByHand,
): Promise<readonly SnapshotNow[] | UnknownMarkets | undefined> {
  const targets = await eventTargets(deps, named);
  if (targets.length === 0) return undefined;
  const known = new Set(
    targets.flatMap(({ port, league }) => port.eventMarkets?.(league.league.sport) ?? []),
  );
  const unknown = (asked.markets ?? []).filter((market) => !known.has(market));
  if (unknown.length > 0) return { unknown, known: [...known] };
  return lookAtAll(deps, targets, asked);
}

async function eventTargets(deps: CollectionDeps, named: EventNamed): Promise<Target[]> {
  const leagues = await collectedLeagues(deps.db, { sports: deps.sports, names: undefined });
  const rows = await deps.db
    .select({ provider: oddsEvents.provider, leagueId: oddsEvents.leagueId, event: oddsEvents.externalId })
    .from(oddsEvents)
    .where(
      and(
        'gameId' in named
          ? eq(oddsEvents.gameId, named.gameId)
          : eq(oddsEvents.externalId, named.providerEventId),
        inArray(
          oddsEvents.provider,
          deps.sources.map(({ name }) => name),
        ),
      ),
    )
    .orderBy(asc(oddsEvents.lastSeenAt), asc(oddsEvents.id));
  const lastSeen = new Map(rows.map((row) => [row.provider, row]));
  return ('gameId' in named ? [...lastSeen.values()] : rows).flatMap(({ provider, leagueId, event }) => {
    const source = deps.sources.find(({ name }) => name === provider);
    const league = leagues.find((one) => one.leagueId === leagueId);
    const port = league && source?.ports[league.league.sport];
    return source && league && port?.eventOdds ? [{ source, port, league, event }] : [];
  });
}

async function lookAtAll(
  deps: CollectionDeps,
  targets: readonly Target[],
  asked: AskedByHand,
): Promise<readonly SnapshotNow[]> {
  const results: SnapshotNow[] = [];
  for (const target of targets) results.push(await lookAt(deps, target, asked));
  return results;
}

async function lookAt(
  deps: CollectionDeps,
  target: Target,
  { markets, actor, signal }: AskedByHand,
): Promise<SnapshotNow> {
  const { source, league, event, port } = target;
  const { sport, name } = league.league;
  const usual = event === null ? deps.request.markets : eventMarketsOf(deps, port, sport);
  const run = beginRun(deps, 'update_odds', sport);
  const named = { provider: source.name, league: name, event, run_id: run.runId };
  try {
    const context = { signal, priority: 'manual' as const, runId: run.runId };
    const counts = await take(deps, target, { ...deps.request, markets: markets ?? usual }, context);
    await run.end({ status: 'completed', actor, details: counts, rows: { odds_changes: counts.changes } });
    const { byMarket, ...others } = counts;
    return { ...named, ok: true, ...others, by_market: byMarket };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    await run.end({ status: 'failed', actor, details: { error: error.message } });
    return { ...named, ok: false, error: error.message };
  }
}

function take(
  deps: CollectionDeps,
  { source: { name }, port, league, event }: Target,
  request: OddsRequest,
  context: CallContext,
): Promise<SnapshotCounts> {
  if (event === null) return takeSnapshot(deps, { name, port, league }, request, context);
  return takeEventSnapshot(deps, { name, port, league, providerEventId: event }, request, context);
}
