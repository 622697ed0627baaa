import { findLeague, leaguesOf } from '../domain/league.ts';
import { ProviderError } from '../domain/provider-error.ts';
import type { CommandContext } from './context.ts';
import { type LeagueResult, leaguesOutcome } from './leagues-outcome.ts';
import { operator } from './operator.ts';
import { usageError } from './outcome.ts';
import type { IngestScheduleOptions } from './ingest-schedule-options.ts';

/** Asks the provider for the season of one league, or of every league of the sport, and ingests the answers. */
export async function ingestFromProvider(
  options: IngestScheduleOptions,
  context: CommandContext,
): Promise<void> {
  const { sport, season } = options;
  const named = options.league === undefined ? undefined : findLeague(sport, options.league);
  if (options.league !== undefined && !named) {
    const names = leaguesOf(sport).map(({ name }) => name);
    throw usageError(`${options.league} is not a league of ${sport}`, `Use one of: ${names.join(', ')}.`);
  }
  const leagues = named ? [named] : leaguesOf(sport);
  const progress = context.startProgress('leagues');
  try {
    const results = await context.withServices(async ({ app }) => {
      const [{ buildProviders }, { fetchSeason }, { beginRun }] = await Promise.all([
        import('../app/build-providers.ts'),
        import('../schedule/provided/fetch-season.ts'),
        import('../jobs/runs/run-log.ts'),
      ]);
      const providers = buildProviders(app);
      try {
        const done: LeagueResult[] = [];
        for (const league of leagues) {
          const run = beginRun(
            { db: app.database.db, runCalls: providers.usage, clock: app.clock },
            'ingest_schedule',
            sport,
          );
          const order = {
            league,
            runId: run.runId,
            seasonYear: season,
            priority: 'manual',
            signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
            isSync: options.sync ?? false,
            areCancellationsConfirmed: options.confirmCancellations ?? false,
            accept: options.accept,
            acceptReason: options.acceptReason,
            isDryRun: options.dryRun ?? false,
            isStrict: options.strict ?? false,
            past: options.past,
            actor: operator().name,
          } as const;
          const deps = { ingestService: app.ingestService, sources: providers.leagueSources };
          // A league that the provider refuses takes no other one along.
          const came = await fetchSeason(deps, order).catch((error: unknown) => {
            if (error instanceof ProviderError) return error;
            throw error;
          });
          const status = came instanceof ProviderError ? 'failed' : 'completed';
          await run.end({ status, season, details: { league: league.name }, isQuiet: true });
          done.push({ league: league.name, came });
          progress.update(done.length, done.length / leagues.length);
        }
        return done;
      } finally {
        await providers.close();
      }
    });
    progress.finish();
    context.finish(
      leaguesOutcome(results, `${options.from} ${named?.name ?? sport} ${season}`, context.commandWith),
    );
  } finally {
    progress.finish();
  }
}

/** Longer than a wait for the next minute's quota. */
const ASK_TIMEOUT_MS = 120_000;
