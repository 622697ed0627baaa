import { findLeague, leaguesOf } from '../domain/league.ts';
import type { IngestResult } from '../schedule/ingest-request.ts';
import type { IngestScheduleOptions } from './commands/ingest-schedule.ts';
import type { CommandContext } from './context.ts';
import { ingestOutcome } from './ingest-outcome.ts';
import { operator } from './operator.ts';
import { usageError } from './outcome.ts';

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
      const [{ buildProviders }, { fetchSeason }] = await Promise.all([
        import('../app/build-providers.ts'),
        import('../schedule/provided/fetch-season.ts'),
      ]);
      const providers = buildProviders(app);
      try {
        const done: IngestResult[] = [];
        for (const league of leagues) {
          const result = await fetchSeason(
            { ingestService: app.ingestService, sources: providers.leagueSources },
            {
              league,
              seasonYear: season,
              priority: 'manual',
              signal: AbortSignal.timeout(ASK_TIMEOUT_MS),
              isSync: options.sync ?? false,
              isDryRun: options.dryRun ?? false,
              isStrict: options.strict ?? false,
              past: options.past,
              actor: operator().name,
            },
          );
          done.push(result);
          progress.update(done.length, done.length / leagues.length);
        }
        return done;
      } finally {
        await providers.close();
      }
    });
    progress.finish();
    context.finish(ingestOutcome(together(results), `api-sports ${named?.name ?? sport} ${season}`));
  } finally {
    progress.finish();
  }
}

/** Longer than a wait for the next minute's quota. */
const ASK_TIMEOUT_MS = 120_000;

/** The results of several leagues as one, under the field names of the contract. */
function together(results: readonly IngestResult[]): IngestResult {
  const [first, ...others] = results;
  if (!first) throw new Error('no league was asked for');
  return others.reduce<IngestResult>((sum, next) => ({ ...sum, ...added(sum, next) }), first);
}

function added(one: IngestResult, other: IngestResult): Partial<IngestResult> {
  const isNumber = (entry: [string, unknown]): entry is [string, number] => typeof entry[1] === 'number';
  const before = new Map(Object.entries(one).filter(isNumber));
  const sums = Object.fromEntries(
    Object.entries(other)
      .filter(isNumber)
      .map(([name, value]) => [name, value + (before.get(name) ?? 0)]),
  );
  delete sums['import_id'];
  return {
    ...sums,
    quarantined: [...one.quarantined, ...other.quarantined],
    fuzzy_matches: [...one.fuzzy_matches, ...other.fuzzy_matches],
    warnings: [...(one.warnings ?? []), ...(other.warnings ?? [])],
    ...(one.changes || other.changes ? { changes: [...(one.changes ?? []), ...(other.changes ?? [])] } : {}),
    ...(one.strict_refused || other.strict_refused ? { strict_refused: true as const } : {}),
  };
}
