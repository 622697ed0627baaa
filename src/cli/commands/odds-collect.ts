import type { Command } from 'commander';
import type { App } from '../../app/app.ts';
import { SPORTS } from '../../domain/sport.ts';
import type { CollectionDeps } from '../../odds/collect/plan-sources.ts';
import type { EventNamed, SnapshotNow, snapshotEvents } from '../../odds/collect/snapshot-now.ts';
import { needMarketKey } from '../../domain/market-key.ts';
import { gameIdArgument } from '../options.ts';
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
      'Ask now for the odds of leagues or of one event, whatever the plan says, and write what changed; it costs credits.',
    )
    .option('--league <name>', 'only this league')
    .option('--game-id <id>', 'only the event of this game', gameIdArgument)
    .option('--event <id>', 'only the event that its provider calls so')
    .option(
      '--markets <keys>',
      'these markets, with commas between them (default: those of the configuration)',
    )
    .addHelpText(
      'after',
      examples(
        'odds snapshot --league NBA',
        'odds snapshot --league "Premier League" --json',
        'odds snapshot --game-id 1319 --markets player_points,alternate_spreads',
      ),
    )
    .action(async (options: SnapshotOptions) => {
      const markets = options.markets?.split(',').map(needMarketKey);
      const named = eventNamed(options);
      const results = await withCollection(context, async (deps, app) => {
        const { league } = options;
        const leagues = league === undefined ? undefined : [await leagueNamed(app, league)];
        if (deps.sources.length === 0) throw noSource(app);
        const { snapshotEvents, snapshotNow } = await import('../../odds/collect/snapshot-now.ts');
        const asked = { markets, actor: operator().name, signal: AbortSignal.timeout(ASK_TIMEOUT_MS) };
        if (named === undefined) return snapshotNow(deps, { leagues, ...asked });
        if (markets === undefined && deps.eventLooks.markets.length === 0) throw noMarkets();
        return ofEvent(await snapshotEvents(deps, named, asked));
      });
      context.finish(snapshotOutcome(results));
    });
}

type SnapshotOptions = { league?: string; gameId?: number; event?: string; markets?: string };

/** The event that is meant; undefined where leagues are. */
function eventNamed({ league, gameId, event }: SnapshotOptions): EventNamed | undefined {
  const given = [league, gameId, event].filter((one) => one !== undefined);
  if (given.length > 1)
    throw usageError('a league, a game and an event are three questions', 'Name one of them.');
  if (gameId !== undefined) return { gameId };
  return event === undefined ? undefined : { providerEventId: event };
}

function noMarkets(): CommandFailure {
  return usageError(
    'no markets are named, and ODDS_EVENT_MARKETS is not set',
    'Name them: --markets player_points,alternate_spreads.',
  );
}

/** What looks at an event came to. Throws CommandFailure where there was none. */
function ofEvent(results: Awaited<ReturnType<typeof snapshotEvents>>): readonly SnapshotNow[] {
  if (results === undefined)
    throw new CommandFailure({
      code: 'not_found',
      message: 'no event of a provider with markets by event is known for this',
      remedy:
        'Events become known by a look at their league (odds snapshot --league NBA); odds events --all lists them.',
    });
  if (!('unknown' in results)) return results;
  const { unknown, known } = results;
  throw usageError(`no event of the sport has ${unknown.join(', ')}`, `Use of these: ${known.join(', ')}.`);
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
