import type { App } from '../app/app.ts';
import type { League } from '../domain/league.ts';
import { ProviderError } from '../domain/provider-error.ts';
import type { CommandContext } from './context.ts';
import { type LeagueResult, leaguesOutcome } from './leagues-outcome.ts';
import { needLeague } from './need-league.ts';
import { operator } from './operator.ts';
import { usageError } from './outcome.ts';
import type { IngestScheduleOptions } from './ingest-schedule-options.ts';

/**
 * Asks one provider, and no other, for the season of one league, or of every league of the sport, and ingests the
 * answers.
 */
export async function ingestFromProvider(
  options: IngestScheduleOptions & { from: string },
  context: CommandContext,
): Promise<void> {
  const { sport, season, from } = options;
  const progress = context.startProgress('leagues');
  try {
    const results = await context.withServices(async ({ app }) => {
      refuseSource(options, app.registry);
      const leagues = await wantedLeagues(options, app);
      return askForLeagues(options, { app, leagues, onProgress: progress.update });
    });
    progress.finish();
    context.finish(
      leaguesOutcome(results, `${from} ${options.league ?? sport} ${season}`, context.commandWith),
    );
  } finally {
    progress.finish();
  }
}

/** The league that is named; or every league of the sport that a provider may know, so that no call is lost. */
async function wantedLeagues({ sport, league }: IngestScheduleOptions, app: App): Promise<readonly League[]> {
  const leagues = await app.leagueRegister.current();
  if (league === undefined) return leagues.of(sport).filter(({ ids }) => Object.keys(ids).length > 0);
  return [needLeague(leagues, sport, league)];
}

/** Throws a usage error that names who can be asked, where the provider is off or does not list schedules of the sport. */
function refuseSource(
  { from, sport }: Pick<IngestScheduleOptions, 'sport'> & { from: string },
  registry: App['registry'],
): void {
  const listing = registry.ableTo('schedule', sport);
  const able = listing
    .filter(({ offBecause }) => offBecause === undefined)
    .map(({ definition }) => definition.name);
  if (able.includes(from)) return;
  throw usageError(
    `${from} ${problemOf(listing.find(({ definition }) => definition.name === from))}`,
    able.length === 0
      ? `No provider that is on lists schedules of ${sport}.`
      : `Use one of: ${able.join(', ')}.`,
  );

  function problemOf(one: (typeof listing)[number] | undefined): string {
    if (one?.offBecause !== undefined) return `is off: ${one.offBecause}`;
    return registry.named(from) ? `lists no schedules of ${sport}` : 'is no provider';
  }
}

async function askForLeagues(
  options: IngestScheduleOptions & { from: string },
  {
    app,
    leagues,
    onProgress,
  }: { app: App; leagues: readonly League[]; onProgress: (done: number, fraction: number) => void },
): Promise<LeagueResult[]> {
  const { sport, season, from } = options;
  const [{ buildProviders }, { fetchSeason }, { beginRun }, { rowsOfImport }] = await Promise.all([
    import('../app/build-providers.ts'),
    import('../schedule/provided/fetch-season.ts'),
    import('../jobs/runs/run-log.ts'),
    import('../schedule/import-run.ts'),
  ]);
  const providers = buildProviders(app);
  const deps = { ingestService: app.ingestService, sources: providers.schedulesOf(from) };
  const runDeps = { db: app.database.db, runCalls: providers.usage, clock: app.clock };
  try {
    const done: LeagueResult[] = [];
    for (const league of leagues) {
      const run = beginRun(runDeps, 'ingest_schedule', sport);
      // A league that the provider refuses takes no other one along.
      const came = await fetchSeason(deps, { ...orderOf(options), league, runId: run.runId }).catch(
        (error: unknown) => {
          if (error instanceof ProviderError) return error;
          throw error;
        },
      );
      const status = came instanceof ProviderError ? 'failed' : 'completed';
      const isWritten = !(came instanceof ProviderError) && came.run_id !== undefined;
      await run.end({
        status,
        season,
        details: { league: league.name },
        actor: operator().name,
        rows: isWritten ? rowsOfImport(came, came.quarantined.length) : undefined,
        isQuiet: !isWritten,
      });
      done.push({ league: league.name, came });
      onProgress(done.length, done.length / leagues.length);
    }
    return done;
  } finally {
    await providers.close();
  }
}

function orderOf(options: IngestScheduleOptions) {
  return {
    seasonYear: options.season,
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
}

/** Longer than a wait for the next minute's quota. */
const ASK_TIMEOUT_MS = 120_000;
