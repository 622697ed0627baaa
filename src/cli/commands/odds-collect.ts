import type { Command } from 'commander';
import type { App } from '../../app/app.ts';
import { SPORTS } from '../../domain/sport.ts';
import type { CollectionDeps } from '../../odds/collect/update-odds.ts';
import type { CommandContext } from '../context.ts';
import { oddsPlanOutcome, snapshotOutcome } from '../odds-collect-outcome.ts';
import { operator } from '../operator.ts';
import { CommandFailure, usageError } from '../outcome.ts';
import { examples } from '../program.ts';

/** A call waits for quota at most this long. */
const ASK_TIMEOUT_MS = 5 * 60_000;

/** `odds plan` and `odds snapshot`. */
export function registerOddsCollection(odds: Command, context: CommandContext): void {
  odds
    .command('plan')
    .description("Show how the month's credits are shared among the slates, and what they bought so far.")
    .addHelpText('after', examples('odds plan', 'odds plan --json'))
    .action(async () => {
      const plans = await withCollection(context, async (deps) => {
        const { readOddsPlan } = await import('../../odds/collect/read-plan.ts');
        return readOddsPlan(deps);
      });
      context.finish(oddsPlanOutcome(plans));
    });
  odds
    .command('snapshot')
    .description(
      'Ask now for the odds of leagues, whatever the plan says, and write what changed; it costs credits.',
    )
    .option('--league <name>', 'only this league')
    .addHelpText(
      'after',
      examples('odds snapshot --league NBA', 'odds snapshot --league "Premier League" --json'),
    )
    .action(async ({ league }: { league?: string }) => {
      const results = await withCollection(context, async (deps, app) => {
        const leagues = league === undefined ? undefined : [await leagueNamed(app, league)];
        if (deps.sources.length === 0) throw noSource(app);
        const { snapshotNow } = await import('../../odds/collect/snapshot-now.ts');
        const signal = AbortSignal.timeout(ASK_TIMEOUT_MS);
        return snapshotNow(deps, { leagues, actor: operator().name, signal });
      });
      context.finish(snapshotOutcome(results));
    });
}

async function withCollection<T>(
  context: CommandContext,
  work: (deps: CollectionDeps, app: App) => Promise<T>,
): Promise<T> {
  return context.withServices(async ({ app }) => {
    const [{ buildProviders }, { oddsCollection }] = await Promise.all([
      import('../../app/build-providers.ts'),
      import('../../app/odds-collection.ts'),
    ]);
    const providers = buildProviders(app);
    try {
      return await work(oddsCollection(app, providers), app);
    } finally {
      await providers.close();
    }
  });
}

async function leagueNamed(app: App, name: string): Promise<string> {
  const known = await app.leagueRegister.current();
  const found = known.all.find(({ name: own, code, aliases }) =>
    [own, code, ...aliases].some((one) => one.toLowerCase() === name.toLowerCase()),
  );
  if (found) return found.name;
  throw usageError(`${name} is not a league`, `Use one of: ${known.all.map((one) => one.name).join(', ')}.`);
}

/** Says which providers have odds and are off, and why. */
function noSource({ registry }: App): CommandFailure {
  const off = new Set(SPORTS.flatMap((sport) => registry.ableTo('odds', sport)));
  const reasons = [...off].map(
    ({ definition: { displayName }, offBecause = 'it is not named in ODDS_SOURCES' }) =>
      `${displayName}: ${offBecause}`,
  );
  return new CommandFailure({
    code: 'no_source',
    message: 'no provider of odds is on',
    remedy: `Switch one on. ${reasons.join('; ')}.`,
  });
}
