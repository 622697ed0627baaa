import { ProviderError } from '../../domain/provider-error.ts';
import { beginRun } from '../../jobs/runs/run-log.ts';
import { collectedLeagues } from './league-slates.ts';
import { type SnapshotCounts, takeSnapshot } from './take-snapshot.ts';
import type { CollectionDeps } from './update-odds.ts';

/** What a look by hand at one league of one source came to. */
export type SnapshotNow = { provider: string; league: string; run_id: string } & (
  | ({ ok: true } & SnapshotCounts)
  | { ok: false; error: string }
);

/** Looks now at the odds of leagues, whatever the plan says; the account's limits hold. */
export async function snapshotNow(
  deps: CollectionDeps,
  { leagues, actor, signal }: { leagues: readonly string[] | undefined; actor: string; signal: AbortSignal },
): Promise<readonly SnapshotNow[]> {
  const names = leagues?.map((name) => name.toLowerCase()) ?? deps.leagueNames;
  const found = await collectedLeagues(deps.db, { sports: deps.sports, names });
  const results: SnapshotNow[] = [];
  for (const source of deps.sources) {
    for (const league of found) {
      const port = source.ports[league.league.sport];
      if (!port) continue;
      const run = beginRun(deps, 'update_odds', league.league.sport);
      const named = { provider: source.name, league: league.league.name, run_id: run.runId };
      try {
        const context = { signal, priority: 'manual' as const, runId: run.runId };
        const counts = await takeSnapshot(deps, { name: source.name, port, league }, deps.request, context);
        await run.end({
          status: 'completed',
          actor,
          details: counts,
          rows: { odds_changes: counts.changes },
        });
        results.push({ ...named, ok: true, ...counts });
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        await run.end({ status: 'failed', actor, details: { error: error.message } });
        results.push({ ...named, ok: false, error: error.message });
      }
    }
  }
  return results;
}
